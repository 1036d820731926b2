import { attribute } from '../model/attribution.ts';
import { groupSet } from '../model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../model/ids.ts';
import type { Limits, Policy } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import type { Actor } from '../model/request.ts';
import { isUndoing } from './undoing.ts';

/** What of a change on record tells whether somebody keeps undoing it. */
export interface PastChange {
  readonly mountTargetId: MountTargetId;
  readonly status: string;
  readonly rule: string;
  readonly reasons: readonly string[];
  /** When it was begun, in milliseconds since the epoch. */
  readonly at: number;
  readonly before: readonly SecurityGroupId[];
  readonly after: readonly SecurityGroupId[];
  /** Who made the change that it put right. */
  readonly actor?: Actor;
}

/** Whether a change put something right: one of which nothing was seen when it was read back may have been undone before. What undoes another does not. */
export const isFix = ({ status, reasons, rule }: PastChange): boolean =>
  (status === 'fixed' || reasons.includes('not-verified')) && !isUndoing(rule);

/** Since when fixes count, in milliseconds since the epoch. */
export const windowStart = ({ limits }: Policy, now: number): number => now - limits.changesPerMountTarget.withinMs;

const SHOWN = 3;

const rivalsOf = (fixes: readonly PastChange[]): string => {
  const names = new Set(
    fixes.flatMap(({ actor }) => {
      const { arn, tool } = attribute(actor);
      return arn === null ? [] : [tool === null ? arn : `${tool} (${arn})`];
    }),
  );
  if (names.size === 0) return 'somebody whom no event has named';
  const shown = [...names].slice(0, SHOWN).join(', ');
  return names.size > SHOWN ? `${shown} and ${names.size - SHOWN} more` : shown;
};

const setOf = (groups: readonly SecurityGroupId[]): string => groupSet(groups).join(', ') || 'no groups';

/**
 * Says that somebody keeps changing a mount target back: `count` fixes of it lie within the window, after it was last
 * released by hand. Undefined as long as there are fewer. Fixes of the future, by a clock that is ahead, count.
 *
 * @param changes of one mount target, in any order.
 * @param now and `releasedAt` in milliseconds since the epoch.
 */
export const flapping = (
  changes: readonly PastChange[],
  { count, withinMs }: Limits['changesPerMountTarget'],
  now: number,
  releasedAt = Number.NEGATIVE_INFINITY,
): Reason | undefined => {
  const fixes = changes
    .filter((change) => isFix(change) && change.at > now - withinMs && change.at > releasedAt)
    .toSorted((a, b) => b.at - a.at);
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
