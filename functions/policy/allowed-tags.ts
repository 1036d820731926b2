import type { Condition, TagCondition } from '../core/model/policy.ts';

/** The states of one tag that a condition lets through: absent or not, and these values or all values but these. */
export interface Allowed {
  readonly absent: boolean;
  readonly values: { readonly allBut: boolean; readonly set: ReadonlySet<string> };
}

/** What a condition lets through, by tag key; a key that is not in it may be anything. */
export type AllowedTags = ReadonlyMap<string, Allowed>;

const ANYTHING: Allowed = { absent: true, values: { allBut: true, set: new Set() } };

const allowedValues = (wanted?: TagCondition, excluded?: TagCondition): Allowed['values'] => {
  if (excluded?.any) return { allBut: false, set: new Set() };
  const without = new Set(excluded?.oneOf);
  if (wanted === undefined || wanted.any) return { allBut: true, set: without };
  return { allBut: false, set: new Set(wanted.oneOf).difference(without) };
};

/** Works out what a condition lets through. */
export const allowedTags = ({ tags, unless }: Condition): AllowedTags => {
  const allowed = new Map<string, Allowed>();
  for (const key of [...tags.keys(), ...unless.keys()])
    allowed.set(key, { absent: !tags.has(key), values: allowedValues(tags.get(key), unless.get(key)) });
  return allowed;
};

/** The key that lets nothing through, when there is one: then no file system matches. */
export const impossibleKey = (allowed: AllowedTags): string | undefined =>
  [...allowed].find(([, { absent, values }]) => !absent && !values.allBut && values.set.size === 0)?.[0];

const within = (inner: Allowed, outer: Allowed): boolean => {
  if (inner.absent && !outer.absent) return false;
  if (inner.values.allBut) return outer.values.allBut && outer.values.set.isSubsetOf(inner.values.set);
  return outer.values.allBut
    ? inner.values.set.isDisjointFrom(outer.values.set)
    : inner.values.set.isSubsetOf(outer.values.set);
};

/** Whether every file system that `inner` lets through, `outer` lets through too. `inner` has no impossible key. */
export const covers = (outer: AllowedTags, inner: AllowedTags): boolean => {
  for (const [key, allowed] of outer) if (!within(inner.get(key) ?? ANYTHING, allowed)) return false;
  return true;
};
