import { brakes, type Standing } from '../../core/brakes/brakes.ts';
import type { Reason } from '../../core/model/reason.ts';
import type { LedgerRecord } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Run } from './run.ts';

/** What the ledger has of a mount target, and of its file system as far as that is known. */
interface Records {
  readonly record: LedgerRecord;
  readonly fileSystemRecord: LedgerRecord | undefined;
}

const standingOf = ({ record, fileSystemRecord }: Records): Standing => ({
  holds: [record.hold, fileSystemRecord?.hold].filter((hold) => hold !== undefined),
  changes: record.changes,
  releasedAt: record.releasedAt,
});

/** Every reason on record not to write to a mount target now. */
export const onRecord = (
  { ports, policy }: Pick<Run, 'policy'> & { readonly ports: Pick<Ports, 'clock'> },
  records: Records,
): readonly Reason[] => brakes(policy, standingOf(records), ports.clock.now());
