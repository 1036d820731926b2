import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Reason } from '../../core/model/reason.ts';
import { faultOf } from '../findings/fault.ts';
import type { Acquired, Intent, Marks, Outcome, Pending } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import { marked, marksOfLanded, marksOfUntold } from './marks.ts';

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
}

/** How a write ended whose writer does not say, by what is attached now; undefined when the mount target is gone. */
export const statusOf = (pending: Pending, attached: readonly SecurityGroupId[] | undefined): Outcome['status'] => {
  if (attached === undefined) return 'gone';
  return hasLanded(pending, attached) ? 'fixed' : 'failed';
};

const halting = ({ changeId, mountTargetId, at }: Pending, why: string): Reason => ({
  code: 'stage-halted',
  text: `change ${changeId} to ${mountTargetId} on the same file system is not confirmed yet (${why}); it is waited for until ${new Date(at + longestDoubtMs).toISOString()}`,
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
  const isOver = clock.now() >= pending.at + longestDoubtMs;
  let status: Outcome['status'];
  try {
    status = statusOf(pending, await actuator.attachedGroups(pending.mountTargetId));
    const mayLandYet = status === 'failed' && pending.mountTargetId !== own;
    if (mayLandYet && !isOver) return { acquired, halted: halting(pending, 'it is not attached') };
  } catch (error) {
    const { text } = faultOf(journal, error);
    if (!isOver) return { acquired, halted: halting(pending, text) };
    status = 'failed';
  }
  const marks: Marks = status === 'fixed' ? marksOfLanded(pending) : marksOfUntold(acquired.record, pending);
  const outcome = { status, reasons: ['interrupted'], at: clock.now() };
  await ledger.conclude(acquired, pending, outcome, marks, 'keep');
  return { acquired: { ...acquired, record: marked(acquired.record, marks) }, ended: { pending, status } };
};
