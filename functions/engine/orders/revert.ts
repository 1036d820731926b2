import type { Hold } from '../../core/brakes/brakes.ts';
import { isUndoing, undoingOf } from '../../core/brakes/undoing.ts';
import { objections } from '../../core/decide/objections.ts';
import type { Decision } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason, ReasonCode } from '../../core/model/reason.ts';
import { finishInterrupted, hasLanded } from '../change/finish-interrupted.ts';
import { onStage } from '../change/stage.ts';
import { underLease } from '../change/under-lease.ts';
import { type Ending, ended, write } from '../change/write.ts';
import { faultFinding } from '../findings/fault.ts';
import { report } from '../findings/report.ts';
import { previousOf } from '../findings/with-cause.ts';
import { isPaused, markPause, paused, unconfirmed } from '../gate/gate.ts';
import type { Run } from '../gate/run.ts';
import { driftBetween, refused, toBeWritten } from '../guards/drift.ts';
import { judgeOne } from '../guards/judge-one.ts';
import { observe } from '../observe/observe.ts';
import type { Acquired, Change, Lease, LedgerRecord } from '../ports/ledger.ts';
import type { Purpose } from '../ports/purpose.ts';

/** Asks for a mount target to be put back to what it had before one of our changes, and to be left so. */
export interface Reversion {
  readonly mountTargetId: MountTargetId;
  /** Which change to undo; when left out, the last one that was fixed and undoes none itself. */
  readonly changeId?: string;
  /** Until when the mount target is held afterwards, in milliseconds since the epoch. */
  readonly until: number;
  readonly reason: string;
  readonly by: string;
}

type PastChange = Pick<Change, 'changeId' | 'before' | 'rule' | 'status'>;

/** What is on record, a change that landed and was not concluded included; the newest first. */
const pastChanges = ({ pending, changes }: LedgerRecord, { attached }: LiveState): readonly PastChange[] =>
  pending && hasLanded(pending, attached) ? [{ ...pending, status: 'fixed' }, ...changes] : changes;

/** An undoing is not undone unless it is named: the same order sent twice must not bring back what it took away. */
const toUndo = (changes: readonly PastChange[], changeId: string | undefined): PastChange | undefined =>
  changes.find((change) =>
    changeId === undefined ? change.status === 'fixed' && !isUndoing(change.rule) : change.changeId === changeId,
  );

/** How far back a change that is named is looked for. */
const farthest = 1000;

const missing = (changeId: string | undefined): Reason => ({
  code: 'no-such-change',
  text: changeId
    ? `there is no change ${changeId} among the newest ${farthest} on record`
    : 'there is no change on record that was fixed',
});

/** Why the state of things, or the order itself, forbids a revert. */
const obstacles = (
  run: Run,
  { until }: Reversion,
  { mountTarget: { id, lifeCycleState } }: LiveState,
): readonly Reason[] => {
  const reasons = isPaused(run) ? [paused] : [];
  if (until <= run.ports.clock.now())
    reasons.push({ code: 'bad-request', text: `the hold would have ended at ${new Date(until).toISOString()}` });
  if (lifeCycleState !== 'available') reasons.push({ code: 'lifecycle-state', text: `${id} is ${lifeCycleState}` });
  return reasons;
};

/** What a revert would do, as far as the guards and everything on record allow it. */
const judged = async (run: Run, reversion: Reversion, live: LiveState, record: LedgerRecord, past: PastChange) => {
  const { ports, policy } = run;
  const drift = driftBetween(live.attached, past.before, undoingOf('revert', past.changeId));
  const { closed } = await ports.ledger.gate();
  const forbidden = [
    ...obstacles(run, reversion, live),
    ...(closed && !isPaused(run) ? [unconfirmed(closed)] : []),
    ...objections(drift.after, live, policy),
  ];
  const planned: Decision = refused(drift, forbidden) ?? drift;
  const { decision, warnings, openings } = await judgeOne(ports.reader, live, planned, policy);
  const finding = report({ id: live.mountTarget.id }, live, decision, policy, [...openings, ...warnings]);
  return { drift, found: { ...finding, previous: previousOf(record) }, mayWrite: toBeWritten(decision) };
};

/** A hold that somebody else asked for is not cut short: only a release ends it before its time. */
const keepingLonger = (reversion: Reversion, { hold }: LedgerRecord): Reversion => ({
  ...reversion,
  until: Math.max(reversion.until, hold?.until ?? 0),
});

