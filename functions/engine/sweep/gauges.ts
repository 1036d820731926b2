import { type Finding, isNoncompliant } from '../../core/model/finding.ts';
import { type GoodRecord, sinceFix } from '../../core/nfs/known-good.ts';
import type { Gauges } from '../ports/journal.ts';
import type { KnownGood } from '../ports/ledger.ts';
import type { SharedRecords } from '../survey/shared-records.ts';

interface Before {
  readonly known: KnownGood;
  readonly records: Pick<SharedRecords, 'recordIfReadable'>;
}

/**
 * What a sweep that looked at everything found, for the gauges. By the record of the sweeps before, it tells drift that is queued for the
 * first time from drift that stays, and a mount target that lost its rule from one that never had one.
 */
export const gaugesOf = (all: readonly Finding[], { known, records }: Before): Gauges => {
  const before = ({ fileSystemId: id, mountTargetId }: Finding): GoodRecord | undefined => {
    const own = id ? known.of(id) : undefined;
    return mountTargetId ? own?.get(mountTargetId) : own?.values().next().value;
  };
  const isFresh = (finding: Finding): boolean => {
    const { status, fileSystemId, mountTargetId } = finding;
    const record = before(finding);
    if (status === 'deferred')
      return record !== undefined && record.driftSince === undefined && record.spans.length > 0;
    if (status !== 'drifted' || !fileSystemId || !mountTargetId) return false;
    const own = records.recordIfReadable(fileSystemId);
    if (own?.refusals.has(mountTargetId)) return false;
    return !record || sinceFix(record, own?.good.get(mountTargetId)).driftSince === undefined;
  };
  const hadRule = (finding: Finding): boolean => {
    const record = before(finding);
    return record !== undefined && (record.spans.length > 0 || record.driftSince !== undefined);
  };
  return {
    all,
    fresh: new Set(all.filter((finding) => isNoncompliant(finding) && isFresh(finding))),
    lostRule: new Set(all.filter((finding) => finding.status === 'unmanaged' && hadRule(finding))),
  };
};
