/** At least one thing. */
export type Some<Thing> = readonly [Thing, ...Thing[]];

/** Things that are alike by a key, in the order in which the first of each stands. */
export const grouped = <Thing>(all: readonly Thing[], key: (it: Thing) => unknown): readonly Some<Thing>[] =>
  // A group has at least what made it.
  [...Map.groupBy(all, key).values()] as [Thing, ...Thing[]][];
