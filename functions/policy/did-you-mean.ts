const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** How many letters must be put in, left out, changed or swapped to make one text of another. */
const distance = (a: string, b: string): number => {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same, swapped));
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
};

/** The name that somebody who wrote another one may have meant. */
export const didYouMean = (written: string, names: readonly string[]): string | undefined => {
  const sought = plain(written.split(':', 1)[0] ?? '');
  const near = (name: string): boolean =>
    Math.abs(name.length - sought.length) <= 2 && distance(plain(name), sought) <= (name.length >= 5 ? 2 : 1);
  return names.find((name) => plain(name) === sought) ?? names.find(near);
};
