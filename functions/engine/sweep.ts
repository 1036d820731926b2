import { changesAllowed } from '../core/budget.ts';
import { type Finding, summarize } from '../core/finding.ts';
import { fingerprint } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import type { Reason } from '../core/reason.ts';
import { type Closing, close, closedMeanwhile, isUnread, paused, unconfirmed, unlessClosed } from './admission.ts';
import type { SweepResult, WorkItem, WorkQueue } from './bulk.ts';
import type { Surveyed } from './guard-all.ts';
import type { Ledger, Ports } from './ports.ts';
import { survey } from './survey.ts';

/** What a sweep stands on: it reads and queues, and has no way to write to EFS. */
export interface SweepPorts extends Pick<Ports, 'reader' | 'bulk' | 'clock' | 'journal' | 'paused' | 'digest'> {
  readonly queue: WorkQueue;
  readonly ledger: Pick<Ledger, 'gate' | 'closeGate' | 'openGate'>;
}

/** What set a sweep off; a dry run queues nothing. */
export interface Occasion {
  readonly cause: string;
  readonly dryRun: boolean;
  /** The fingerprint of a plan that a person has read and wants carried out, over budget or not. */
  readonly confirm?: string;
}

const isGoverned = ({ finding }: Surveyed): boolean => finding.rule !== null;

const refuse = (finding: Finding, { code, text }: Reason): Finding => ({
  ...finding,
  status: 'refused',
  reasons: [code],
  after: finding.before,
  explanation: `${finding.explanation} Refused: ${text}.`,
});

const notQueued = (finding: Finding, why: string): Finding => ({
  ...finding,
  status: 'failed',
  reasons: ['not-queued'],
  after: finding.before,
  explanation: `${finding.explanation} It could not be queued: ${why}.`,
});

const workOf = ({ mountTargetId, fileSystemId }: Finding): readonly WorkItem[] =>
  mountTargetId && fileSystemId ? [{ mountTargetId, fileSystemId }] : [];

/** What a survey would have written, and whether it may be. */
interface Plan {
  readonly drifted: readonly Finding[];
  readonly fingerprint: string;
  /** Why nothing of it may be queued. */
  readonly refusal?: Reason;
  /** Why the gate is to be closed on that account. */
  readonly closing?: Closing;
}

const overBudget = (drifted: number, allowed: number): Reason => ({
  code: 'over-budget',
  text: `${drifted} mount targets would change and limits.changesPerSweep allows ${allowed}; if that is meant, send {"confirm": the fingerprint of a dry run}`,
});

const outdated = (print: string): Reason => ({
  code: 'unconfirmed',
  text: `that plan is not what would be written now; the fingerprint is ${print} now: read a new dry run`,
});

const planOf = async (
  ports: SweepPorts,
  policy: Policy,
  surveyed: readonly Surveyed[],
  confirm?: string,
): Promise<Plan> => {
  const drifted = surveyed.filter((it) => it.toBeWritten).map(({ finding }) => finding);
  const changes = drifted.flatMap((it) => workOf(it).map(({ mountTargetId }) => ({ ...it, mountTargetId })));
  const print = ports.digest(fingerprint(changes, policy.version));
  const plan = { drifted, fingerprint: print };
  const allowed = changesAllowed(policy.limits.changesPerSweep, surveyed.filter(isGoverned).length);
  if (ports.paused || policy.paused) return { ...plan, refusal: paused, closing: 'paused' };
  if (confirm === print) return plan;
  if (confirm !== undefined) return { ...plan, refusal: outdated(print) };
  const gate = await ports.ledger.gate();
  if (gate.closed) return { ...plan, refusal: unconfirmed(gate.closed) };
  if (drifted.length > allowed)
    return { ...plan, refusal: overBudget(drifted.length, allowed), closing: 'over-budget' };
  return plan;
};

/** Opens the gate, for a confirmed plan unless it was closed since `startedAt`; whether the plan may be queued. */
const admits = (
  { ledger }: SweepPorts,
  { version }: Policy,
  surveyed: readonly Surveyed[],
  { confirm, startedAt }: Occasion & { readonly startedAt: number },
): Promise<boolean> | boolean => {
  if (confirm !== undefined) return ledger.openGate(version, startedAt);
  // What could not be read may be drift, of which the budget knows nothing: the policy is left for the work to admit.
  return surveyed.some(isUnread) || ledger.openGate(version, unlessClosed);
};

/** Queues what may be queued; every finding as it stands then. */
const settle = async (
  ports: SweepPorts,
  policy: Policy,
  surveyed: readonly Surveyed[],
  occasion: Occasion & { readonly startedAt: number },
) => {
  const { dryRun, confirm } = occasion;
  const findings = surveyed.map(({ finding }) => finding);
  const { drifted, fingerprint, refusal, closing } = await planOf(ports, policy, surveyed, confirm);
  const replace = (change: (finding: Finding) => Finding): readonly Finding[] => {
    const changing = new Set(drifted);
    return findings.map((finding) => (changing.has(finding) ? change(finding) : finding));
  };
  const shared = { fingerprint, overBudget: closing === 'over-budget' };
  if (refusal) {
    if (closing && !dryRun) await close(ports, closing);
    return { ...shared, findings: replace((finding) => refuse(finding, refusal)), queued: 0 };
  }
  if (dryRun) return { ...shared, findings, queued: 0 };

  if (!(await admits(ports, policy, surveyed, occasion)))
    return { ...shared, findings: replace((finding) => refuse(finding, closedMeanwhile)), queued: 0 };
  const items = new Map(drifted.flatMap((finding) => workOf(finding).map((item) => [finding, item] as const)));
  const failures = await ports.queue.send([...items.values()]);
  const queued = (finding: Finding): Finding => {
    const item = items.get(finding);
    const why = item && failures.get(item);
    return why === undefined ? { ...finding, status: 'drifted' } : notQueued(finding, why);
  };
  return { ...shared, findings: replace(queued), queued: items.size - failures.size };
};

/** Whether a finding belongs into a result: all but what is compliant without a warning, or not to be reported. */
const isTold =
  ({ unmatched }: Policy) =>
  ({ status, warnings }: Finding): boolean => {
    if (warnings.length > 0) return true;
    return status !== 'compliant' && (unmatched === 'report' || status !== 'unmanaged');
  };

/**
 * Compares every mount target of the account and region with the policy and queues what drifted, unless that is more than
 * the budget, or writing is paused or waits for a confirmation: then none. Rejects only when the region as a whole, or the
 * ledger, cannot be read.
 */
export const sweep = async (ports: SweepPorts, policy: Policy, occasion: Occasion): Promise<SweepResult> => {
  const startedAt = ports.clock.now();
  const surveyed = await survey(ports, policy);
  const { findings, queued, overBudget, fingerprint } = await settle(ports, policy, surveyed, {
    ...occasion,
    startedAt,
  });
  const result = {
    checked: findings.length,
    summary: summarize(findings),
    queued,
    policyVersion: policy.version,
    fingerprint,
    results: findings.filter(isTold(policy)),
  };
  const { cause, dryRun } = occasion;
  ports.journal.swept(result, { cause, overBudget, durationMs: ports.clock.now() - startedAt, dryRun });
  return result;
};
