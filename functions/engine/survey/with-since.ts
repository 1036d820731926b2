import { recordOf, sinceFix } from '../../core/nfs/known-good.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import { isHeldByPerson } from './record-good.ts';
import type { Recorded } from './survey.ts';

/**
 * A survey with since when each mount target is known not to be as its rule says: by the record or, where that says
 * nothing yet, since this sweep.
 *
 * @param at when this sweep began, in epoch milliseconds.
 */
export const withSince = (
  surveyed: readonly Surveyed[],
  { known, records }: Recorded,
  at: number,
): readonly Surveyed[] => {
  const sinceOf = ({ finding: { mountTargetId, fileSystemId, rule, status } }: Surveyed): number | undefined => {
    if (!mountTargetId || !fileSystemId || rule === null || status === 'compliant') return undefined;
    try {
      const record = records.recordIfReadable(fileSystemId);
      const fix = record?.good.get(mountTargetId);
      const { driftSince } = sinceFix(recordOf(mountTargetId, known.of(fileSystemId), known.sweptAt), fix);
      // While a person has it held, no drift is on record.
      return driftSince ?? (isHeldByPerson(record, mountTargetId, at) ? undefined : at);
    } catch {
      // A record that cannot be understood is told where it matters.
      return undefined;
    }
  };
  return surveyed.map((it) => {
    const since = sinceOf(it);
    return since === undefined ? it : { ...it, finding: { ...it.finding, since: new Date(since).toISOString() } };
  });
};
