import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import { type GoodRecord, recordAfter, recordOf, type Sight, sinceFix } from '../../core/nfs/known-good.ts';
import { isSameSources } from '../../core/nfs/written-sources.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { KnownGood, Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';
import type { SharedRecords } from './shared-records.ts';

/** Whether a person lets a mount target stay unchanged; what mountguard holds itself is no such word. */
export const isHeldByPerson = (record: FileSystemRecord | undefined, id: MountTargetId, now: number): boolean =>
  [id, record?.id].some((subject) => {
    const hold = subject && record?.holds.get(subject);
    return hold !== undefined && hold.by !== 'mountguard' && now < hold.until;
  });

/** What a sweep saw of one mount target; undefined when it is gone. */
const sightOf = (
  { finding: { mountTargetId, fileSystemId, rule, status }, lets }: Surveyed,
  policyVersion: string,
  isExcused: (fileSystemId: FileSystemId, id: MountTargetId) => boolean,
): Sight | undefined => {
  if (status === 'gone') return undefined;
  if (lets) return { of: 'compliant', lets, policyVersion };
  if (rule === null) return { of: status === 'exempt' ? 'excused' : 'untold' };
  return { of: mountTargetId && fileSystemId && isExcused(fileSystemId, mountTargetId) ? 'excused' : 'drift' };
};

/** What a sweep saw under a policy that is not in force yet: that a set is as good as before, and no more. */
const beforeForce = (sight: Sight, { spans }: GoodRecord): Sight => {
  const open = spans.at(-1);
  if (sight.of !== 'compliant') return sight;
  const isAsBefore = open && open.to === undefined && isSameSources(open.lets, sight.lets);
  return isAsBefore ? { ...sight, policyVersion: open.policyVersion } : { of: 'untold' };
};

type Records = ReadonlyMap<MountTargetId, GoodRecord>;

/** The records of a file system that could not be read. */
const unread = (records: Records, at: number, sweptAt: number | undefined): Records =>
  new Map([...records].map(([id, record]) => [id, recordAfter(record, { of: 'untold' }, at, sweptAt)]));

const isSame = (a: Records, b: Records): boolean =>
  a.size === b.size && [...a].every(([id, record]) => b.get(id) === record);

/**
 * Records what a finished sweep saw: whom compliant sets let in, and since when a set has drifted. A failure costs only what
 * would have been known.
 *
 * @param at when the sweep began, and whether its policy is in force: a sweep has measured it, or a person has confirmed its plan.
 */
export const recordGood = async (
  { ledger, clock, journal }: Pick<Ports, 'clock' | 'journal'> & { readonly ledger: Pick<Ledger, 'keepGood'> },
  policyVersion: string,
  surveyed: readonly Surveyed[],
  { known, records }: { readonly known: KnownGood; readonly records: SharedRecords },
  { at, isAdmitted }: { readonly at: number; readonly isAdmitted: boolean },
): Promise<void> => {
  const isExcused = (fileSystemId: FileSystemId, id: MountTargetId): boolean =>
    isHeldByPerson(records.recordIfReadable(fileSystemId), id, clock.now());
  const all = new Map<FileSystemId, Records>();
  const changed = new Set<FileSystemId>();
  try {
    const byFileSystem = Map.groupBy(surveyed, ({ finding }) => finding.fileSystemId);
    for (const [id, its] of byFileSystem) {
      if (id === null) continue;
      const before = known.of(id);
      const isUnread = its.some(({ finding }) => finding.mountTargetId === null && finding.status !== 'gone');
      const after = new Map(isUnread ? unread(before, at, known.sweptAt) : []);
      for (const it of its) {
        const { mountTargetId } = it.finding;
        const seen = sightOf(it, policyVersion, isExcused);
        if (!mountTargetId || !seen) continue;
        const record = recordOf(mountTargetId, before, known.sweptAt);
        const sight = isAdmitted ? seen : beforeForce(seen, record);
        // A drift that came after our last fix is first seen now.
        const fix = sight.of === 'drift' ? records.recordIfReadable(id)?.good.get(mountTargetId) : undefined;
        // Also where nothing is known of it: it is not new any more.
        after.set(mountTargetId, recordAfter(sinceFix(record, fix), sight, at, known.sweptAt));
      }
      all.set(id, after);
      if (!isSame(before, after)) changed.add(id);
    }
    await ledger.keepGood(all, changed, at);
  } catch (error) {
    journal.warn('what compliant sets let in is not recorded; the next sweep does it', { error });
  }
};
