import { groupSet, sameGroups } from '../model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../model/ids.ts';
import type { Limits } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';

/** A change of ours that AWS took: what tells whether an unknown or known caller keeps undoing it. */
export interface LandedChange {
  readonly changeId: string;
  readonly mountTargetId: MountTargetId;
  /** When it was begun, in milliseconds since the epoch. */
  readonly at: number;
  readonly before: readonly SecurityGroupId[];
  readonly after: readonly SecurityGroupId[];
  readonly policyVersion: string;
  /** Who made the change that it put right, as an event named them. */
  readonly by?: string;
  /** The change that it undoes, by a person's order or because that change did not work out. */
  readonly undoes?: string;
}

/** Whether a fix shows that its mount target was changed back: the groups were not those that the change before had left. */
const showsRival = (fix: LandedChange, previous: LandedChange | undefined): boolean => {
  if (fix.undoes !== undefined) return false;
  if (previous === undefined) return true;
  return previous.policyVersion === fix.policyVersion && !sameGroups(groupSet(fix.before), groupSet(previous.after));
};

/**
 * The fixes by which flapping is told, newest first: begun after a time, and each of a change that another caller made. A
 * fix that a changed policy asked for is none.
 *
 * @param changes of one mount target, in any order.
 * @param since in milliseconds since the epoch.
 */
export const countedFixes = (changes: readonly LandedChange[], since: number): readonly LandedChange[] => {
  const inOrder = changes.toSorted((a, b) => a.at - b.at);
  return inOrder.filter((fix, index) => fix.at > since && showsRival(fix, inOrder[index - 1])).toReversed();
};

const SHOWN = 3;

const rivalsOf = (fixes: readonly LandedChange[]): string => {
  const names = [...new Set(fixes.flatMap(({ by }) => by ?? []))];
  if (names.length === 0) return 'an unknown caller';
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
};

const setOf = (groups: readonly SecurityGroupId[]): string => groupSet(groups).join(', ') || 'no groups';

/**
 * Says that a mount target is changed back again and again: `count` fixes of it lie within the window, after it was last
 * released by hand. Undefined as long as there are fewer. Fixes of the future, by a clock that is ahead, count.
 *
 * @param changes of one mount target, in any order.
 * @param now and `releasedAt` in milliseconds since the epoch.
 */
export const flapping = (
  changes: readonly LandedChange[],
  { count, withinMs }: Limits['changesPerMountTarget'],
  now: number,
  releasedAt = Number.NEGATIVE_INFINITY,
): Reason | undefined => {
  const fixes = countedFixes(changes, Math.max(now - withinMs, releasedAt));
  const [newest] = fixes;
  const last = fixes[count - 1];
  if (newest === undefined || last === undefined) return undefined;
  const resumes = new Date(last.at + withinMs).toISOString();
  const text =
    `${rivalsOf(fixes)} keeps setting ${setOf(newest.before)} where the policy wants ${setOf(newest.after)}: ` +
    `put right ${count} times since ${new Date(last.at).toISOString()} ` +
    `(limits.changesPerMountTarget), so nothing is written until ${resumes} or {"release": "${newest.mountTargetId}"}`;
  return { code: 'flapping', text };
};
