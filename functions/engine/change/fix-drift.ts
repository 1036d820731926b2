import { decide } from '../../core/decide/decide.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { Cause } from '../../core/model/request.ts';
import { heldBack, report } from '../findings/report.ts';
import { causeOf } from '../findings/with-cause.ts';
import { onRecord } from '../gate/barriers.ts';
import { admit, close } from '../gate/gate.ts';
import type { Run } from '../gate/run.ts';
import { type Drift, heldBackBy, toBeWritten } from '../guards/drift.ts';
import { judgeOne } from '../guards/judge-one.ts';
import type { Acquired, FileSystemRecord, Gate } from '../ports/ledger.ts';
import { rollBack } from './roll-back.ts';
import type { Worked } from './under-lease.ts';
import { attempt, begin, type Change, ended, intentOf, record, type Stopped } from './write.ts';

/** A mount target that may have to be written, as it was last seen and judged. */
export interface Seen {
  readonly live: LiveState;
  readonly drift: Drift;
  /** What is said of it before anything is written. */
  readonly found: Finding;
  /** The same once it is written: what was open before is no more. */
  readonly foundAfter: Finding;
}

/** What a mount target is judged to be: drift to be written, or a finding on which nothing is written. */
export type Judged = Seen | { readonly finding: Finding };

/** Decides about one mount target and asks the guards. */
export const judge = async (
  { ports, policy }: Run,
  live: LiveState,
  reasonsAgainst: (drift: Drift) => readonly Reason[] = () => [],
): Promise<Judged> => {
  const decided = decide(live, policy, ports.clock.now());
  const decision = toBeWritten(decided) ? (heldBackBy(decided, reasonsAgainst(decided)) ?? decided) : decided;
  const judged = await judgeOne(ports.reader, live, decision, policy);
  const reportWith = (warnings: readonly Reason[]): Finding =>
    report(live.mountTarget, live, judged.decision, policy, warnings);
  const found = reportWith([...judged.openings, ...judged.warnings]);
  if (!toBeWritten(judged.decision)) return { finding: found };
  return { live, drift: judged.decision, found, foundAfter: reportWith(judged.warnings) };
};

/** What a look goes by when it writes. */
export interface Going {
  /** Why it looks: its own cause, and those of others that meet on the mount target. */
  readonly causes: readonly [Cause, ...Cause[]];
  /** The gate as it was last read. */
  readonly gate: Gate;
}

/** A cause of which nobody knows whether its caller made the drift. */
const withoutActor = ({ actor: _, ...cause }: Cause): Cause => cause;

const changeOf = ({ ports, policy }: Run, { live, drift }: Seen, cause: Cause): Change => ({
  changeId: ports.newId(),
  live,
  after: drift.after,
  rule: drift.rule,
  cause,
  isRight: (attached) => decide({ ...live, attached }, policy, ports.clock.now()).status === 'compliant',
});

/** How often a mount target is judged again because others write to it, or to its record, at the same time. */
const mostTries = 3;

const notSent = (answer: Finding): Worked<Finding> => ({ answer, isGivenBack: false });

const changedMeanwhile: Reason = {
  code: 'changed-meanwhile',
  text: 'other callers kept changing it while it was judged',
};

const leaseLost: Reason = { code: 'lease-lost', text: 'the lease on the file system ran out before the write' };

/** Judges again by what stopped a write. */
const again = async (
  run: Run,
  { lease, record: before }: Acquired,
  seen: Seen,
  stopped: Exclude<Stopped, { stopped: 'reasons' }>,
): Promise<{ readonly judged: Judged; readonly record: FileSystemRecord }> => {
  const { ports, policy } = run;
  const { mountTarget } = seen.live;
  const [now, attached]: readonly [FileSystemRecord, readonly SecurityGroupId[] | undefined] =
    stopped.stopped === 'groups'
      ? [before, stopped.attached]
      : [(await ports.ledger.read([lease.fileSystemId])).record(lease.fileSystemId), seen.live.attached];
  if (!attached)
    return { judged: { finding: report(mountTarget, undefined, { status: 'gone' }, policy) }, record: now };
  const isOurs = now.lease?.owner === lease.owner && ports.clock.now() < now.lease.expiresAt;
  if (stopped.stopped === 'record' && !isOurs)
    return { judged: { finding: heldBack(seen.found, [leaseLost]) }, record: now };
  const judged = await judge(run, { ...seen.live, attached }, () =>
    onRecord(policy, now, mountTarget.id, ports.clock.now()),
  );
  return { judged, record: now };
};

/**
 * Puts drift right under the lease on its file system: at the moment of the write asks the gate, the budget and the record,
 * and reads the groups for the last time; writes, reads back, records. Whatever has changed since it was judged is judged again.
 */
export const fixDrift = async (
  run: Run,
  taken: Acquired,
  first: Judged,
  { causes, gate }: Going,
): Promise<Worked<Finding>> => {
  const { ports, policy } = run;
  let acquired = taken;
  let judged = first;
  for (let tries = 0; tries < mostTries; tries += 1) {
    if ('finding' in judged) return notSent(judged.finding);
    const { live, found, foundAfter } = judged;
    const { id } = live.mountTarget;
    const change = changeOf(
      run,
      judged,
      causeOf(causes, live.attached, id, acquired.record) ?? withoutActor(causes[0]),
    );
    const intent = intentOf(run, change);
    const stopped = await begin(ports, acquired, intent, {
      admitted: () => admit(ports, policy, gate, change.changeId),
      spent: () => ports.ledger.spend(change.changeId, intent.at, policy.limits.changesPerHour),
      overBudget: async () => {
        const { text } = await close(ports, 'hourly-budget');
        return { code: 'over-budget', text: `limits.changesPerHour is used up; ${text}` };
      },
    });
    if (stopped?.stopped === 'reasons') return notSent(heldBack(found, stopped.reasons));
    if (stopped) {
      const next = await again(run, acquired, judged, stopped);
      acquired = { ...acquired, record: next.record };
      judged = next.judged;
      continue;
    }
    const ending = await attempt(ports, change);
    const recorded =
      ending.code === 'not-verified'
        ? await rollBack(run, acquired, change, intent, ending)
        : await record(ports, acquired, intent, ending);
    const finding = ended(recorded.status === 'fixed' ? foundAfter : found, recorded);
    return { answer: finding, isGivenBack: recorded.isGivenBack === true };
  }
  const found = 'finding' in judged ? judged.finding : heldBack(judged.found, [changedMeanwhile]);
  return notSent(found);
};
