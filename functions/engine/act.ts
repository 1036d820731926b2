import { decide } from '../core/decide.ts';
import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import { groupSet, sameGroups } from '../core/group-set.ts';
import type { Live } from '../core/live.ts';
import type { Policy } from '../core/policy.ts';
import type { Target } from './observe.ts';
import type { Intent, Lease, Outcome, Ports } from './ports.ts';
import type { Purpose } from './purpose.ts';
import { report } from './report.ts';
import { type Drift, write } from './write.ts';

/** One mount target that may have to be written, as it was observed. */
export interface Work {
  readonly target: Target;
  readonly live: Live | undefined;
  readonly purpose: Purpose;
}

/** Whether a decision calls for a write under the policy's own mode. */
export const toBeWritten = (decision: Decision): decision is Drift =>
  decision.status === 'drifted' && decision.mode === 'enforce';

/** Records how a write ended whose writer did not live to say so: what is attached now tells whether it landed. */
const finish = async (
  ports: Ports,
  lease: Lease,
  intent: Intent,
  live: Live | undefined,
): Promise<Outcome['status']> => {
  const landed = live !== undefined && sameGroups(groupSet(live.attached), intent.after);
  const status = landed ? 'fixed' : live ? 'failed' : 'gone';
  await ports.ledger.conclude(lease, intent, { status, reasons: ['interrupted'], at: ports.clock.now() });
  return status;
};

const finished = (finding: Finding, intent: Intent): Finding => ({
  ...finding,
  status: 'fixed',
  reasons: ['interrupted'],
  before: intent.before,
  explanation: `${finding.explanation} A change that was interrupted after its write (${intent.changeId}) is now recorded as fixed.`,
});

const underLease = async (
  ports: Ports,
  policy: Policy,
  work: Work,
  lease: Lease,
  pending?: Intent,
): Promise<Finding> => {
  const { target, live: seen, purpose } = work;
  const attached = seen && (await ports.reader.attachedGroups(target.id));
  const live = seen && attached && { ...seen, attached };
  const ended = pending && (await finish(ports, lease, pending, live));
  const decision = decide(live, policy, ports.clock.now());
  if (live && toBeWritten(decision)) return write(ports, policy, { lease, live, drift: decision, purpose });
  const finding = report(seen ? { id: target.id, known: seen.mountTarget } : target, live, decision, policy);
  return pending && ended === 'fixed' && finding.status === 'compliant' ? finished(finding, pending) : finding;
};

const release = async (ports: Ports, lease: Lease): Promise<void> => {
  try {
    await ports.ledger.release(lease);
  } catch (error) {
    ports.journal.warn('lease not released; it will expire', { mountTargetId: lease.id, error });
  }
};

const heldElsewhere = (ports: Ports, policy: Policy, { target, live }: Work): Finding => {
  const decision = decide(live, policy, ports.clock.now());
  const finding = report(target, live, decision, policy);
  if (!toBeWritten(decision)) return finding;
  const explanation = `${finding.explanation} Another invocation is at work on it.`;
  return { ...finding, status: 'deferred', reasons: ['lease-held'], after: finding.before, explanation };
};

/** Takes the lease, reads again, decides again, and writes if it is still drift; finishes a change found interrupted. */
export const act = async (ports: Ports, policy: Policy, work: Work): Promise<Finding> => {
  const held = await ports.ledger.acquire(work.target.id);
  if (!held) return heldElsewhere(ports, policy, work);
  try {
    return await underLease(ports, policy, work, held.lease, held.pending);
  } finally {
    await release(ports, held.lease);
  }
};
