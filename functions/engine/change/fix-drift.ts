import { decide } from '../../core/decide/decide.ts';
import type { Drift } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import { sameGroups } from '../../core/model/group-set.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import { report } from '../findings/report.ts';
import type { Run } from '../gate/run.ts';
import { toBeWritten } from '../guards/drift.ts';
import { type GuardReader, judgeOne } from '../guards/judge-one.ts';
import type { Lease } from '../ports/ledger.ts';
import type { Purpose } from '../ports/purpose.ts';
import { rollBack } from './roll-back.ts';
import { keepWatching, startWatching } from './watch.ts';
import { type Change, ended, write } from './write.ts';

/** Drift that may be put right, under a lease that is held. */
export interface Repair {
  readonly lease: Lease;
  readonly stage: Lease<FileSystemId>;
  readonly live: LiveState;
  readonly drift: Drift;
  readonly purpose: Purpose;
  readonly reader: GuardReader;
}

/** Goes by what is decided once the groups have been resolved afresh; the same set as before stays a failure. */
const resolveAfresh = async (run: Run, repairing: Repair, failure: Finding): Promise<Finding> => {
  const { ports, policy } = run;
  const { id, vpcId } = repairing.live.mountTarget;
  const live = { ...repairing.live, usable: await ports.reader.usableGroups(vpcId) };
  const decision = decide(live, policy, ports.clock.now());
  if (!toBeWritten(decision)) return report({ id }, live, decision, policy);
  if (sameGroups(decision.after, repairing.drift.after)) return failure;
  return fixDrift(run, { ...repairing, live, drift: decision }, false);
};

/**
 * Puts drift right: asks the guards, writes, reads back. A group that AWS does not know makes it resolve the groups afresh,
 * once. A write that cannot be verified is undone, and its file system held.
 */
export const fixDrift = async (run: Run, repairing: Repair, again = true): Promise<Finding> => {
  const { ports, policy } = run;
  const { live, drift, lease, stage, purpose, reader } = repairing;
  const { decision, warnings, openings } = await judgeOne(reader, live, drift, policy);
  const reportWith = (said: typeof warnings): Finding =>
    report({ id: live.mountTarget.id }, live, decision, policy, said);
  const found = reportWith([...openings, ...warnings]);
  if (!toBeWritten(decision)) return found;
  const change: Change = {
    changeId: ports.newId(),
    lease,
    stage,
    live,
    after: decision.after,
    rule: decision.rule,
    purpose,
    isRight: (attached) => decide({ ...live, attached }, policy, ports.clock.now()).status === 'compliant',
  };
  const watchedUntil = await startWatching(run, change);
  const ending = await write(run, change);
  if (ending.code === 'not-verified') return ended(found, await rollBack(run, change, ending));
  if (watchedUntil !== undefined) await keepWatching(run, change, ending, watchedUntil);
  // What was open before is no more once it is put right.
  const finding = ended(ending.status === 'fixed' ? reportWith(warnings) : found, ending);
  const groupUnknown = ending.code === 'security-group-not-found' && again;
  return groupUnknown ? resolveAfresh(run, repairing, finding) : finding;
};
