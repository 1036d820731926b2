const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Whether so many letters put in, left out or changed, or pairs of them swapped, can make one text of another. */
export const isNear = (a: string, b: string, edits: number): boolean => {
  if (a === b) return true;
  if (edits === 0) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const [x, y] = [a.slice(same), b.slice(same)];
  return (
    isNear(x.slice(1), y.slice(1), edits - 1) ||
    isNear(x.slice(1), y, edits - 1) ||
    isNear(x, y.slice(1), edits - 1) ||
    (x[0] === y[1] && x[1] === y[0] && isNear(x.slice(2), y.slice(2), edits - 1))
  );
};

/** The one of some names that was probably meant by another one. */
export const didYouMean = (written: string, names: readonly string[]): string | undefined => {
  const sought = plain(written.replace(/:.*/s, ''));
  const isMeant = (name: string): boolean => isNear(plain(name), sought, name.length >= 5 ? 2 : 1);
  return names.find((name) => plain(name) === sought) ?? names.find(isMeant);
};
