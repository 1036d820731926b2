import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Reason } from '../../core/model/reason.ts';
import { faultOf } from '../findings/fault.ts';
import type { Ports } from '../ports/ports.ts';
import type { Intent, Outcome, Pending } from '../ports/record/change.ts';
import type { Acquired, FileSystemRecord, Marks } from '../ports/record/file-system.ts';
import { marked, marksOfFixed, marksOfRefused, marksOfUntold } from './marks.ts';

/** How long the mount targets of a file system wait for one whose change is in doubt, in ms. */
const longestDoubtMs = 10 * 60_000;

/** Whether what is attached now says that a write landed. */
export const hasLanded = ({ after }: Pick<Intent, 'after'>, attached: readonly SecurityGroupId[]): boolean =>
  sameGroups(groupSet(attached), groupSet(after));

/** A write without an outcome, how it ended, and what it leaves on record. */
interface Ended {
  readonly pending: Pending;
  readonly status: Outcome['status'];
  readonly marks: Marks;
}

/** What is to be made of a write that its writer left without an outcome. */
export interface Assessed {
  /** Why nothing else is written on the file system yet. */
  readonly halted?: Reason;
  readonly ended?: Ended;
  /** What is on record once that is. */
  readonly record: FileSystemRecord;
}

/** What was made of it. */
export interface Finished extends Omit<Assessed, 'record'> {
  readonly acquired: Acquired;
}

/** How a write ended whose writer does not say, by what is attached now; undefined when the mount target is gone. */
export const statusOf = (pending: Pending, attached: readonly SecurityGroupId[] | undefined): Outcome['status'] => {
  if (attached === undefined) return 'gone';
  return hasLanded(pending, attached) ? 'fixed' : 'failed';
};

/** Whether a person has released the file system since a time. */
const isReleased = ({ id, releasedAt }: FileSystemRecord, time: number): boolean =>
  time <= (releasedAt.get(id) ?? Number.NEGATIVE_INFINITY);

/**
 * When the doubt about a write began: with an earlier one that AWS did not answer either, so that others wait ten minutes for
 * several in a row, and then have ten minutes for themselves.
 */
const doubtOf = (record: FileSystemRecord, { mountTargetId, at }: Pending): number => {
  const earlier = record.refusals.get(mountTargetId)?.doubtSince;
  const isOne = earlier !== undefined && !isReleased(record, earlier) && at < earlier + 2 * longestDoubtMs;
  return isOne ? earlier : at;
};

/** Since when it is not known what is written; of a time that is still to come, since ever. */
const since = (time: number, now: number): number => (time > now + longestDoubtMs ? Number.NEGATIVE_INFINITY : time);

const halting = (change: string, id: MountTargetId, from: number, why: string): Reason => ({
  code: 'stage-halted',
  text: `${change} to ${id} on the same file system is not confirmed yet (${why}); it is waited for until ${new Date(from + longestDoubtMs).toISOString()}`,
});

/** A write that has an outcome, and may land yet all the same: nothing has replaced it. */
export interface Doubt {
  readonly mountTargetId: MountTargetId;
  /** Why the other mount targets of its file system wait. */
  readonly reason: Reason;
}

/** Writes whose outcome was not seen, for as long as the other mount targets wait for them, or until their file system is released. */
export const doubtsIn = (record: FileSystemRecord, now: number): readonly Doubt[] =>
  [...record.refusals].flatMap(([id, { doubtSince }]) => {
    if (doubtSince === undefined || isReleased(record, doubtSince)) return [];
    const from = since(doubtSince, now);
    if (now >= from + longestDoubtMs) return [];
    return [{ mountTargetId: id, reason: halting('a change', id, from, 'its outcome was not seen') }];
  });

/**
 * Tells by what is attached now whether the write of a file system landed that has no outcome; records nothing. One of another
 * mount target that did not land, or cannot be read, may land yet: for ten minutes nothing else is written.
 */
export const assessInterrupted = async (
  { actuator, clock, journal }: Pick<Ports, 'actuator' | 'clock' | 'journal'>,
  record: FileSystemRecord,
  own: MountTargetId,
): Promise<Assessed> => {
  const { pending } = record;
  if (!pending) {
    const doubt = doubtsIn(record, clock.now()).find(({ mountTargetId }) => mountTargetId !== own);
    return { record, ...(doubt && { halted: doubt.reason }) };
  }
  const { changeId, mountTargetId: id } = pending;
  const from = since(doubtOf(record, pending), clock.now());
  const isOver = clock.now() >= from + longestDoubtMs;
  const halt = (why: string): Assessed => ({ record, halted: halting(`change ${changeId}`, id, from, why) });
  let status: Outcome['status'];
  try {
    status = statusOf(pending, await actuator.attachedGroups(id));
    if (status === 'failed' && id !== own && !isOver) return halt('it is not attached');
  } catch (error) {
    const { text } = faultOf(journal, error);
    if (!isOver) return halt(text);
    status = 'failed';
  }
  const now = clock.now();
  // Also a writer that died may have sent it.
  const doubtSince = status === 'failed' && !isOver ? from : undefined;
  const isUnanswered = status === 'failed' && pending.phase === 'in-doubt';
  const marks: Marks =
    status === 'fixed'
      ? marksOfFixed(pending, now)
      : isUnanswered
        ? marksOfRefused(record, pending, now, 'AWS did not answer', doubtSince)
        : marksOfUntold(record, pending, doubtSince);
  return { record: marked(record, pending, marks), ended: { pending, status, marks } };
};

/** Concludes the write of a file system that has no outcome, under its lease, unless it is waited for. */
export const finishInterrupted = async (
  ports: Pick<Ports, 'actuator' | 'ledger' | 'clock' | 'journal'>,
  acquired: Acquired,
  own: MountTargetId,
): Promise<Finished> => {
  const { record, ...assessed } = await assessInterrupted(ports, acquired.record, own);
  if (assessed.ended) {
    const { pending, status, marks } = assessed.ended;
    const outcome: Outcome = { status, reasons: ['interrupted'], at: ports.clock.now() };
    await ports.ledger.conclude(acquired, pending, outcome, marks, 'keep');
  }
  return { ...assessed, acquired: { ...acquired, record } };
};
