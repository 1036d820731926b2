import { decide } from '../core/decide.ts';
import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import { groupSet, sameGroups } from '../core/group-set.ts';
import type { Live } from '../core/live.ts';
import type { Policy } from '../core/policy.ts';
import type { ReasonCode } from '../core/reason.ts';
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

/** What AWS's refusal of the write means, beyond deferred or failed: DESIGN's answers to ModifyMountTargetSecurityGroups. */
const endingOf = (fault: Fault): Ending => {
  if (fault.code === 'mount-target-not-found') return { status: 'gone', text: fault.text };
  if (fault.code === 'too-many-groups') return { ...fault, status: 'refused' };
  return fault;
};

/** Faults after which nobody knows whether the write landed. */
const mayHaveLanded: ReadonlySet<ReasonCode> = new Set(['no-response', 'aws-error']);

const readBack = async (ports: Ports, policy: Policy, live: Live, doubt?: Fault): Promise<Ending> => {
  const verdict = await verify(ports, policy, live);
  if (verdict === 'compliant') return { status: 'fixed', text: 'written and read back' };
  if (verdict === 'gone') return { status: 'gone', text: 'the mount target vanished after the write' };
  if (doubt) return doubt;
  return { status: 'failed', code: 'not-verified', text: 'AWS accepted the write, but reading back does not show it' };
};

const attempt = async (ports: Ports, policy: Policy, { live, drift }: Repair): Promise<Ending> => {
  try {
    await ports.actuator.replaceGroups(live.mountTarget.id, drift.after);
  } catch (error) {
    const fault = faultOf(ports.journal, error);
    return mayHaveLanded.has(fault.code) ? await readBack(ports, policy, live, fault) : endingOf(fault);
  }
  return readBack(ports, policy, live);
};

const attemptSafely = async (ports: Ports, policy: Policy, repair: Repair): Promise<Ending> => {
  try {
    return await attempt(ports, policy, repair);
  } catch (error) {
    return endingOf(faultOf(ports.journal, error));
  }
};

/** The repair as it stands after the groups have been resolved afresh; undefined when that leads to the same set, or none. */
const resolvedAfresh = async (ports: Ports, policy: Policy, repair: Repair): Promise<Repair | undefined> => {
  const usable = await ports.reader.usableGroups(repair.live.mountTarget.vpcId);
  const live = { ...repair.live, usable };
  const drift = decide(live, policy, ports.clock.now());
  const changed = drift.status === 'drifted' && !sameGroups(drift.after, repair.drift.after);
  return changed ? { ...repair, live, drift } : undefined;
};

/**
 * Writes the wanted set and reads it back, with the intent recorded before and the outcome after. A group that AWS does
 * not know makes it resolve the groups afresh, once.
 */
export const write = async (ports: Ports, policy: Policy, repair: Repair, again = true): Promise<Finding> => {
  const { lease, live, drift } = repair;
  const intent = intentOf(ports, policy, repair);
  const base = report({ id: live.mountTarget.id }, live, drift, policy);
  if (!(await ports.ledger.intend(lease, intent))) {
    return {
      ...base,
      status: 'deferred',
      reasons: ['lease-lost'],
      after: base.before,
      explanation: `${base.explanation} The lease ran out before the write.`,
    };
  }
  const { status, code, text } = await attemptSafely(ports, policy, repair);
  const reasons = code ? [code] : [];
  await ports.ledger.conclude(lease, intent, { status, reasons, at: ports.clock.now() });
  if (code === 'security-group-not-found' && again) {
    const next = await resolvedAfresh(ports, policy, repair);
    if (next) return write(ports, policy, next, false);
  }
  const after = status === 'fixed' ? drift.after : status === 'gone' ? [] : base.before;
  return { ...base, status, reasons, after, explanation: `${base.explanation} Outcome: ${text}.` };
};
