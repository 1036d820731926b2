import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Reason } from '../../core/model/reason.ts';
import { faultOf } from '../findings/fault.ts';
import type { Ports } from '../ports/ports.ts';
import type { Intent, Outcome, Pending } from '../ports/record/change.ts';
import type { Acquired, Marks } from '../ports/record/file-system.ts';
import { marked, marksOfFixed, marksOfRefused, marksOfUntold } from './marks.ts';

/** How long the mount targets of a file system wait for one whose change is in doubt, in ms. */
const longestDoubtMs = 10 * 60_000;

/** Whether what is attached now says that a write landed. */
export const hasLanded = ({ after }: Pick<Intent, 'after'>, attached: readonly SecurityGroupId[]): boolean =>
  sameGroups(groupSet(attached), groupSet(after));

/** What was made of a write that its writer left without an outcome. */
export interface Finished {
  readonly acquired: Acquired;
  /** Why nothing else is written on the file system yet. */
  readonly halted?: Reason;
  /** The write that is concluded now, and how it ended. */
  readonly ended?: { readonly pending: Pending; readonly status: Outcome['status'] };
  /** Since when writes to the mount target itself are in doubt, whatever is written next (epoch milliseconds). */
  readonly doubtSince?: number;
}

/** How a write ended whose writer does not say, by what is attached now; undefined when the mount target is gone. */
export const statusOf = (pending: Pending, attached: readonly SecurityGroupId[] | undefined): Outcome['status'] => {
  if (attached === undefined) return 'gone';
  return hasLanded(pending, attached) ? 'fixed' : 'failed';
};

/** Since when it is not known what is written; of a time that is still to come, since ever. */
const doubtSince = ({ doubtSince: since, at }: Pending, now: number): number => {
  const first = since ?? at;
  return first > now + longestDoubtMs ? Number.NEGATIVE_INFINITY : first;
};

const halting = ({ changeId, mountTargetId }: Pending, since: number, why: string): Reason => ({
  code: 'stage-halted',
  text: `change ${changeId} to ${mountTargetId} on the same file system is not confirmed yet (${why}); it is waited for until ${new Date(since + longestDoubtMs).toISOString()}`,
});

/**
 * Concludes the write of a file system that has no outcome, under its lease: what is attached now tells whether it landed.
 * One of another mount target that did not land, or cannot be read, may land yet: for ten minutes nothing else is written.
 */
export const finishInterrupted = async (
  { actuator, ledger, clock, journal }: Pick<Ports, 'actuator' | 'ledger' | 'clock' | 'journal'>,
  acquired: Acquired,
  own: MountTargetId,
): Promise<Finished> => {
  const { pending } = acquired.record;
  if (!pending) return { acquired };
  const since = doubtSince(pending, clock.now());
  const isOver = clock.now() >= since + longestDoubtMs;
  let status: Outcome['status'];
  try {
    status = statusOf(pending, await actuator.attachedGroups(pending.mountTargetId));
    const mayLandYet = status === 'failed' && pending.mountTargetId !== own;
    if (mayLandYet && !isOver) return { acquired, halted: halting(pending, since, 'it is not attached') };
  } catch (error) {
    const { text } = faultOf(journal, error);
    if (!isOver) return { acquired, halted: halting(pending, since, text) };
    status = 'failed';
  }
  const now = clock.now();
  const isUnanswered = status === 'failed' && pending.phase === 'in-doubt';
  const marks: Marks =
    status === 'fixed'
      ? marksOfFixed(pending, now)
      : isUnanswered
        ? marksOfRefused(acquired.record, pending, now, 'AWS did not answer')
        : marksOfUntold(acquired.record, pending);
  await ledger.conclude(acquired, pending, { status, reasons: ['interrupted'], at: now }, marks, 'keep');
  const isReplaced = isUnanswered && pending.mountTargetId === own;
  return {
    acquired: { ...acquired, record: marked(acquired.record, pending, marks) },
    ended: { pending, status },
    ...(isReplaced && { doubtSince: since }),
  };
};
