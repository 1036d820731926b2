import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import { groupSet, sameGroups } from '../core/group-set.ts';
import type { MountTargetId } from '../core/ids.ts';
import type { Live } from '../core/live.ts';
import { objections } from '../core/objections.ts';
import type { Reason } from '../core/reason.ts';
import { paused, unconfirmed } from './admission.ts';
import { driftBetween, refused, toBeWritten } from './drift.ts';
import { faultFinding } from './fault.ts';
import { finish, hasLanded } from './finish.ts';
import { guarded } from './guarded.ts';
import { under } from './lease.ts';
import { observe } from './observe.ts';
import type { Change, LedgerRecord } from './ports.ts';
import type { Purpose } from './purpose.ts';
import { report } from './report.ts';
import type { Session } from './session.ts';
import { ended, write } from './write.ts';

/** Asks for a mount target to be put back to what it had before one of our changes, and to be left so. */
export interface Reversion {
  readonly mountTargetId: MountTargetId;
  /** Which change to undo; the last one that was fixed when left out. */
  readonly changeId?: string;
  /** Until when the mount target is held afterwards, in milliseconds since the epoch. */
  readonly until: number;
  readonly reason: string;
  readonly by: string;
}

type PastChange = Pick<Change, 'changeId' | 'before' | 'status'>;

/** What is on record, a change that landed and was not concluded included; the newest first. */
const pastChanges = ({ pending, changes }: LedgerRecord, { attached }: Live): readonly PastChange[] =>
  pending && hasLanded(pending, attached) ? [{ ...pending, status: 'fixed' }, ...changes] : changes;

const toUndo = (changes: readonly PastChange[], changeId: string | undefined): PastChange | undefined =>
  changes.find((change) => (changeId === undefined ? change.status === 'fixed' : change.changeId === changeId));

const missing = (changeId: string | undefined): Reason => ({
  code: 'no-such-change',
  text: changeId ? `there is no change ${changeId} on record` : 'there is no change on record that was fixed',
});

/** Why the state of things, or the order itself, forbids a revert. */
const obstacles = (
  { ports, policy }: Session,
  { until }: Reversion,
  { mountTarget: { id, lifeCycleState } }: Live,
): readonly Reason[] => {
  const reasons = ports.paused || policy.paused ? [paused] : [];
  if (until <= ports.clock.now())
    reasons.push({ code: 'bad-request', text: `the hold would have ended at ${new Date(until).toISOString()}` });
  if (lifeCycleState !== 'available') reasons.push({ code: 'lifecycle-state', text: `${id} is ${lifeCycleState}` });
  return reasons;
};

const undoing = async (session: Session, reversion: Reversion, purpose: Purpose): Promise<Finding> => {
  const { ports, policy } = session;
  const { mountTargetId: id, changeId, until, reason, by } = reversion;
  const { live, record } = await observe(ports.reader, ports.ledger, { id });
  if (!live) return report({ id }, live, { status: 'gone' }, policy);
  const past = toUndo(pastChanges(record, live), changeId);
  if (!past) return report({ id }, live, { status: 'refused', rule: 'revert', reasons: [missing(changeId)] }, policy);

  const drift = driftBetween(live.attached, past.before, `revert of ${past.changeId}`);
  const { closed } = await ports.ledger.gate();
  const forbidden = [
    ...obstacles(session, reversion, live),
    ...(closed ? [unconfirmed(closed)] : []),
    ...objections(drift.after, live, policy),
  ];
  const planned: Decision = refused(drift, forbidden) ?? drift;
  const { decision, warnings, openings } = await guarded(ports.reader, live, planned, policy);
  const previous = record.changes[0]?.after ?? null;
  const found = { ...report({ id }, live, decision, policy, [...openings, ...warnings]), previous };
  if (purpose.dryRun || !toBeWritten(decision)) return found;

  // Held first: between the write and the hold a sweep could undo the undo.
  await ports.ledger.hold(id, { until, reason, by, at: ports.clock.now() });
  if (sameGroups(groupSet(live.attached), drift.after)) return { ...found, status: 'compliant', reasons: ['reverted'] };
  const isRight = (attached: Live['attached']): boolean => sameGroups(groupSet(attached), drift.after);
  const elsewhere = (): Finding => ({ ...found, status: 'deferred', reasons: ['lease-held'], after: found.before });
  return under(
    ports,
    live.mountTarget.fileSystemId,
    () =>
      under(
        ports,
        id,
        async ({ lease, pending }) => {
          const attached = await ports.reader.attachedGroups(id);
          if (pending) await finish(ports, lease, pending, attached && { ...live, attached });
          if (!attached || !sameGroups(groupSet(attached), found.before))
            return { ...found, status: 'deferred', reasons: ['changed-meanwhile'], after: groupSet(attached ?? []) };
          const ending = await write(session, {
            changeId: ports.newId(),
            lease,
            live,
            after: drift.after,
            rule: drift.rule,
            purpose,
            isRight,
          });
          return ended(found, ending);
        },
        elsewhere,
      ),
    elsewhere,
  );
};

/**
 * Restores the set that a mount target had before one of our changes, with the same guards, lease, verification and record
 * as any write, and holds it, so that nothing undoes that until the hold ends or is released. Never rejects.
 */
export const revert = async (session: Session, reversion: Reversion, purpose: Purpose): Promise<Finding> => {
  try {
    return await undoing(session, reversion, purpose);
  } catch (error) {
    const subject = { mountTargetId: reversion.mountTargetId, fileSystemId: null };
    return faultFinding(session.ports.journal, subject, error);
  }
};
