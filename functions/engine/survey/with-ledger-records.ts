import type { Policy } from '../../core/model/policy.ts';
import { cutShort } from '../findings/fault.ts';
import { heldBack } from '../findings/report.ts';
import { withCause } from '../findings/with-cause.ts';
import { onRecord } from '../gate/barriers.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { Ports } from '../ports/ports.ts';
import type { SharedRecords } from './shared-records.ts';

const isAsItShould = ({ finding: { rule, status, warnings } }: Surveyed): boolean =>
  rule === null || (status === 'compliant' && warnings.length === 0);

/**
 * A survey with what the ledger has of each mount target that is not as it should be: what our last change left, and
 * what on record forbids a write. What is held, or flaps, is no longer to be written, so that it counts towards no budget.
 */
export const withLedgerRecords = async (
  { clock, journal }: Pick<Ports, 'clock' | 'journal'>,
  policy: Policy,
  surveyed: readonly Surveyed[],
  records: SharedRecords,
): Promise<readonly Surveyed[]> => {
  await records.read(surveyed.flatMap((it) => (isAsItShould(it) ? [] : (it.finding.fileSystemId ?? []))));
  return surveyed.map((it): Surveyed => {
    const { finding, toBeWritten } = it;
    const { mountTargetId, fileSystemId } = finding;
    if (!mountTargetId || !fileSystemId || isAsItShould(it)) return it;
    try {
      const record = records.record(fileSystemId);
      const known = withCause(finding, [], record);
      const against = toBeWritten ? onRecord(policy, record, mountTargetId, clock.now()) : [];
      if (against.length === 0) return { ...it, finding: known };
      const basis = it.basis && { ...it.basis, reasons: against };
      return { ...it, finding: heldBack(known, against), toBeWritten: false, ...(basis && { basis }) };
    } catch (error) {
      return { ...it, finding: cutShort(journal, finding, error), toBeWritten: false };
    }
  });
};
