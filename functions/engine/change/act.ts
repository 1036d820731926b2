import { decide } from '../../core/decide/decide.ts';
import type { Decision } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { ReasonCode } from '../../core/model/reason.ts';
import { groupsToJudge } from '../../core/nfs/judging.ts';
import { report } from '../findings/report.ts';
import { isPaused, unconfirmed } from '../gate/gate.ts';
import { onRecord } from '../gate/on-record.ts';
import type { Run } from '../gate/run.ts';
import { refused, toBeWritten } from '../guards/drift.ts';
import { type GuardReader, judgeOne, knowing } from '../guards/judge-one.ts';
import type { Acquired, Intent, Lease } from '../ports/ledger.ts';
import type { Purpose } from '../ports/purpose.ts';
import type { Target } from '../ports/target.ts';
import { finishInterrupted } from './finish-interrupted.ts';
import { fixDrift } from './fix-drift.ts';
import { onStage } from './stage.ts';
import { underLease } from './under-lease.ts';
import { unsettled, watchToSettle } from './watch.ts';

/** One mount target that may have to be written, as it was observed. */
export interface Work {
  readonly target: Target;
  readonly live: LiveState | undefined;
  readonly pending: Intent | undefined;
  readonly purpose: Purpose;
}

const finished = (finding: Finding, intent: Intent): Finding => ({
  ...finding,
  status: 'fixed',
  reasons: ['interrupted'],
  before: intent.before,
  explanation: `${finding.explanation} A change that was interrupted after its write (${intent.changeId}) is now recorded as fixed.`,
});

/** Asks for the rules of the groups in question along with the groups themselves: one round instead of two. */
const rulesFor = async ({ ports, policy }: Run, seen: LiveState | undefined): Promise<GuardReader | undefined> => {
  const decision = decide(seen, policy, ports.clock.now());
  return seen && toBeWritten(decision) ? knowing(ports.reader, groupsToJudge(seen, decision)) : undefined;
};

const actUnderLease = async (
  run: Run,
  work: Work,
  stage: Lease<FileSystemId> | undefined,
  { lease, pending }: Acquired,
): Promise<Finding> => {
  const { ports, policy } = run;
  const { target, live: seen, purpose } = work;
  // The record and the gate again, too: whoever had the lease before may have left a hold, or used up the budget.
  const [attached, rules, record, fileSystemRecord, gate] = await Promise.all([
    seen && ports.reader.attachedGroups(target.id),
    rulesFor(run, seen),
    ports.ledger.record(target.id),
    seen && ports.ledger.record(seen.mountTarget.fileSystemId),
    ports.ledger.gate(),
  ]);
  const live = seen && attached && { ...seen, attached };
  const ended = pending && (await finishInterrupted(ports, lease, pending, attached));
  const decision = decide(live, policy, ports.clock.now());
  const reader = rules ?? ports.reader;
  if (live && stage && toBeWritten(decision)) {
    const watched = watchToSettle({ fileSystemRecord }, ports.clock.now());
    if (watched && !isPaused(run)) throw unsettled(watched);
    const admitted = await run.admission();
    const stopped = admitted.length === 0 && gate.closed ? [unconfirmed(gate.closed)] : admitted;
    const refusal = refused(decision, [...stopped, ...onRecord(run, { record, fileSystemRecord })]);
    if (!refusal) return fixDrift(run, { lease, stage, live, drift: decision, purpose, reader });
    return reportOpen(run, reader, work, live, refusal);
  }
  const finding = await reportOpen(run, reader, work, live, decision);
  return pending && ended === 'fixed' && finding.status === 'compliant' ? finished(finding, pending) : finding;
};

/** Reports a decision on which nothing is done, and how the groups that are attached leave NFS open. */
const reportOpen = async (
  { policy }: Run,
  reader: GuardReader,
  { target, live: seen }: Work,
  live: LiveState | undefined,
  decision: Decision,
): Promise<Finding> => {
  if (!live) return report(seen ? { id: target.id, known: seen.mountTarget } : target, live, decision, policy);
  const judged = await judgeOne(reader, live, decision, policy);
  return report(target, live, judged.decision, policy, [...judged.openings, ...judged.warnings]);
};

/** What is found while nothing can be done about it now. */
const putOff = async (run: Run, work: Work, code: ReasonCode, text: string): Promise<Finding> => {
  const { ports, policy } = run;
  const { live, pending } = work;
  const decision = decide(live, policy, ports.clock.now());
  const finding = await reportOpen(run, ports.reader, work, live, decision);
  // Whoever holds the lease may have died with the change that is pending.
  if (!toBeWritten(decision) && !pending) return finding;
  const explanation = `${finding.explanation} ${text}.`;
  return { ...finding, status: 'deferred', reasons: [code], after: finding.before, explanation };
};

/**
 * Takes the lease on the file system, whose mount targets are changed one at a time, and on the mount target; reads again,
 * decides again, and writes if it is still drift; finishes a change found interrupted.
 */
export const act = async (run: Run, work: Work): Promise<Finding> => {
  const { ports } = run;
  const { id } = work.target;
  const elsewhere = () => putOff(run, work, 'lease-held', 'Another invocation is at work on its file system');
  const halted = (text: string) => putOff(run, work, 'stage-halted', `Its file system waits, for ${text}`);
  const onTarget = (stage?: Lease<FileSystemId>) =>
    underLease(ports, id, (acquired) => actUnderLease(run, work, stage, acquired), elsewhere);
  const fileSystemId = work.live?.mountTarget.fileSystemId ?? work.pending?.fileSystemId;
  return fileSystemId ? onStage(run, { fileSystemId, id }, onTarget, { elsewhere, halted }) : onTarget();
};
