import type { SecurityGroupId } from './ids.ts';

/** A set of group ids in its one canonical form: sorted, each once. */
export const groupSet = (ids: Iterable<SecurityGroupId>): readonly SecurityGroupId[] => [...new Set(ids)].sort();

/** The members of `a` that are not in `b`, in the order of `a`. */
export const without = (a: readonly SecurityGroupId[], b: readonly SecurityGroupId[]): readonly SecurityGroupId[] =>
  a.filter((id) => !b.includes(id));

/** Whether two canonical sets have the same members. */
export const sameGroups = (a: readonly SecurityGroupId[], b: readonly SecurityGroupId[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
