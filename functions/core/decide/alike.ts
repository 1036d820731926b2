/** A text without what is easily mistaken in it: case, blanks, hyphens and Unicode form. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');

/** Whether two texts are different and easily taken for each other. */
export const isAlike = (a: string, b: string): boolean => Math.abs(a.length - b.length) <= 4 && fold(a) === fold(b);

/** Whether one letter put in, left out or changed, or two swapped, can make one text of another. */
const isSlip = (a: string, b: string): boolean => {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const [x, y] = [a.slice(same), b.slice(same)];
  const swapped = `${y.slice(1, 2)}${y.slice(0, 1)}${y.slice(2)}`;
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1) || x === swapped;
};

/** Whether one tag key was probably meant by another. */
export const isNearKey = (a: string, b: string): boolean =>
  isAlike(a, b) || (Math.min(a.length, b.length) >= 4 && isSlip(fold(a), fold(b)));
