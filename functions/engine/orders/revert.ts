import { objections } from '../../core/decide/objections.ts';
import type { Decision } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { MountTargetId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Cause } from '../../core/model/request.ts';
import { elsewhere } from '../change/act.ts';
import { finishInterrupted, hasLanded } from '../change/finish-interrupted.ts';
import { underLease, type Worked } from '../change/under-lease.ts';
import { attempt, begin, type Change, ended, intentOf, record as recordEnding } from '../change/write.ts';
import { faultFinding } from '../findings/fault.ts';
import { bounded, heldBack, report, saying } from '../findings/report.ts';
import { previousOf } from '../findings/with-cause.ts';
import { isPaused, paused } from '../gate/gate.ts';
import type { Run } from '../gate/run.ts';
import { driftBetween, heldBackBy, toBeWritten } from '../guards/drift.ts';
import { judgeOne } from '../guards/judge-one.ts';
import { observe } from '../observe/observe.ts';
import type { Acquired, FileSystemRecord, Change as PastChange } from '../ports/ledger.ts';

/** Asks for a mount target to be put back to what it had before one of our changes, and to be left so. */
export interface Reversion {
  readonly mountTargetId: MountTargetId;
  /** Which change to undo; when left out, the last one that was fixed and undoes none itself. */
  readonly changeId?: string;
  /** Until when the mount target is held afterwards, in milliseconds since the epoch. */
  readonly until: number;
  readonly reason: string;
  readonly by: string;
  /** What is not to stop it. */
  readonly despite: readonly 'paused'[];
}

type Undone = Pick<PastChange, 'changeId' | 'before' | 'rule' | 'status' | 'undoes'>;

/** How far back a change that is named is looked for. */
const farthest = 1000;

/** Changes among which the last that was fixed is looked for first. */
const nearest = 20;

/** An undoing is not undone unless it is named: the same order sent twice must not bring back what it took away. */
const isMeant =
  (changeId: string | undefined) =>
  (change: Undone): boolean =>
    changeId === undefined ? change.status === 'fixed' && change.undoes === undefined : change.changeId === changeId;

/** The change to undo: of those on record, or a write that landed and was not concluded. */
const toUndo = async (
  { ports }: Run,
  { mountTargetId: id, changeId }: Reversion,
  record: FileSystemRecord,
  { attached }: LiveState,
): Promise<Undone | undefined> => {
  const { pending } = record;
  const unconcluded =
    pending?.mountTargetId === id && hasLanded(pending, attached) ? [{ ...pending, status: 'fixed' }] : [];
  const isIt = isMeant(changeId);
  const newest = unconcluded.find(isIt) ?? (await ports.ledger.history(record.id, id, nearest)).changes.find(isIt);
  return newest ?? (await ports.ledger.history(record.id, id, farthest)).changes.find(isIt);
};

const missing = (changeId: string | undefined): Reason => ({
  code: 'no-such-change',
  text: changeId
    ? `there is no change ${changeId} among the newest ${farthest} on record`
    : 'there is no change on record that was fixed',
});

/** Why the state of things, or the order itself, forbids a revert. A closed gate, a hold and the budget do not. */
const obstacles = ({ ports, policy }: Run, { until, despite }: Reversion, live: LiveState): readonly Reason[] => {
  const { id, lifeCycleState } = live.mountTarget;
  const reasons = isPaused(ports, policy) && !despite.includes('paused') ? [paused] : [];
  if (until <= ports.clock.now())
    reasons.push({ code: 'bad-request', text: `the hold would have ended at ${new Date(until).toISOString()}` });
  if (lifeCycleState !== 'available') reasons.push({ code: 'lifecycle-state', text: `${id} is ${lifeCycleState}` });
  return reasons;
};

/** What a revert would do, as far as the guards and the state of things allow it. */
const judged = async (run: Run, reversion: Reversion, live: LiveState, past: Undone) => {
  const { ports, policy } = run;
  const drift = driftBetween(live.attached, past.before, past.rule);
  const against = [...obstacles(run, reversion, live), ...objections(drift.after, live, policy)];
  const planned: Decision = heldBackBy(drift, against) ?? drift;
  const { decision, warnings, openings } = await judgeOne(ports.reader, live, planned, policy);
  const found = report(live.mountTarget, live, decision, policy, [...openings, ...warnings]);
  return { drift, found: saying(found, `It undoes change ${past.changeId}.`), mayWrite: toBeWritten(decision) };
};

/** The hold that a revert leaves; one that another caller asked for is not cut short: only a release ends that before its time. */
const holdOf = ({ ports }: Run, { mountTargetId: id, until, reason, by }: Reversion, record: FileSystemRecord) => {
  const longer = Math.max(until, record.holds.get(id)?.until ?? 0);
  return { until: longer, reason, by, at: ports.clock.now() };
};

