/** An unbroken run of integers, both ends included; `first` is never above `last`. */
export interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** A set of integers in its only form: ascending ranges that neither overlap nor touch. */
export type Ranges = readonly Range[];

/** Brings any ranges, in any order, into the form of `Ranges`. */
export const mergeRanges = (ranges: readonly Range[]): Ranges => {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((a, b) => Number(a.first - b.first))) {
    const previous = merged.at(-1);
    if (previous === undefined || range.first > previous.last + 1n) merged.push(range);
    else if (range.last > previous.last) merged.splice(-1, 1, { first: previous.first, last: range.last });
  }
  return merged;
};

/** The index of the first item that passes a test, which all items after it pass too; the length when none does. */
const firstIndex = <T>(items: readonly T[], test: (item: T) => boolean): number => {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The ranges that share an integer with another one. They must ascend both by their first and by their last integers. */
export const touching = <T extends Range>(ranges: readonly T[], { first, last }: Range): readonly T[] =>
  ranges.slice(
    firstIndex(ranges, (it) => it.last >= first),
    firstIndex(ranges, (it) => it.first > last),
  );

/** What is in `from` and not in `taken`. */
export const subtractRanges = (from: Ranges, taken: Ranges): Ranges =>
  from.flatMap((range) => {
    const rest: Range[] = [];
    let first = range.first;
    for (const hole of touching(taken, range)) {
      if (hole.first > first) rest.push({ first, last: hole.first - 1n });
      first = hole.last + 1n;
    }
    if (first <= range.last) rest.push({ first, last: range.last });
    return rest;
  });

/** What is in both. */
export const intersectRanges = (a: Ranges, b: Ranges): Ranges => subtractRanges(a, subtractRanges(a, b));
