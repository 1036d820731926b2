import { summarize } from '../../core/model/finding.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import { sayReasons } from '../../core/model/reason.ts';
import { bounded } from '../findings/report.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { RegionReader } from '../ports/region-reader.ts';
import type { SweepResult } from '../ports/sweep-result.ts';
import type { WorkQueue } from '../ports/work-queue.ts';
import { recordGood } from '../survey/record-good.ts';
import { gaugesOf } from './gauges.ts';
import { keepCounts } from './keep-counts.ts';
import { noticeSince } from './notice.ts';
import { resume, settle } from './settle.ts';
import { surveyOnRecord } from './survey-on-record.ts';
import { byUrgency, isTold, toldPlan } from './told.ts';
import { warningsOf } from './warnings.ts';

/** What a sweep stands on: it reads and queues, and has no way to write to EFS. */
export interface SweepPorts
  extends Pick<Ports, 'reader' | 'clock' | 'journal' | 'flowLogs' | 'paused' | 'readOnly' | 'textOf'> {
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
  /** Whether sweeps of the schedule answer with what is new for people. */
  readonly notices?: boolean;
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
  /** What drifted is not queued, and all else is as ever: what may change is decided for many places together. */
  readonly planOnly?: boolean;
}

/** A sweep's result, and where it got to when time ran out. */
export interface Swept {
  readonly result: SweepResult;
  readonly reached?: FileSystemId;
}

/**
 * Compares every mount target of the account and Region with the policy and queues what drifted, unless that is more than
 * the budget, or writing is paused or waits for a confirmation: then none. What is held or flapping counts towards no
 * budget. What was left unfinished is queued, too. Rejects only when the Region as a whole, or the ledger, cannot be read, or
 * the ledger does not take the text of a policy that is to be measured.
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
  const isWhole = confirm === undefined && reached === undefined;
  if (!dryRun && isWhole)
    await recordGood(ports, policy.version, surveyed, onRecord, { at: startedAt, isAdmitted: settled.isAdmitted });
  const findings = [...settled.findings, ...left.findings];
  if (!dryRun && isWhole) await keepCounts(ports, settled.findings, startedAt);
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
    ...(isRefused && { notConfirmed: sayReasons(settled.refusals) }),
    ...(warnings.length > 0 && { warnings }),
    results: findings.filter(isTold(policy)).toSorted(byUrgency).map(bounded),
  };
  const durationMs = ports.clock.now() - startedAt;
  // What may not be written anyway exceeds no budget.
  ports.journal.swept(result, {
    cause,
    overBudget: overBudget && !ports.readOnly,
    durationMs,
    dryRun,
    ...(occasion.scheduled && reached === undefined && { gauges: gaugesOf(findings, onRecord) }),
  });
  const isForPeople = ports.notices === true && occasion.scheduled === true && isWhole;
  const since = { from: onRecord.known.sweptAt, to: startedAt };
  const notice = isForPeople ? await noticeSince(ports, result, since) : undefined;
  return { result: { ...result, ...(notice !== undefined && { notice }) }, ...(reached && { reached }) };
};
