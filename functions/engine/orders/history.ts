import type { HoldOn } from '../../core/brakes/brakes.ts';
import type { FileSystemId } from '../../core/model/ids.ts';
import { together } from '../async/together.ts';
import { fitInBytes } from '../findings/fit-in-bytes.ts';
import type { Change, FileSystemRecord, History, Pending, Subject } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import { fileSystemOf } from './file-system-of.ts';

/** What is on record, for a person to read. */
export interface ToldRecord {
  /** Concluded changes, the newest first; null when nobody knows what the order is about. */
  readonly changes: readonly Change[];
  /** The file system that it is about; null when that is not known, or it is about all of them. */
  readonly fileSystemId: FileSystemId | null;
  /** Holds on the mount target and on its file system. */
  readonly holds: readonly HoldOn[];
  /** The write of the file system that has no outcome yet: others wait for it. */
  readonly pending?: Pending;
  /** There are older ones. */
  readonly more?: true;
  /** What is wrong with the items of changes that cannot be read, and what to do about it. */
  readonly unreadable?: readonly string[];
}

/** Changes in one answer, which Lambda lets have 6 MB. */
const mostTold = { count: 200, bytes: 5_000_000 };

const told = ({ changes, more, ...rest }: History): Pick<ToldRecord, 'changes' | 'more' | 'unreadable'> => {
  const fit = fitInBytes(changes, mostTold.bytes);
  // Up to the first that is too large: whoever goes on from the last one told must miss none.
  const shown = changes.filter((change, index) => change === fit[index]);
  return { changes: shown, ...rest, ...((more || shown.length < changes.length) && { more: true }) };
};

/** The holds on record of a mount target and its file system, or of a file system and all its mount targets. */
export const holdsOn = ({ id: owner, holds }: FileSystemRecord, id: Subject): readonly HoldOn[] =>
  [...holds].flatMap(([subject, hold]) =>
    id === owner || subject === id || subject === owner ? [{ id: subject, hold }] : [],
  );

/** What is on record of a mount target or file system: its newest changes, or the newest begun before a time. */
export const history = async (
  ports: Pick<Ports, 'ledger' | 'reader'>,
  id: Subject,
  before: number | undefined,
): Promise<ToldRecord> => {
  const fileSystemId = await fileSystemOf(ports, id);
  if (fileSystemId === undefined) return { changes: [], fileSystemId: null, holds: [] };
  const [standings, changes] = await together([
    ports.ledger.read([fileSystemId]),
    ports.ledger.history(fileSystemId, id, mostTold.count, before),
  ]);
  const record = standings.record(fileSystemId);
  const { pending } = record;
  return { fileSystemId, holds: holdsOn(record, id), ...(pending && { pending }), ...told(changes) };
};

/** The changes to all file systems that were begun between two times, in epoch milliseconds; the newest of them. */
export const historyBetween = async (
  { ledger }: Pick<Ports, 'ledger'>,
  from: number,
  to: number,
): Promise<ToldRecord> => ({
  fileSystemId: null,
  holds: [],
  ...told(await ledger.between(from, to, mostTold.count)),
});
