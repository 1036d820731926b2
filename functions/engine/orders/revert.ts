import type { Hold } from '../../core/brakes/brakes.ts';
import { lifecycleObstacle } from '../../core/decide/by-lifecycle.ts';
import { decide } from '../../core/decide/decide.ts';
import { objections } from '../../core/decide/objections.ts';
import { TerminalError } from '../../core/model/errors.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { MountTargetId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Cause } from '../../core/model/request.ts';
import { act, rehearse } from '../change/act.ts';
import type { Judged, Plan } from '../change/carry-out.ts';
import { hasLanded } from '../change/finish-interrupted.ts';
import { judgeBy } from '../change/fix-drift.ts';
import { faultFinding } from '../findings/fault.ts';
import { bounded, heldBack, report, saying } from '../findings/report.ts';
import { previousOf } from '../findings/with-cause.ts';
import { isPaused, orderedPause, paused } from '../gate/gate.ts';
import type { Run } from '../gate/run.ts';
import { driftBetween } from '../guards/drift.ts';
import { observe } from '../observe/observe.ts';
import type { Change, History } from '../ports/record/change.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import type { Gate } from '../ports/record/gate.ts';
import { badEnd } from './hold.ts';

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
  readonly despite: readonly ('paused' | 'nfs-cut-off')[];
}

type Undone = Pick<Change, 'changeId' | 'before' | 'rule' | 'status' | 'undoes'>;

/** How far back a change that is named is looked for, and how far at first. */
const [farthest, nearest] = [1000, 20];

/** An undoing is not undone unless it is named: the same order sent twice must not bring back what it took away. */
export const isMeantUnnamed = ({ status, undoes }: Pick<Undone, 'status' | 'undoes'>): boolean =>
  status === 'fixed' && undoes === undefined;

const isMeant =
  (changeId: string | undefined) =>
  (change: Undone): boolean =>
    changeId === undefined ? isMeantUnnamed(change) : change.changeId === changeId;

/** Changes on record. One that cannot be read may be the one that is meant: throws `TerminalError` then. */
export const changesIn = ({ changes, unreadable: [fault] = [] }: History): readonly Change[] => {
  if (fault !== undefined) throw new TerminalError(fault, { code: 'internal-error' });
  return changes;
};

/** The change to undo: of those on record, or a write that landed and was not concluded. */
const toUndo = async (
  { ports: { ledger } }: Run,
  { mountTargetId: id, changeId }: Reversion,
  { id: fileSystemId, pending }: FileSystemRecord,
  { attached }: LiveState,
): Promise<Undone | undefined> => {
  const isLanded = pending?.mountTargetId === id && hasLanded(pending, attached);
  const isIt = isMeant(changeId);
  if (isLanded && isIt({ ...pending, status: 'fixed' })) return { ...pending, status: 'fixed' };
  const newest = await ledger.history(fileSystemId, id, nearest);
  const found = changesIn(newest).find(isIt);
  if (found || !newest.more) return found;
  return changesIn(await ledger.history(fileSystemId, id, farthest)).find(isIt);
};

const missing = (changeId: string | undefined): Reason => ({
  code: 'no-such-change',
  text: changeId
    ? `there is no change ${changeId} among the newest ${farthest} on record`
    : 'there is no change on record that was fixed',
});

/** Why everything is paused: none or one reason. */
const pauses = ({ ports, policy }: Run, gate: Gate): readonly Reason[] =>
  isPaused(ports, policy) ? [paused] : orderedPause(gate, ports.clock.now());

/** Why the state of things, or the order itself, forbids a revert. A closed gate, a hold and the budget do not. */
const obstacles = (run: Run, { until, despite }: Reversion, live: LiveState, gate: Gate): readonly Reason[] => {
  const { ports } = run;
  const reasons = despite.includes('paused') ? [] : [...pauses(run, gate)];
  const fault = badEnd(until, ports.clock.now());
  if (fault !== undefined) reasons.push({ code: 'bad-request', text: fault });
  const obstacle = lifecycleObstacle(live.mountTarget);
  return obstacle ? [...reasons, obstacle.reason] : reasons;
};

const changedMeanwhile: Reason = { code: 'changed-meanwhile', text: 'another caller changed the groups meanwhile' };

const isDone = ({ reasons }: Finding): boolean => reasons.includes('reverted');

