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

/** What is in `from` and not in `taken`. */
export const subtractRanges = (from: Ranges, taken: Ranges): Ranges =>
  from.flatMap((range) => {
    const rest: Range[] = [];
    let first = range.first;
    for (const hole of taken.filter((hole) => overlaps(hole, range))) {
      if (hole.first > first) rest.push({ first, last: hole.first - 1n });
      first = hole.last + 1n;
    }
    if (first <= range.last) rest.push({ first, last: range.last });
    return rest;
  });

/** Whether two ranges share an integer. */
export const overlaps = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;