const heldAsBefore = ({ until }: Reversion): string =>
  `It stays held until ${new Date(until).toISOString()}, as it was before; release it to end that sooner.`;

/** Holds the mount target while work is done and after it; not after work that sent nothing, for then it is as it was. */
const holding = async (
  { ports: { ledger, clock } }: Run,
  { mountTargetId: id, until, reason, by }: Reversion,
  before: Hold | undefined,
  work: () => Promise<Ending>,
): Promise<Ending> => {
  // Before the write: between it and the hold a sweep could undo the undo.
  await ledger.hold(id, { until, reason, by, at: clock.now() });
  let ending: Ending | undefined;
  try {
    ending = await work();
  } finally {
    if (!ending?.isSent) await ledger.hold(id, before);
  }
  const stays = `; it is held until ${new Date(until).toISOString()}`;
  return ending.isSent && ending.status !== 'fixed' ? { ...ending, text: `${ending.text}${stays}` } : ending;
};

const undoing = async (run: Run, reversion: Reversion, purpose: Purpose): Promise<Finding> => {
  const { ports, policy } = run;
  const { mountTargetId: id, changeId, until, reason, by } = reversion;
  await markPause(run, purpose);
  const seen = await observe(ports.reader, ports.ledger, { id });
  const { live } = seen;
  if (!live) return report({ id }, live, { status: 'gone' }, policy);
  const older = async () =>
    changeId === undefined ? [] : (await ports.ledger.history(live.mountTarget.id, farthest)).changes;
  const past = toUndo(pastChanges(seen.record, live), changeId) ?? toUndo(await older(), changeId);
  if (!past) return report({ id }, live, { status: 'refused', rule: 'revert', reasons: [missing(changeId)] }, policy);
  const first = await judged(run, reversion, live, seen.record, past);
  if (purpose.dryRun || !first.mayWrite) return first.found;

  const underLeases = async (stage: Lease<FileSystemId>, { lease, pending }: Acquired): Promise<Finding> => {
    const [attached, record] = await Promise.all([ports.reader.attachedGroups(id), ports.ledger.record(id)]);
    if (pending) await finishInterrupted(ports, lease, pending, attached);
    if (!attached || !sameGroups(groupSet(attached), first.found.before))
      return { ...first.found, status: 'deferred', reasons: ['changed-meanwhile'], after: groupSet(attached ?? []) };
    const { drift, found: plain, mayWrite } = await judged(run, reversion, live, record, past);
    if (!mayWrite) return plain;
    const held = keepingLonger(reversion, record);
    const found = held.until > until ? { ...plain, explanation: `${plain.explanation} ${heldAsBefore(held)}` } : plain;
    const isRight = (now: LiveState['attached']): boolean => sameGroups(groupSet(now), drift.after);
    if (isRight(attached)) {
      await ports.ledger.hold(id, { until: held.until, reason, by, at: ports.clock.now() });
      return { ...found, status: 'compliant', reasons: ['reverted'] };
    }
    const { after, rule } = drift;
    const change = { changeId: ports.newId(), lease, stage, live, after, rule, purpose, isRight };
    return ended(found, await holding(run, held, record.hold, () => write(run, change)));
  };
  const later = (code: ReasonCode, text: string): Finding => {
    const explanation = `${first.found.explanation} ${text}; send it again.`;
    return { ...first.found, status: 'deferred', reasons: [code], after: first.found.before, explanation };
  };
  const elsewhere = (): Finding => later('lease-held', 'Another invocation is at work on its file system');
  const halted = (text: string): Finding => later('stage-halted', `Its file system waits, for ${text}`);
  const onTarget = (stage: Lease<FileSystemId>) =>
    underLease(ports, id, (acquired) => underLeases(stage, acquired), elsewhere);
  return onStage(run, { fileSystemId: live.mountTarget.fileSystemId, id }, onTarget, { elsewhere, halted });
};

/**
 * Restores the set that a mount target had before one of our changes, with the same guards, lease, verification and record
 * as any write, and holds it, so that nothing undoes that until the hold ends or is released. A revert that sent nothing
 * leaves no hold behind. Never rejects.
 */
export const revert = async (run: Run, reversion: Reversion, purpose: Purpose): Promise<Finding> => {
  try {
    return await undoing(run, reversion, purpose);
  } catch (error) {
    const subject = { mountTargetId: reversion.mountTargetId, fileSystemId: null };
    return faultFinding(run.ports.journal, subject, error);
  }
};
