import type { Policy } from '../../core/model/policy.ts';
import { together } from '../async/together.ts';
import { isPaused } from '../gate/gate.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import { readKnownGood } from '../guards/protection.ts';
import type { Gate, Ledger } from '../ports/ledger.ts';
import { sharedRecords } from '../survey/shared-records.ts';
import { survey } from '../survey/survey.ts';
import { withLedgerRecords } from '../survey/with-ledger-records.ts';
import { type Plan, planOf } from './plan.ts';
import { withRefusedClients } from './refused-clients.ts';
import { type SweepPorts, warningsOf } from './sweep.ts';
import { type Unfinished, unfinished } from './unfinished.ts';

/** What a preview stands on: it only reads. */
export interface PreviewPorts
  extends Pick<SweepPorts, 'reader' | 'bulk' | 'clock' | 'journal' | 'flowLogs' | 'paused' | 'digest'> {
  readonly ledger: Pick<Ledger, 'read' | 'between' | 'unfinished' | 'knownGood'>;
}

/** What a sweep would find and do now. */
export interface Preview {
  /** Every mount target. */
  readonly surveyed: readonly Surveyed[];
  readonly plan: Plan;
  readonly gate: Gate;
  /** When the last finished sweep began, in epoch milliseconds; absent where none is on record. */
  readonly sweptAt?: number;
  /** Writes that have no outcome. */
  readonly unfinished: Unfinished;
  /** What a person should know of the policy, as sentences. */
  readonly warnings: readonly string[];
}

/** Looks at every mount target as a sweep does; nothing is queued and nothing is recorded. Rejects as a sweep does. */
export const preview = async (ports: PreviewPorts, policy: Policy): Promise<Preview> => {
  const startedAt = ports.clock.now();
  const onRecord = { known: await readKnownGood(ports, 'all'), records: sharedRecords(ports.ledger) };
  const [{ surveyed, groupsSeen }, left] = await together([survey(ports, policy, onRecord), unfinished(ports)]);
  const told = await withRefusedClients(ports, policy, surveyed);
  const recorded = await withLedgerRecords(ports, policy, told, onRecord.records);
  const gate = await onRecord.records.gate();
  const plan = planOf(policy, recorded, ports.digest, { paused: isPaused(ports, policy), gate });
  const { sweptAt } = onRecord.known;
  const warnings = warningsOf(policy, startedAt, groupsSeen);
  return { surveyed: recorded, plan, gate, unfinished: left, warnings, ...(sweptAt !== undefined && { sweptAt }) };
};
