import { revealed } from '../../core/model/printable.ts';
import { widthOf } from '../layout.ts';

/** A line of a file with a row of carets under a part of it. */
export interface CodeFrame {
  readonly line: string;
  readonly carets: string;
}

/** What is shown of a line before the part that is meant, and around it where it is long, in characters. */
const before = 40;

/** A text in which what does not print, or reverses the writing, is an escape; a tab is a blank. */
export const visible = (text: string): string => revealed(text.replaceAll('\t', ' '));

/** Shows a line within so many columns, with carets under what stands between two columns of it, which count from 1. */
export const codeFrame = (line: string, column: number, endColumn: number, columns: number): CodeFrame => {
  const head = visible(line.slice(0, column - 1));
  const meant = visible(line.slice(column - 1, endColumn - 1));
  const isCut = widthOf(head) + widthOf(meant) > columns && head.length > before;
  const start = isCut ? `…${head.slice(-before)}` : head;
  const room = Math.max(1, columns - widthOf(start));
  const shown = `${start}${meant}${visible(line.slice(endColumn - 1))}`;
  const end = widthOf(shown) > columns ? '…' : '';
  return {
    line: end === '' ? shown : shown.slice(0, columns - 1) + end,
    carets: `${' '.repeat(widthOf(start))}${'^'.repeat(Math.min(room, Math.max(1, widthOf(meant))))}`,
  };
};
