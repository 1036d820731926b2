import { type Allowed, type AllowedTags, covers } from './allowed-tags.ts';

/** Conditions in their order, to be asked for the first one that covers another. */
export interface CoverIndex {
  /** The number of the first condition that lets through all that `inner` does. `inner` has no impossible key. */
  first(inner: AllowedTags): number | undefined;
  /** Adds a condition without an impossible key, under a number larger than those before. */
  add(outer: AllowedTags, number: number): void;
}

interface Entry {
  readonly number: number;
  readonly allowed: AllowedTags;
}

const PRESENT = 'present';
const ABSENT = 'absent';
const LISTED = 'one of some values';
const valued = (value: string): string => `=${value}`;
const excluding = (value: string): string => `!${value}`;

const least = <T>(choices: readonly T[], size: (choice: T) => number): T | undefined =>
  choices.reduce<{ readonly choice: T; readonly size: number } | undefined>((best, choice) => {
    const next = { choice, size: size(choice) };
    return best === undefined || next.size < best.size ? next : best;
  }, undefined)?.choice;

/**
 * Opens an index. A condition can cover another only if it allows as much of each key that it names. So it is kept
 * under marks of one of its keys, such as a value, and compared only with conditions that have one of these marks.
 */
export const coverIndex = (compare: typeof covers = covers): CoverIndex => {
  const unconditional: Entry[] = [];
  const kept = new Map<string, Map<string, Entry[]>>();
  const under = (key: string, mark: string): readonly Entry[] => kept.get(key)?.get(mark) ?? [];

  /** The mark of one of these values under which least is kept. */
  const rarest = (key: string, values: ReadonlySet<string>, mark: (value: string) => string): readonly string[] =>
    [least([...values].map(mark), (it) => under(key, it).length)].filter((it) => it !== undefined);

  /** The marks under which a condition is kept that allows so much of a key: whatever it covers seeks one of them. */
  const marks = (key: string, { absent, values: { allBut, set } }: Allowed): readonly string[] => {
    if (!allBut) return set.size === 0 ? [ABSENT] : [...set].map(valued);
    if (set.size === 0) return [PRESENT];
    return [...rarest(key, set, excluding), LISTED, ...(absent ? [ABSENT] : [])];
  };

  /** The marks that a condition seeks which allows so much of a key. */
  const sought = (key: string, { absent, values: { allBut, set } }: Allowed): readonly string[] => {
    if (allBut) return [...[...set].map(excluding), ...(absent ? [] : [PRESENT])];
    return set.size === 0 ? [ABSENT] : [...rarest(key, set, valued), LISTED, PRESENT];
  };

  const found = (key: string, allowed: Allowed): readonly (readonly Entry[])[] =>
    sought(key, allowed).map((mark) => under(key, mark));

  return {
    first(inner) {
      let first: number | undefined;
      for (const entries of [unconditional, ...[...inner].flatMap(([key, allowed]) => found(key, allowed))])
        for (const { number, allowed } of entries) {
          if (first !== undefined && number >= first) break;
          if (compare(allowed, inner)) first = number;
        }
      return first;
    },
    add(allowed, number) {
      const entry = { number, allowed };
      // The rules of a policy are alike: the next one will seek what this one has sought.
      const [key, of] = least([...allowed], (one) => found(...one).reduce((sum, { length }) => sum + length, 0)) ?? [];
      if (key === undefined || of === undefined) {
        unconditional.push(entry);
        return;
      }
      const ofKey = kept.get(key) ?? new Map<string, Entry[]>();
      kept.set(key, ofKey);
      for (const mark of marks(key, of)) {
        const entries = ofKey.get(mark) ?? [];
        ofKey.set(mark, entries);
        entries.push(entry);
      }
    },
  };
};
