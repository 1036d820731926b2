import { changesAllowed } from '../core/budget.ts';
import { type Finding, type Status, summarize } from '../core/finding.ts';
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

/** In a dry run `after` stays what would be written: it is the plan that a person reads before confirming it. */
const refuse = (finding: Finding, reasons: readonly Reason[], dryRun: boolean): Finding => ({
  ...finding,
  status: 'refused',
  reasons: reasons.map(({ code }) => code),
  after: dryRun ? finding.after : finding.before,
  explanation: `${finding.explanation} Refused: ${reasons.map(({ text }) => text).join('; ')}.`,
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
  /** Every reason why nothing of it may be queued. */
  readonly refusals: readonly Reason[];
  readonly overBudget: boolean;
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
  const allowed = changesAllowed(policy.limits.changesPerSweep, surveyed.filter(isGoverned).length);
  const plan = { drifted, fingerprint: print, refusals: [], overBudget: drifted.length > allowed };
  if (ports.paused || policy.paused) return { ...plan, refusals: [paused], closing: 'paused' };
  if (confirm === print) return { ...plan, overBudget: false };
  if (confirm !== undefined) return { ...plan, refusals: [outdated(print)] };
  const { closed } = await ports.ledger.gate();
  const refusals = [
    ...(plan.overBudget ? [overBudget(drifted.length, allowed)] : []),
    ...(closed ? [unconfirmed(closed)] : []),
  ];
  return { ...plan, refusals, ...(plan.overBudget && { closing: 'over-budget' as const }) };
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
  const { drifted, refusals, closing, ...shared } = await planOf(ports, policy, surveyed, confirm);
  const replace = (change: (finding: Finding) => Finding): readonly Finding[] => {
    const changing = new Set(drifted);
    return findings.map((finding) => (changing.has(finding) ? change(finding) : finding));
  };
  const refused = (reasons: readonly Reason[]) => replace((finding) => refuse(finding, reasons, dryRun));
  if (refusals.length > 0) {
    if (closing && !dryRun) await close(ports, closing);
    return { ...shared, findings: refused(refusals), queued: 0 };
  }
  if (dryRun) return { ...shared, findings, queued: 0 };

  if (!(await admits(ports, policy, surveyed, occasion)))
    return { ...shared, findings: refused([closedMeanwhile]), queued: 0 };
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

/** What asks most for a person first, for whoever reads only the beginning. */
const urgency: readonly Status[] = [
  'failed',
  'refused',
  'drifted',
  'would-fix',
  'deferred',
  'compliant',
  'exempt',
  'gone',
  'unmanaged',
];

const byUrgency = (a: Finding, b: Finding): number => urgency.indexOf(a.status) - urgency.indexOf(b.status);

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
    results: findings.filter(isTold(policy)).toSorted(byUrgency),
  };
  const { cause, dryRun } = occasion;
  ports.journal.swept(result, { cause, overBudget, durationMs: ports.clock.now() - startedAt, dryRun });
  return result;
};
