import type { Finding } from '../../core/model/finding.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import { heldBack, saying } from '../findings/report.ts';
import { close, closedMeanwhile, isPaused, notWritten, orderedPause, readOnly, unlessClosed } from '../gate/gate.ts';
import { textToKeep } from '../gate/text-to-keep.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Gate } from '../ports/record/gate.ts';
import { type WorkItem, type WorkQueue, workOf } from '../ports/work-queue.ts';
import { type Plan, planOf } from './plan.ts';

type SettlingPorts = Pick<Ports, 'clock' | 'paused' | 'readOnly' | 'textOf'> & {
  readonly queue: WorkQueue;
  readonly ledger: Pick<Ledger, 'closeGate' | 'openGate' | 'keepPolicy'>;
  digest(text: string): string;
};

/** What a sweep may do, and when it began. */
interface Terms {
  readonly dryRun: boolean;
  /** The fingerprint of the plan that a person confirmed. */
  readonly confirm?: string;
  readonly planOnly?: boolean;
  readonly startedAt: number;
}

const notQueued = (finding: Finding, why: string): Finding => ({
  ...saying(finding, `It could not be queued: ${why}.`),
  status: 'failed',
  reasons: ['not-queued'],
  after: finding.before,
});

/** Says that the policy is measured, or the plan confirmed unless the gate was closed since; whether the plan may be queued. */
const admits = async (
  ports: SettlingPorts,
  policy: Policy,
  { isMeasured }: Plan,
  gate: Gate,
  { confirm, startedAt }: Terms,
): Promise<boolean> => {
  if (confirm === undefined && (gate.measured === policy.version || !isMeasured)) return true;
  const text = textToKeep(ports, policy, gate);
  if (text !== undefined) await ports.ledger.keepPolicy(policy.version, text);
  return ports.ledger.openGate(policy.version, confirm === undefined ? unlessClosed : startedAt);
};

/** What became of a survey: every finding as it stands then, and what was queued. */
interface Settled {
  readonly findings: readonly Finding[];
  readonly queued: readonly WorkItem[];
  readonly plan: Plan;
  readonly refusals: readonly Reason[];
  /** Whether the policy is one that a sweep has measured, or whose plan a person confirmed. */
  readonly isAdmitted: boolean;
}

/** Queues what may be queued. */
export const settle = async (
  ports: SettlingPorts,
  policy: Policy,
  surveyed: readonly Surveyed[],
  gate: Gate,
  terms: Terms,
): Promise<Settled> => {
  const { confirm } = terms;
  const dryRun = terms.dryRun || ports.readOnly === true;
  const paused = isPaused(ports, policy);
  const plan = planOf(policy, surveyed, ports.digest, {
    paused,
    orderedPause: orderedPause(gate, ports.clock.now()),
    gate,
    ...(confirm !== undefined && { confirm }),
  });
  const drifted = (change: (finding: Finding) => Finding): readonly Finding[] =>
    surveyed.map(({ finding, toBeWritten }) => (toBeWritten ? change(finding) : finding));
  // In a dry run `after` stays what would be written: it is the plan that a person reads before confirming it.
  const isAdmitted = gate.measured === policy.version;
  const refused = (reasons: readonly Reason[]): Settled => ({
    plan,
    isAdmitted,
    refusals: reasons,
    queued: [],
    findings: drifted((finding) => ({ ...heldBack(finding, reasons), ...(dryRun && { after: finding.after }) })),
  });
  if (plan.refusals.length > 0) {
    if (plan.closing && !dryRun) await close(ports, plan.closing);
    return refused(plan.refusals);
  }
  if (confirm !== undefined && ports.readOnly) return refused([readOnly]);
  const planned = (finding: Finding): Finding => (ports.readOnly ? saying(finding, notWritten) : finding);
  if (dryRun) return { plan, isAdmitted, refusals: [], queued: [], findings: drifted(planned) };
  if (!(await admits(ports, policy, plan, gate, terms))) return refused([closedMeanwhile]);
  if (terms.planOnly)
    return { plan, isAdmitted: isAdmitted || plan.isMeasured, refusals: [], queued: [], findings: drifted((it) => it) };

  const items = surveyed.flatMap(({ finding, toBeWritten }) =>
    toBeWritten ? workOf(finding, 'sweep').map((item) => ({ ...item, plan: plan.fingerprint })) : [],
  );
  const failures = new Map(
    [...(await ports.queue.send(items))].map(([{ mountTargetId }, why]) => [mountTargetId, why]),
  );
  const findings = drifted((finding) => {
    const why = finding.mountTargetId ? failures.get(finding.mountTargetId) : undefined;
    return why === undefined ? { ...finding, status: 'drifted' } : notQueued(finding, why);
  });
  const queued = items.filter(({ mountTargetId }) => !failures.has(mountTargetId));
  return { plan, isAdmitted: isAdmitted || plan.isMeasured, refusals: [], queued, findings };
};

/**
 * Has writes without an outcome looked at again, whatever else may be written: to record how a change ended is no change.
 * How many looks were queued.
 */
export const resume = async (
  { queue, journal }: Pick<Ports, 'journal'> & { readonly queue: WorkQueue },
  items: readonly WorkItem[],
  queued: readonly WorkItem[],
): Promise<number> => {
  const known = new Set(queued.map(({ mountTargetId }) => mountTargetId));
  const rest = items.filter(({ mountTargetId }) => !known.has(mountTargetId));
  const failures = await queue.send(rest);
  for (const [{ mountTargetId }, reason] of failures)
    journal.warn('unfinished change not queued; the next sweep will see to it', { mountTargetId, reason });
  return rest.length - failures.size;
};
