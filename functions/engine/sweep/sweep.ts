import { exemptionWarnings, type GroupsSeen, idleSelectors } from '../../core/decide/policy-warnings.ts';
import { type Finding, type Status, summarize } from '../../core/model/finding.ts';
import { without } from '../../core/model/group-set.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import { together } from '../async/together.ts';
import { fitInBytes } from '../findings/fit-in-bytes.ts';
import { bounded, heldBack, saying } from '../findings/report.ts';
import { close, closedMeanwhile, isPaused, notWritten, orderedPause, readOnly, unlessClosed } from '../gate/gate.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { DayCounts, Gate, Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { RegionReader } from '../ports/region-reader.ts';
import type { SweepResult, ToldPlan } from '../ports/sweep-result.ts';
import { type WorkItem, type WorkQueue, workOf } from '../ports/work-queue.ts';
import { recordGood } from '../survey/record-good.ts';
import { gaugesOf } from './gauges.ts';
import { planOf } from './plan.ts';
import { surveyOnRecord } from './survey-on-record.ts';

/** What a sweep stands on: it reads and queues, and has no way to write to EFS. */
export interface SweepPorts extends Pick<Ports, 'reader' | 'clock' | 'journal' | 'flowLogs' | 'paused' | 'readOnly'> {
  readonly bulk: RegionReader;
  readonly queue: WorkQueue;
  readonly ledger: Pick<
    Ledger,
    | 'read'
    | 'between'
    | 'unfinished'
    | 'gate'
    | 'closeGate'
    | 'openGate'
    | 'pause'
    | 'resume'
    | 'keepOrder'
    | 'keepDay'
    | 'keepPolicy'
    | 'beginSurvey'
    | 'endSurvey'
    | 'knownGood'
    | 'keepGood'
  >;
  /** A short digest of a text: 12 hexadecimal digits. */
  digest(text: string): string;
  /** The text behind a policy, to be kept; absent where none is. */
  textOf?(policy: Policy): string | undefined;
}

/** What set a sweep off; a dry run queues nothing. */
export interface Occasion {
  readonly cause: string;
  readonly dryRun: boolean;
  /** The fingerprint of a plan that a person has read and wants carried out, over budget or not. */
  readonly confirm?: string;
  /** Where the last survey got to, when time ran out. */
  readonly after?: FileSystemId;
  /** The schedule started it. */
  readonly scheduled?: boolean;
}

/** A sweep's result, and where it got to when time ran out. */
export interface Swept {
  readonly result: SweepResult;
  readonly reached?: FileSystemId;
}

type Plan = ReturnType<typeof planOf>;

const notQueued = (finding: Finding, why: string): Finding => ({
  ...saying(finding, `It could not be queued: ${why}.`),
  status: 'failed',
  reasons: ['not-queued'],
  after: finding.before,
});

