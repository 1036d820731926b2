import type { FileSystemId } from '../../core/model/ids.ts';
import type { Decided } from '../guards/judge-all.ts';
import type { ListedFileSystem } from '../ports/region-reader.ts';

/** File systems, and EFS reads, under way at once in the fallback. */
export const concurrency = 5;

/** The file systems in order, those behind where the last survey got to first. */
export const startingBehind = (
  fileSystems: readonly ListedFileSystem[],
  after: FileSystemId | undefined,
): readonly ListedFileSystem[] => {
  const ordered = fileSystems.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const first = after === undefined ? 0 : ordered.findIndex(({ id }) => id > after);
  return first <= 0 ? ordered : [...ordered.slice(first), ...ordered.slice(0, first)];
};

const isOutOfTime = (it: Decided): boolean => 'finding' in it && it.finding.reasons.includes('out-of-time');

/**
 * The last file system that was read when time ran out; undefined when it did not. One before it may be unread, because AWS
 * throttled its calls longer than others: its turn comes in the next round.
 */
export const reachedIn = (
  fileSystems: readonly ListedFileSystem[],
  read: readonly (readonly Decided[])[],
): FileSystemId | undefined => {
  const isRead = read.map((all) => !all.some(isOutOfTime));
  if (isRead.every(Boolean)) return undefined;
  // Where nothing was read, those that were asked about had their turn.
  const last = isRead.includes(true) ? isRead.lastIndexOf(true) : Math.min(concurrency, fileSystems.length) - 1;
  return fileSystems.at(last)?.id;
};
