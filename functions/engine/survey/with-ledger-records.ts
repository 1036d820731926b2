import type { Policy } from '../../core/model/policy.ts';
import { cutShort } from '../findings/fault.ts';
import { heldBack } from '../findings/report.ts';
import { withCause } from '../findings/with-cause.ts';
import { onRecord } from '../gate/barriers.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { Gate, Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';

type RecordPorts = Pick<Ports, 'clock' | 'journal'> & { readonly ledger: Pick<Ledger, 'read'> };

/** What a survey found, with what is on record. */
export interface Recorded {
  readonly surveyed: readonly Surveyed[];
  readonly gate: Gate;
}

const isAsItShould = ({ finding: { rule, status, warnings } }: Surveyed): boolean =>
  rule === null || (status === 'compliant' && warnings.length === 0);

/**
 * A survey with what the ledger has of each mount target that is not as it should be: what our last change left, and
 * what on record forbids a write. What is held, or flaps, is no longer to be written, so that it counts towards no budget.
 */
export const withLedgerRecords = async (
  { ledger, clock, journal }: RecordPorts,
  policy: Policy,
  surveyed: readonly Surveyed[],
): Promise<Recorded> => {
  const asked = new Set(surveyed.flatMap((it) => (isAsItShould(it) ? [] : (it.finding.fileSystemId ?? []))));
  const standings = await ledger.read([...asked]);
  const recorded = (it: Surveyed): Surveyed => {
    const { finding, toBeWritten } = it;
    const { mountTargetId, fileSystemId } = finding;
    if (!mountTargetId || !fileSystemId || isAsItShould(it)) return it;
    try {
      const record = standings.record(fileSystemId);
      const known = withCause(finding, [], record);
      const against = toBeWritten ? onRecord(policy, record, mountTargetId, clock.now()) : [];
      if (against.length === 0) return { finding: known, toBeWritten };
      return { finding: heldBack(known, against), toBeWritten: false };
    } catch (error) {
      return { finding: cutShort(journal, finding, error), toBeWritten: false };
    }
  };
  return { surveyed: surveyed.map(recorded), gate: standings.gate };
};
