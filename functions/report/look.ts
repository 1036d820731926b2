import { type Paint, painting } from './paint.ts';

/** How a screen looks: how wide it is, and what colours it has. */
export interface Look {
  /** Columns. */
  readonly width: number;
  readonly paint: Paint;
}

/** Columns of what is no terminal, of the widest screen and of the narrowest one. */
const widths = { plain: 100, most: 120, least: 40 };

/** The columns to lay a screen out for; undefined where its width is not known. */
export const layoutWidth = (columns: number | undefined): number =>
  columns === undefined || columns <= 0 ? widths.plain : Math.min(Math.max(columns, widths.least), widths.most);

/** A screen in a file. */
export const plainLook: Look = { width: widths.plain, paint: painting(false) };
