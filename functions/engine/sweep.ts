import { changesAllowed } from '../core/budget.ts';
import { type Finding, summarize } from '../core/finding.ts';
import type { Policy } from '../core/policy.ts';
import type { SweepResult, WorkItem, WorkQueue } from './bulk.ts';
import type { Ports } from './ports.ts';
import { type Surveyed, survey } from './survey.ts';

/** What a sweep stands on: it reads and queues, and has no way to write to EFS. */
export interface SweepPorts extends Pick<Ports, 'reader' | 'bulk' | 'clock' | 'journal'> {
  readonly queue: WorkQueue;
}

/** What set a sweep off; a dry run queues nothing. */
export interface Occasion {
  readonly cause: string;
  readonly dryRun: boolean;
}

const isGoverned = ({ finding }: Surveyed): boolean => finding.rule !== null;

const overBudget = (finding: Finding, drifted: number, allowed: number): Finding => ({
  ...finding,
  status: 'refused',
  reasons: ['over-budget'],
  after: finding.before,
  explanation: `${finding.explanation} Refused: ${drifted} mount targets would change and limits.changesPerSweep allows ${allowed}; see whether that is meant, then fix them by hand or raise the limit.`,
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

/** Queues drift that the policy enforces, unless there is more of it than the budget allows: then none. */
const settle = async (ports: SweepPorts, policy: Policy, surveyed: readonly Surveyed[], dryRun: boolean) => {
  const findings = surveyed.map(({ finding }) => finding);
  const drifted = surveyed.filter((it) => it.toBeWritten).map(({ finding }) => finding);
  const allowed = changesAllowed(policy.limits.changesPerSweep, surveyed.filter(isGoverned).length);
  const replace = (change: (finding: Finding) => Finding): readonly Finding[] => {
    const changing = new Set(drifted);
    return findings.map((finding) => (changing.has(finding) ? change(finding) : finding));
  };
  if (drifted.length > allowed)
    return {
      findings: replace((finding) => overBudget(finding, drifted.length, allowed)),
      queued: 0,
      overBudget: true,
    };
  if (dryRun) return { findings, queued: 0, overBudget: false };

  const items = new Map(drifted.flatMap((finding) => workOf(finding).map((item) => [finding, item] as const)));
  const failures = await ports.queue.send([...items.values()]);
  const queued = (finding: Finding): Finding => {
    const item = items.get(finding);
    const why = item && failures.get(item);
    return why === undefined ? { ...finding, status: 'drifted' } : notQueued(finding, why);
  };
  return { findings: replace(queued), queued: items.size - failures.size, overBudget: false };
};

/**
 * Compares every mount target of the account and region with the policy and queues what drifted. Rejects only when the
 * region as a whole cannot be read.
 */
export const sweep = async (ports: SweepPorts, policy: Policy, { cause, dryRun }: Occasion): Promise<SweepResult> => {
  const startedAt = ports.clock.now();
  const surveyed = await survey(ports, policy);
  const { findings, queued, overBudget } = await settle(ports, policy, surveyed, dryRun);
  const notCompliant = findings.filter(({ status }) => status !== 'compliant');
  const results =
    policy.unmatched === 'report' ? notCompliant : notCompliant.filter(({ status }) => status !== 'unmanaged');
  const result = {
    checked: findings.length,
    summary: summarize(findings),
    queued,
    policyVersion: policy.version,
    results,
  };
  ports.journal.swept(result, { cause, overBudget, durationMs: ports.clock.now() - startedAt, dryRun });
  return result;
};