/** Says that the policy is measured, or the plan confirmed unless the gate was closed since; whether the plan may be queued. */
const admits = (
  { ledger }: SweepPorts,
  { version }: Policy,
  { isMeasured }: Plan,
  { measured }: Gate,
  { confirm, startedAt }: Occasion & { readonly startedAt: number },
): Promise<boolean> | boolean => {
  if (confirm !== undefined) return ledger.openGate(version, startedAt);
  return measured === version || !isMeasured || ledger.openGate(version, unlessClosed);
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
const settle = async (
  ports: SweepPorts,
  policy: Policy,
  surveyed: readonly Surveyed[],
  gate: Gate,
  occasion: Occasion & { readonly startedAt: number },
): Promise<Settled> => {
  const { confirm } = occasion;
  const dryRun = occasion.dryRun || ports.readOnly === true;
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
  if (!(await admits(ports, policy, plan, gate, occasion))) return refused([closedMeanwhile]);

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
const resume = async (
  { queue, journal }: SweepPorts,
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

/** Whether a finding belongs into a result: all but what is compliant without a warning, or not to be reported. */
const isTold =
  ({ unmatched }: Policy) =>
  ({ status, warnings }: Finding): boolean => {
    if (warnings.length > 0) return true;
    return status !== 'compliant' && (unmatched === 'report' || status !== 'unmanaged');
  };

const having = (status: Status, findings: readonly Finding[]): number =>
  findings.filter((finding) => finding.status === status).length;

const countsOf = (findings: readonly Finding[]): DayCounts => {
  const held = findings.filter(({ reasons }) => reasons.includes('held'));
  return {
    checked: findings.length,
    compliant: having('compliant', findings),
    drifted: having('drifted', findings) + having('would-fix', findings),
    refused: having('refused', findings) - having('refused', held),
    held: held.length,
    unmanaged: having('unmanaged', findings),
  };
};

/** Keeps what a sweep found for those who look back, and the text of a policy that none has measured. A failure costs no more. */
const keep = async (
  { ledger, journal, textOf }: SweepPorts,
  policy: Policy,
  { measured }: Gate,
  findings: readonly Finding[] | undefined,
  at: number,
): Promise<void> => {
  const text = measured === policy.version ? undefined : textOf?.(policy);
  try {
    await together([
      text === undefined ? undefined : ledger.keepPolicy(policy.version, text, at),
      findings && ledger.keepDay(countsOf(findings), at),
    ]);
  } catch (error) {
    journal.warn('the counts of the day, or the text of the policy, are not kept; the next sweep does it', { error });
  }
};

/** Changes of a plan in one answer, which Lambda lets have 6 MB beside its results. */
const mostPlanned = { count: 1000, bytes: 500_000 };

const toldPlan = ({ changes, allowed }: Plan): ToldPlan => {
  const all = changes.slice(0, mostPlanned.count).map(({ mountTargetId, before, after }) => ({
    mountTargetId,
    add: without(after, before),
    remove: without(before, after),
  }));
  const told = fitInBytes(all, mostPlanned.bytes);
  const omitted = changes.length - told.length;
  return { count: changes.length, allowed, changes: told, ...(omitted > 0 && { omitted }) };
};

/** What asks most for a person first. */
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

/** Warnings in one answer. */
const mostWarnings = 20;

/** The warnings of a policy; where groups could not be read, none of selectors that select nothing. */
export const warningsOf = (policy: Policy, now: number, groupsSeen?: GroupsSeen): readonly string[] => {
  const all = [
    ...exemptionWarnings(policy, now).map(({ says }) => says),
    ...(groupsSeen ? idleSelectors(policy, groupsSeen) : []),
  ];
  const rest = all.length > mostWarnings ? [`${all.length - mostWarnings} more warnings are left out.`] : [];
  return [...all.slice(0, mostWarnings), ...rest];
};

/**
 * Compares every mount target of the account and Region with the policy and queues what drifted, unless that is more than
 * the budget, or writing is paused or waits for a confirmation: then none. What is held or flapping counts towards no
 * budget. What was left unfinished is queued, too. Rejects only when the Region as a whole, or the ledger, cannot be read.
 */
export const sweep = async (ports: SweepPorts, policy: Policy, occasion: Occasion): Promise<Swept> => {
  const startedAt = ports.clock.now();
  const { surveyed, gate, left, onRecord, reached, groupsSeen } = await surveyOnRecord(
    ports,
    policy,
    startedAt,
    occasion.after,
  );
  const settled = await settle(ports, policy, surveyed, gate, { ...occasion, startedAt });
  const { cause, dryRun, confirm } = occasion;
  const resumed = dryRun || ports.readOnly ? 0 : await resume(ports, left.items, settled.queued);
  // A confirmation runs beside other sweeps, under no lease.
  if (!dryRun && confirm === undefined && reached === undefined)
    await recordGood(ports, policy.version, surveyed, onRecord, { at: startedAt, isAdmitted: settled.isAdmitted });
  const findings = [...settled.findings, ...left.findings];
  const isWhole = confirm === undefined && reached === undefined;
  if (!dryRun) await keep(ports, policy, gate, isWhole ? settled.findings : undefined, startedAt);
  const { fingerprint, overBudget } = settled.plan;
  const warnings = warningsOf(policy, startedAt, groupsSeen);
  const isRefused = confirm !== undefined && settled.refusals.length > 0;
  const result: SweepResult = {
    checked: settled.findings.length,
    summary: summarize(findings),
    queued: settled.queued.length + resumed,
    policyVersion: policy.version,
    fingerprint,
    plan: toldPlan(settled.plan),
    ...(isRefused && { notConfirmed: settled.refusals.map(({ text }) => text).join('; ') }),
    ...(warnings.length > 0 && { warnings }),
    results: findings.filter(isTold(policy)).toSorted(byUrgency).map(bounded),
  };
  const durationMs = ports.clock.now() - startedAt;
  // What may not be written anyway exceeds no budget.
  ports.journal.swept(result, {
    ...{ cause, overBudget: overBudget && !ports.readOnly, durationMs, dryRun },
    ...(occasion.scheduled && reached === undefined && { gauges: gaugesOf(findings, onRecord) }),
  });
  return { result, ...(reached && { reached }) };
};
