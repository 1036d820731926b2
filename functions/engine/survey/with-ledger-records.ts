import { windowStart } from '../../core/brakes/flapping.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import { once } from '../../core/model/once.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import { atMost } from '../async/at-most.ts';
import { cutShort } from '../findings/fault.ts';
import { refusedFinding } from '../findings/refused-finding.ts';
import { withCause } from '../findings/with-cause.ts';
import { onRecord } from '../gate/on-record.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';

type RecallPorts = Pick<Ports, 'clock' | 'journal'> & { readonly ledger: Pick<Ledger, 'record'> };

/** Reads of the ledger under way at once. */
const concurrency = 20;

/**
 * A survey with what the ledger has of each mount target that is not as it should be: who brought that about, and
 * what on record forbids a write. What is held, or flaps, is no longer to be written, so that it counts towards no budget.
 */
export const withLedgerRecords = async (
  { ledger, clock, journal }: RecallPorts,
  policy: Policy,
  surveyed: readonly Surveyed[],
): Promise<readonly Surveyed[]> => {
  const limited = atMost(concurrency);
  const recordOf = once(
    (id: MountTargetId | FileSystemId) => id,
    (id) => limited(() => ledger.record(id, windowStart(policy, clock.now()))),
  );

  const recall = async (it: Surveyed): Promise<Surveyed> => {
    const { finding, toBeWritten } = it;
    const { mountTargetId, fileSystemId, rule, status, warnings } = finding;
    const isAsItShould = rule === null || (status === 'compliant' && warnings.length === 0);
    if (!mountTargetId || !fileSystemId || isAsItShould) return it;
    try {
      const [record, fileSystemRecord] = await Promise.all([
        recordOf(mountTargetId),
        toBeWritten ? recordOf(fileSystemId) : undefined,
      ]);
      const known = withCause(finding, undefined, record);
      const forbidden: readonly Reason[] = toBeWritten
        ? onRecord({ ports: { clock }, policy }, { record, fileSystemRecord })
        : [];
      return forbidden.length > 0
        ? { finding: refusedFinding(known, forbidden), toBeWritten: false }
        : { finding: known, toBeWritten };
    } catch (error) {
      return { finding: cutShort(journal, finding, error), toBeWritten: false };
    }
  };
  return Promise.all(surveyed.map(recall));
};
