import { ANY_RUN, fits } from '../core/decide/wildcards.ts';
import type { Condition, Pattern, TagCondition } from '../core/model/policy.ts';

/** Patterns by how they are noted: a text stands for itself, and a wildcard for a sign that no tag has. */
export interface Values {
  readonly noted: ReadonlySet<string>;
  /** Those of them that have wildcards. */
  readonly globs: readonly Pattern[];
}

/** The states of one tag that a condition lets through: absent or not, and which values. */
export interface Allowed {
  readonly absent: boolean;
  /** Without it, any value. */
  readonly listed?: Values;
  /** Values that are not let through all the same. */
  readonly but: Values;
}

/** What a condition lets through, by tag key; a key that is not in it may be anything. */
export type AllowedTags = ReadonlyMap<string, Allowed>;

const ANY_ONE = '\u0001';

const note = (pattern: Pattern): string =>
  typeof pattern === 'string'
    ? pattern
    : pattern.map((part) => (typeof part === 'string' ? part : part.wild === '*' ? ANY_RUN : ANY_ONE)).join('');

/** The text before the first wildcard of a noted pattern. */
export const fixedStart = (noted: string): string => {
  const ends = [ANY_RUN, ANY_ONE].map((sign) => noted.indexOf(sign)).filter((at) => at !== -1);
  return noted.slice(0, Math.min(noted.length, ...ends));
};

const isFixed = (noted: string): boolean => fixedStart(noted) === noted;

const valuesOf = (patterns: readonly Pattern[]): Values => ({
  noted: new Set(patterns.map(note)),
  globs: patterns.filter((it) => typeof it !== 'string'),
});

const NONE = valuesOf([]);
const UNCONDITIONAL: Allowed = { absent: true, but: NONE };

/** Whether one of some values takes in all of a noted pattern; false is said also where only several together do. */
const includes = ({ noted, globs }: Values, one: string): boolean =>
  noted.has(one) || globs.some((glob) => fits(glob, one));

const allowedValues = (wanted?: TagCondition<Pattern>, excluded?: TagCondition<Pattern>): Omit<Allowed, 'absent'> => {
  if (excluded?.any) return { listed: NONE, but: NONE };
  const but = valuesOf(excluded?.oneOf ?? []);
  if (wanted === undefined || wanted.any) return { but };
  const listed = valuesOf(wanted.oneOf.filter((it) => !includes(but, note(it))));
  return { listed, but: listed.globs.length > 0 ? but : NONE };
};

/** What some listed values let through, and nothing else. */
export const only = (patterns: readonly Pattern[]): Allowed => ({
  absent: false,
  listed: valuesOf(patterns),
  but: NONE,
});

/** Any value, of a tag that is there. */
export const anything: Allowed = { absent: false, but: NONE };

/** The key of something that is no tag. */
export const apart = (name: string): string => `${ANY_RUN}${name}`;

/** Works out what a condition lets through. */
export const allowedTags = ({ tags, unless, ...places }: Condition): AllowedTags => {
  const allowed = new Map<string, Allowed>();
  for (const key of [...tags.keys(), ...unless.keys()])
    allowed.set(key, { absent: !tags.has(key), ...allowedValues(tags.get(key), unless.get(key)) });
  for (const [name, ids] of Object.entries(places)) if (ids) allowed.set(apart(name), only(ids));
  return allowed;
};

/** The key that lets nothing through, when there is one: then no file system matches. */
export const impossibleKey = (allowed: AllowedTags): string | undefined =>
  [...allowed].find(([, { absent, listed }]) => !absent && listed?.noted.size === 0)?.[0];

/** Whether no text is taken in by both of two noted patterns; false is said also where that is not seen. */
const areApart = (a: string, b: string): boolean => {
  if (isFixed(a) && isFixed(b)) return a !== b;
  const [x, y] = [fixedStart(a), fixedStart(b)];
  return !x.startsWith(y) && !y.startsWith(x);
};

const within = (inner: Allowed, outer: Allowed): boolean => {
  if (inner.absent && !outer.absent) return false;
  const { listed } = outer;
  const values = inner.listed && [...inner.listed.noted];
  if (listed && !values?.every((one) => includes(listed, one))) return false;
  return [...outer.but.noted].every((one) => includes(inner.but, one) || values?.every((it) => areApart(it, one)));
};

/** Whether every file system that `inner` lets through, `outer` lets through too; where wildcards hide it, false. `inner` has no impossible key. */
export const covers = (outer: AllowedTags, inner: AllowedTags): boolean => {
  for (const [key, allowed] of outer) if (!within(inner.get(key) ?? UNCONDITIONAL, allowed)) return false;
  return true;
};
