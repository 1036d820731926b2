import { type Finding, type Status, summarize } from '../../core/model/finding.ts';
import type { MountTargetId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import { refusedFinding } from '../findings/refused-finding.ts';
import { close, closedMeanwhile, unlessClosed } from '../gate/gate.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { SweepResult } from '../ports/sweep-result.ts';
import type { WorkItem, WorkQueue } from '../ports/work-queue.ts';
import { workOf } from '../ports/work-queue.ts';
import { isUnread } from '../survey/admit-policy.ts';
import { survey } from '../survey/survey.ts';
import { withLedgerRecords } from '../survey/with-ledger-records.ts';
import { planOf } from './plan.ts';
import { unfinished } from './unfinished.ts';

/** What a sweep stands on: it reads and queues, and has no way to write to EFS. */
export interface SweepPorts extends Pick<Ports, 'reader' | 'bulk' | 'clock' | 'journal' | 'paused' | 'digest'> {
  readonly queue: WorkQueue;
  readonly ledger: Pick<Ledger, 'record' | 'unfinished' | 'gate' | 'closeGate' | 'openGate'>;
}

/** What set a sweep off; a dry run queues nothing. */
export interface Occasion {
  readonly cause: string;
  readonly dryRun: boolean;
  /** The fingerprint of a plan that a person has read and wants carried out, over budget or not. */
  readonly confirm?: string;
}

const notQueued = (finding: Finding, why: string): Finding => ({
  ...finding,
  status: 'failed',
  reasons: ['not-queued'],
  after: finding.before,
  explanation: `${finding.explanation} It could not be queued: ${why}.`,
});

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
  // In a dry run `after` stays what would be written: it is the plan that a person reads before confirming it.
  const refused = (reasons: readonly Reason[]) =>
    replace((finding) => ({ ...refusedFinding(finding, reasons), ...(dryRun && { after: finding.after }) }));
  if (refusals.length > 0) {
    if (closing && !dryRun) await close(ports, closing);
    return { ...shared, findings: refused(refusals), queued: [], refusals };
  }
  if (dryRun) return { ...shared, findings, queued: [], refusals };

  if (!(await admits(ports, policy, surveyed, occasion)))
    return { ...shared, findings: refused([closedMeanwhile]), queued: [], refusals: [closedMeanwhile] };
  const items = new Map(drifted.flatMap((finding) => workOf(finding).map((item) => [finding, item] as const)));
  const failures = await ports.queue.send([...items.values()]);
  const queued = (finding: Finding): Finding => {
    const item = items.get(finding);
    const why = item && failures.get(item);
    return why === undefined ? { ...finding, status: 'drifted' } : notQueued(finding, why);
  };
  const sent = [...items.values()].filter((item) => !failures.has(item));
  return { ...shared, findings: replace(queued), queued: sent, refusals };
};

/**
 * Has what nobody came back for looked at again, whatever else may be written: to record how a change ended, or to judge a
 * watch, is none. How many looks were queued.
 */
const resume = async (
  { queue, journal }: SweepPorts,
  items: readonly WorkItem[],
  queued: readonly WorkItem[],
): Promise<number> => {
  const known = new Set<MountTargetId>(queued.map(({ mountTargetId }) => mountTargetId));
  const rest = items.filter(({ mountTargetId }) => !known.has(mountTargetId));
  const failures = await queue.send(rest);
  for (const [{ mountTargetId }, reason] of failures)
    journal.warn('unfinished change not queued; the next sweep will see to it', { mountTargetId, reason });
  return rest.length - failures.size;
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
 * the budget, or writing is paused or waits for a confirmation: then none. What is held or flapping counts towards no
 * budget. What was left unfinished is queued, too. Rejects only when the region as a whole, or the ledger, cannot be read.
 */
export const sweep = async (ports: SweepPorts, policy: Policy, occasion: Occasion): Promise<SweepResult> => {
  const startedAt = ports.clock.now();
  const [found, left] = await Promise.all([survey(ports, policy), unfinished(ports)]);
  const surveyed = await withLedgerRecords(ports, policy, found);
  const settled = await settle(ports, policy, surveyed, { ...occasion, startedAt });
  const resumed = occasion.dryRun ? 0 : await resume(ports, left.items, settled.queued);
  const findings = [...settled.findings, ...left.findings];
  const { cause, dryRun, confirm } = occasion;
  const isRefused = confirm !== undefined && settled.refusals.length > 0;
  const result = {
    checked: settled.findings.length,
    summary: summarize(findings),
    queued: settled.queued.length + resumed,
    policyVersion: policy.version,
    fingerprint: settled.fingerprint,
    ...(isRefused && { notConfirmed: settled.refusals.map(({ text }) => text).join('; ') }),
    results: findings.filter(isTold(policy)).toSorted(byUrgency),
  };
  const durationMs = ports.clock.now() - startedAt;
  ports.journal.swept(result, { cause, overBudget: settled.overBudget, durationMs, dryRun });
  return result;
};
