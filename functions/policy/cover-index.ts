import { type Allowed, type AllowedTags, covers, fixedStart } from './allowed-tags.ts';

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
const excluding = (value: string): string => `!${value}`;
const beginning = (start: string): string => `^${start}`;
/** A value itself, or how all that a pattern with wildcards takes in begins. */
const valued = (value: string): string => {
  const start = fixedStart(value);
  return start === value ? `=${value}` : beginning(start);
};

/** Conditions with wildcards that are compared of those that begin alike: one covered by a later one is not found. */
const mostCompared = 100;

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

  /** How long the fixed beginnings of patterns are that are kept under a key. */
  const lengths = new Map<string, Set<number>>();

  /** The marks of whatever takes in all of a noted pattern. */
  const around = (key: string, value: string): readonly string[] => {
    const start = fixedStart(value);
    const starts = [...(lengths.get(key) ?? [])].filter((length) => length <= start.length);
    return [...(start === value ? [valued(value)] : []), ...starts.map((length) => beginning(start.slice(0, length)))];
  };

  /** Of several groups of marks, the one under which least is kept. */
  const rarest = (key: string, groups: readonly (readonly string[])[]): readonly string[] =>
    [least(groups, (marks) => marks.reduce((sum, mark) => sum + under(key, mark).length, 0))]
      .filter((it) => it !== undefined)
      .flat();

  /** The marks under which a condition is kept that allows so much of a key: whatever it covers seeks one of them. */
  const marks = (key: string, { absent, listed, but }: Allowed): readonly string[] => {
    if (listed) return listed.noted.size === 0 ? [ABSENT] : [...listed.noted].map(valued);
    if (but.noted.size === 0) return [PRESENT];
    return [
      ...rarest(
        key,
        [...but.noted].map((value) => [excluding(value)]),
      ),
      LISTED,
      ...(absent ? [ABSENT] : []),
    ];
  };

  /** The marks that a condition seeks which allows so much of a key. */
  const sought = (key: string, { absent, listed, but }: Allowed): readonly string[] => {
    if (!listed) return [...[...but.noted].map(excluding), ...(absent ? [] : [PRESENT])];
    if (listed.noted.size === 0) return [ABSENT];
    return [
      ...rarest(
        key,
        [...listed.noted].map((value) => around(key, value)),
      ),
      LISTED,
      PRESENT,
    ];
  };

  const found = (key: string, allowed: Allowed): readonly (readonly Entry[])[] =>
    sought(key, allowed).map((mark) => under(key, mark).slice(0, mark.startsWith('^') ? mostCompared : undefined));

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
      const starts = lengths.get(key) ?? new Set<number>();
      lengths.set(key, starts);
      for (const glob of of.listed?.noted ?? []) if (fixedStart(glob) !== glob) starts.add(fixedStart(glob).length);
      for (const mark of new Set(marks(key, of))) {
        const entries = ofKey.get(mark) ?? [];
        ofKey.set(mark, entries);
        entries.push(entry);
      }
    },
  };
};
