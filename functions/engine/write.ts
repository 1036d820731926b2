import { decide } from '../core/decide.ts';
import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import { groupSet, sameGroups } from '../core/group-set.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import type { Live } from '../core/live.ts';
import type { Policy } from '../core/policy.ts';
import type { ReasonCode } from '../core/reason.ts';
import { unreachable } from '../core/unreachable.ts';
import { type Fault, faultOf } from './fault.ts';
import type { Intent, Lease, Outcome, Ports } from './ports.ts';
import type { Purpose } from './purpose.ts';
import { report } from './report.ts';
import { verify } from './verify.ts';

export type Drift = Extract<Decision, { status: 'drifted' }>;

/** Drift that may be put right, under a lease that is held. */
export interface Repair {
  readonly lease: Lease;
  readonly live: Live;
  readonly drift: Drift;
  readonly purpose: Purpose;
}

interface Ending extends Pick<Outcome, 'status'> {
  readonly code?: ReasonCode;
  readonly text: string;
  /** The groups at the end, as far as AWS has said. */
  readonly after: readonly SecurityGroupId[];
}

const intentOf = (ports: Ports, policy: Policy, { live, drift, purpose }: Repair): Intent => ({
  changeId: ports.newId(),
  mountTargetId: live.mountTarget.id,
  fileSystemId: live.mountTarget.fileSystemId,
  before: groupSet(live.attached),
  after: drift.after,
  rule: drift.rule,
  policyVersion: policy.version,
  cause: purpose.cause,
  ...(purpose.actor && { actor: purpose.actor }),
  ...(purpose.eventId !== undefined && { eventId: purpose.eventId }),
  at: ports.clock.now(),
});

/** Faults after which nobody knows whether the write landed. */
const mayHaveLanded: ReadonlySet<ReasonCode> = new Set(['no-response', 'aws-error']);

/** Sends the write; undefined when AWS accepted it. */
const send = async (ports: Ports, { live, drift }: Repair): Promise<Fault | undefined> => {
  try {
    await ports.actuator.replaceGroups(live.mountTarget.id, drift.after);
    return undefined;
  } catch (error) {
    return faultOf(ports.journal, error);
  }
};

/** What a write that AWS refused means, beyond deferred or failed. */
const refusal = (fault: Fault, before: readonly SecurityGroupId[]): Ending => {
  if (fault.code === 'mount-target-not-found') return { status: 'gone', text: fault.text, after: [] };
  if (fault.code === 'too-many-groups') return { ...fault, status: 'refused', after: before };
  return { ...fault, after: before };
};

const readBack = async (ports: Ports, policy: Policy, { live, drift }: Repair, doubt?: Fault): Promise<Ending> => {
  const verdict = await verify(ports, policy, live);
  switch (verdict.status) {
    case 'compliant':
      return { status: 'fixed', text: 'written and read back', after: verdict.attached };
    case 'gone':
      return { status: 'gone', text: 'the mount target vanished after the write', after: [] };
    case 'not-verified': {
      const text = 'AWS accepted the write, but reading back does not show it';
      return { ...(doubt ?? { status: 'failed', code: 'not-verified', text }), after: verdict.attached };
    }
    case 'unknown': {
      const fault = faultOf(ports.journal, verdict.error);
      return doubt ? { ...doubt, after: groupSet(live.attached) } : { ...fault, after: drift.after };
    }
    default:
      return unreachable(verdict);
  }
};

const attempt = async (ports: Ports, policy: Policy, repair: Repair): Promise<Ending> => {
  const fault = await send(ports, repair);
  const refused = fault && !mayHaveLanded.has(fault.code);
  return refused ? refusal(fault, groupSet(repair.live.attached)) : readBack(ports, policy, repair, fault);
};

/** Records how the write ended; the fault, if the ledger does not take it. The change then stays pending for the next look. */
const record = async (ports: Ports, { lease }: Repair, intent: Intent, ending: Ending): Promise<Fault | undefined> => {
  const { status, code } = ending;
  try {
    await ports.ledger.conclude(lease, intent, { status, reasons: code ? [code] : [], at: ports.clock.now() });
    return undefined;
  } catch (error) {
    return faultOf(ports.journal, error);
  }
};

/** Goes by what is decided once the groups have been resolved afresh; the same set as before stays a failure. */
const resolveAfresh = async (ports: Ports, policy: Policy, repair: Repair, failure: Finding): Promise<Finding> => {
  const { id, vpcId } = repair.live.mountTarget;
  const live = { ...repair.live, usable: await ports.reader.usableGroups(vpcId) };
  const decision = decide(live, policy, ports.clock.now());
  if (decision.status !== 'drifted') return report({ id }, live, decision, policy);
  if (sameGroups(decision.after, repair.drift.after)) return failure;
  return write(ports, policy, { ...repair, live, drift: decision }, false);
};

/**
 * Writes the wanted set and reads it back, with the intent recorded before and the outcome after. A group that AWS does
 * not know makes it resolve the groups afresh, once.
 */
export const write = async (ports: Ports, policy: Policy, repair: Repair, again = true): Promise<Finding> => {
  const { lease, live, drift } = repair;
  const intent = intentOf(ports, policy, repair);
  const base = report({ id: live.mountTarget.id }, live, drift, policy);
  const ended = ({ status, code, text, after }: Ending): Finding => ({
    ...base,
    status,
    reasons: code ? [code] : [],
    after,
    explanation: `${base.explanation} Outcome: ${text}.`,
  });
  if (!(await ports.ledger.intend(lease, intent))) {
    return ended({
      status: 'deferred',
      code: 'lease-lost',
      text: 'the lease ran out before the write',
      after: base.before,
    });
  }
  const ending = await attempt(ports, policy, repair);
  const unrecorded = await record(ports, repair, intent, ending);
  if (unrecorded) {
    return ended({
      ...unrecorded,
      text: `${ending.text}, which is not on record: ${unrecorded.text}`,
      after: ending.after,
    });
  }
  const finding = ended(ending);
  const groupUnknown = ending.code === 'security-group-not-found' && again;
  return groupUnknown ? resolveAfresh(ports, policy, repair, finding) : finding;
};
