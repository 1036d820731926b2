import { isNear } from '../model/did-you-mean.ts';

/** A text without what is easily mistaken in it: case, blanks, hyphens and Unicode form. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');

/** Whether two texts are different and easily taken for each other. */
export const isAlike = (a: string, b: string): boolean => Math.abs(a.length - b.length) <= 4 && fold(a) === fold(b);

/** Whether one tag key was probably meant by another. */
export const isNearKey = (a: string, b: string): boolean =>
  isAlike(a, b) || (Math.min(a.length, b.length) >= 4 && isNear(fold(a), fold(b), 1));