/** The plan by which a change is undone: past gate, holds and budget, and with a hold that follows it. */
const undoing = (
  run: Run,
  reversion: Reversion,
  cause: Cause,
  past: Undone,
  seen: LiveState,
  gate: Gate,
  holdFor: (record: FileSystemRecord) => Hold,
): Plan => {
  const { ports, policy } = run;
  const { mountTargetId: id, despite } = reversion;
  const before = groupSet(past.before);
  const isRight = (attached: LiveState['attached']): boolean => sameGroups(groupSet(attached), before);
  const said = `It undoes change ${past.changeId}.`;
  const asked = { despite, isFresh: false, isUndoing: true };
  return {
    gate,
    judge: async (live, record): Promise<Judged> => {
      const against = [...obstacles(run, reversion, live, gate), ...objections(before, live, policy)];
      const judged = await judgeBy(run, live, driftBetween(live.attached, before, past.rule), record, against, asked);
      const told = (finding: Finding): Finding => ({ ...saying(finding, said), desired: before });
      if ('finding' in judged) return { finding: told(judged.finding) };
      const [found, foundAfter] = [told(judged.found), told(judged.foundAfter)];
      if (isRight(live.attached)) return { finding: { ...found, status: 'compliant', reasons: ['reverted'] } };
      const isAsSeen = sameGroups(groupSet(live.attached), groupSet(seen.attached));
      return isAsSeen ? { ...judged, found, foundAfter } : { finding: heldBack(found, [changedMeanwhile]) };
    },
    against: () => [],
    change: ({ live, after, rule }, record) => ({
      changeId: ports.newId(),
      live,
      after,
      rule,
      cause,
      isRight,
      undoes: past.changeId,
      hold: holdFor(record),
    }),
    // A pause that was ordered meanwhile.
    admitted: async () => (despite.includes('paused') ? [] : pauses(run, await ports.ledger.gate())),
    foreseen: async () => [],
    leave: async (finding, record) => {
      if (!isDone(finding)) return finding;
      const attached = await ports.actuator.attachedGroups(id);
      if (!attached || !isRight(attached)) return heldBack(finding, [changedMeanwhile]);
      await ports.ledger.hold(record.id, id, holdFor(record));
      return finding;
    },
  };
};

const heldText = ({ until }: Hold): string =>
  `It is held until ${new Date(until).toISOString()}; a release ends that sooner.`;

const revertOrThrow = async (run: Run, reversion: Reversion, cause: Cause): Promise<Finding> => {
  const { ports, policy } = run;
  const { mountTargetId: id, changeId, until, reason, by } = reversion;
  if (!cause.dryRun && isPaused(ports, policy)) await run.markPause();
  const { live: shown, record, gate } = await observe(run.observer, ports.ledger, { id });
  // EC2 may still show what was attached before the change that is to be undone.
  const attached = shown && (cause.dryRun ? shown.attached : await ports.actuator.attachedGroups(id));
  if (!attached || !record) return report({ id }, undefined, { status: 'gone' }, policy);
  const live = { ...shown, attached };
  const past = await toUndo(run, reversion, record, live);
  if (!past) {
    const decided = report({ id }, live, decide(live, policy, ports.clock.now()), policy);
    return heldBack({ ...decided, explanation: '' }, [missing(changeId)]);
  }
  let held: Hold | undefined;
  // A hold that another caller asked for is not cut short: only a release ends that before its time.
  const holdFor = ({ holds }: FileSystemRecord): Hold => {
    held = { until: Math.max(until, holds.get(id)?.until ?? 0), reason, by, at: ports.clock.now() };
    return held;
  };
  const plan = undoing(run, reversion, cause, past, live, gate, holdFor);
  const judged = await plan.judge(live, record);
  const told = (finding: Finding): Finding => ({ ...finding, previous: previousOf(record, id) });
  const isLeft = 'finding' in judged && !isDone(judged.finding);
  const work = { id, fileSystemId: record.id, judged, plan };
  if (cause.dryRun) return told(isLeft ? judged.finding : await rehearse(run, work, record));
  const finding = isLeft ? judged.finding : await act(run, work);
  if (finding.status === 'deferred') return told(saying(finding, 'Send the order again.'));
  const isHeld = isDone(finding) || finding.status === 'fixed' || finding.reasons.includes('not-verified');
  return told(isHeld && held ? saying(finding, heldText(held)) : finding);
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