const heldText = (until: number): string =>
  `It is held until ${new Date(until).toISOString()}; a release ends that sooner.`;

/** What a revert finds that has nothing to write. */
const alreadySo = (found: Finding): Finding => ({ ...found, status: 'compliant', reasons: ['reverted'] });

const changedMeanwhile: Reason = {
  code: 'changed-meanwhile',
  text: 'another caller changed the groups meanwhile; send it again',
};

const write = async (
  run: Run,
  reversion: Reversion,
  cause: Cause,
  past: Undone,
  seen: LiveState,
  taken: Acquired,
): Promise<Worked<Finding>> => {
  const { ports } = run;
  const { mountTargetId: id } = reversion;
  const { fileSystemId } = seen.mountTarget;
  let acquired = taken;
  for (let tries = 0; ; tries += 1) {
    const attached = await ports.actuator.attachedGroups(id);
    const live = { ...seen, attached: attached ?? [] };
    const { drift, found, mayWrite } = await judged(run, reversion, live, past);
    if (!attached || !sameGroups(groupSet(attached), groupSet(seen.attached)))
      return { answer: { ...heldBack(found, [changedMeanwhile]), after: groupSet(live.attached) }, isGivenBack: false };
    if (!mayWrite) return { answer: found, isGivenBack: false };
    const hold = holdOf(run, reversion, acquired.record);
    const isRight = (now: LiveState['attached']): boolean => sameGroups(groupSet(now), drift.after);
    if (isRight(attached)) {
      await ports.ledger.hold(fileSystemId, id, hold);
      return { answer: saying(alreadySo(found), heldText(hold.until)), isGivenBack: false };
    }
    const { after, rule } = drift;
    const change: Change = { changeId: ports.newId(), live, after, rule, cause, isRight, undoes: past.changeId, hold };
    const intent = intentOf(run, change);
    const stopped = await begin(ports, acquired, intent, {
      admitted: async () => [],
      spent: async () => true,
      overBudget: async () => changedMeanwhile,
    });
    if (!stopped) {
      const ending = await recordEnding(ports, acquired, intent, await attempt(ports, change));
      const finding = ended(found, ending);
      return {
        answer: ending.isSent ? saying(finding, heldText(hold.until)) : finding,
        isGivenBack: ending.isGivenBack === true,
      };
    }
    if (stopped.stopped !== 'record' || tries > 0)
      return { answer: heldBack(found, [changedMeanwhile]), isGivenBack: false };
    // A hold that came meanwhile is kept or outlasted, never a reason not to undo.
    acquired = { ...acquired, record: (await ports.ledger.read([fileSystemId])).record(fileSystemId) };
  }
};

const revertOrThrow = async (run: Run, reversion: Reversion, cause: Cause): Promise<Finding> => {
  const { ports, policy } = run;
  const { mountTargetId: id, changeId } = reversion;
  if (!cause.dryRun && isPaused(ports, policy)) await run.markPause();
  const { live, record } = await observe(run.observer, ports.ledger, { id });
  if (!live || !record) return report({ id }, undefined, { status: 'gone' }, policy);
  const past = await toUndo(run, reversion, record, live);
  if (!past) return report({ id }, live, { status: 'refused', rule: 'revert', reasons: [missing(changeId)] }, policy);
  const { drift, found, mayWrite } = await judged(run, reversion, live, past);
  const told = (finding: Finding): Finding => ({ ...finding, previous: previousOf(record, id) });
  if (!mayWrite) return told(found);
  if (cause.dryRun) return told(sameGroups(groupSet(live.attached), drift.after) ? alreadySo(found) : found);
  const later = (reason: Reason): Finding => saying(heldBack(found, [reason]), 'Send the order again.');
  const finding = await underLease(
    run,
    record.id,
    async (acquired) => {
      const left = await finishInterrupted(ports, acquired, id);
      if (left.halted) return { answer: later(left.halted), isGivenBack: false };
      return write(run, reversion, cause, past, live, left.acquired);
    },
    async () => later(elsewhere),
  );
  return told(finding);
};

/**
 * Restores the set that a mount target had before one of our changes, with the same guards, lease, verification and record
 * as any write, and holds it, so that nothing undoes that until the hold ends or is released. It waits for no gate and no
 * budget; a pause stops it unless the order says otherwise. A revert that sent nothing leaves no hold behind. Never rejects.
 */
export const revert = async (run: Run, reversion: Reversion, cause: Cause): Promise<Finding> => {
  try {
    return bounded(await revertOrThrow(run, reversion, cause));
  } catch (error) {
    const subject = { mountTargetId: reversion.mountTargetId, fileSystemId: null };
    return bounded(faultFinding(run.ports.journal, subject, error));
  }
};
