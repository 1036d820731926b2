import type { GroupsSeen } from '../../core/decide/policy-warnings.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import type { Policy } from '../../core/model/policy.ts';
import { together } from '../async/together.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import { readKnownGood } from '../guards/protection.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Gate } from '../ports/record/gate.ts';
import type { RegionReader } from '../ports/region-reader.ts';
import { sharedRecords } from '../survey/shared-records.ts';
import { type Recorded, survey } from '../survey/survey.ts';
import { withLedgerRecords } from '../survey/with-ledger-records.ts';
import { withSince } from '../survey/with-since.ts';
import { withRefusedClients } from './refused-clients.ts';
import { type Unfinished, unfinished } from './unfinished.ts';

/** What reading a Region, and what is on record of it, stands on. */
export interface SurveyPorts extends Pick<Ports, 'reader' | 'clock' | 'journal' | 'flowLogs'> {
  readonly bulk: RegionReader;
  readonly ledger: Pick<Ledger, 'read' | 'between' | 'unfinished' | 'knownGood'>;
}

/** A Region, and what is on record of it. */
export interface SurveyOnRecord {
  /** Every mount target, with what is on record of it. */
  readonly surveyed: readonly Surveyed[];
  readonly gate: Gate;
  readonly left: Unfinished;
  readonly onRecord: Recorded;
  readonly groupsSeen?: GroupsSeen;
  readonly reached?: FileSystemId;
}

/** Reads a Region and what is on record of it; writes nothing. Rejects only when either as a whole cannot be read. */
export const surveyOnRecord = async (
  ports: SurveyPorts,
  policy: Policy,
  startedAt: number,
  after?: FileSystemId,
): Promise<SurveyOnRecord> => {
  const onRecord = { known: await readKnownGood(ports, 'all'), records: sharedRecords(ports.ledger) };
  const [{ surveyed: found, ...rest }, left] = await together([
    survey(ports, policy, onRecord, after),
    unfinished(ports),
  ]);
  const told = await withRefusedClients(ports, policy, found);
  const surveyed = withSince(await withLedgerRecords(ports, policy, told, onRecord.records), onRecord, startedAt);
  return { surveyed, gate: await onRecord.records.gate(), left, onRecord, ...rest };
};
