import { nextBits, type Random } from '../../../infra/local/random.ts';

/** Chance that a seed decides: the same seed and the same questions give the same answers. */
export interface Chance {
  /** Whether something that happens in this share of cases (0 to 1) happens now. */
  happens(share: number): boolean;
  /** A whole number, both bounds included. */
  between(least: number, most: number): number;
  /** One member of a list that is not empty. */
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** One member of a list, if it has any. */
  pickIfAny<Item>(items: readonly Item[]): Item | undefined;
  shuffled<Item>(items: readonly Item[]): readonly Item[];
  /** At least `least` members of a list (or all of it), at most `most`, in any order. */
  some<Item>(items: readonly Item[], least: number, most: number): readonly Item[];
}

const shuffled = <Item>(items: readonly Item[], random: Random): readonly Item[] =>
  items
    .map((item) => ({ item, weight: nextBits(random) }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ item }) => item);

/** Chance for one purpose of a run: runs and purposes do not disturb one another. */
export const chance = (seed: number, purpose: string): Chance => {
  const random: Random = { state: seed };
  for (const char of purpose) random.state = nextBits({ state: random.state ^ char.charCodeAt(0) });
  const between = (least: number, most: number): number => least + (nextBits(random) % (most - least + 1));
  return {
    happens: (share) => share > 0 && nextBits(random) / 2 ** 32 < share,
    between,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    pickIfAny: (items) => items[between(0, Math.max(0, items.length - 1))],
    shuffled: (items) => shuffled(items, random),
    some: (items, least, most) =>
      shuffled(items, random).slice(0, between(Math.min(least, items.length), Math.min(most, items.length))),
  };
};
