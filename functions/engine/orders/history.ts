import type { HoldOn } from '../../core/brakes/brakes.ts';
import { MountguardError } from '../../core/model/errors.ts';
import type { FileSystemId, MountTargetId } from '../../core/model/ids.ts';
import { sayReason } from '../../core/model/reason.ts';
import { together } from '../async/together.ts';
import { type Doubt, doubtsIn } from '../change/finish-interrupted.ts';
import { fitInBytes } from '../findings/fit-in-bytes.ts';
import type { KnownGood } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { History } from '../ports/record/change.ts';
import type { FileSystemRecord, Subject } from '../ports/record/file-system.ts';
import type { OrderHistory } from '../ports/record/order.ts';
import { exists, fileSystemOf, unknown } from './file-system-of.ts';
import { iso, toldChange, toldHold, toldOrder, toldPending } from './told.ts';

/** What is on record, for a person to read: every time in it is ISO 8601 in UTC. */
export interface ToldRecord {
  /** Concluded changes, the newest first. */
  readonly changes: readonly ReturnType<typeof toldChange>[];
  /** What persons ordered, the newest first. */
  readonly orders: readonly ReturnType<typeof toldOrder>[];
  /** The file system that it is about; null when that is not known, or it is about all of them. */
  readonly fileSystemId: FileSystemId | null;
  /** Holds on the mount target and on its file system. */
  readonly holds: readonly ReturnType<typeof toldHold>[];
  /** Mount targets whose groups are not as the policy says, and since when that is known. */
  readonly noncompliant?: readonly { readonly mountTargetId: MountTargetId; readonly since: string }[];
  /** The write of the file system that has no outcome yet: others wait for it. */
  readonly pending?: ReturnType<typeof toldPending>;
  /** There are older changes or orders: the same question with this field in it tells them. */
  readonly more?: { readonly before: string } | { readonly until: string };
  /** What is wrong with the items that cannot be read, and what to do about it. */
  readonly unreadable?: readonly string[];
  /** What else a person should know, in a sentence. */
  readonly explanation?: string;
}

/** Changes and orders in one answer, which Lambda lets have 6 MB. */
const mostTold = { count: 200, bytes: 5_000_000, orders: 200 };

type Told = Pick<ToldRecord, 'changes' | 'orders' | 'unreadable'> & {
  /** Those begun or given before this time (epoch milliseconds) are not all told. */
  readonly olderThan?: number;
};

const told = ({ changes, more, unreadable = [] }: History, ordered: OrderHistory): Told => {
  const all = changes.map(toldChange);
  const fit = fitInBytes(all, mostTold.bytes);
  // Up to the first that is too large: a person who goes on from the last one told must miss none.
  const shown = all.filter((change, index) => change === fit[index]);
  const faults = [...unreadable, ...(ordered.unreadable ?? [])];
  const last = changes[shown.length - 1];
  const isCut = more || shown.length < changes.length;
  // At the time of the last one there may be others, so that it is told twice.
  const cuts = [
    ...(isCut && last ? [last.at + 1] : []),
    ...(ordered.olderThan === undefined ? [] : [ordered.olderThan]),
  ];
  return {
    changes: shown,
    orders: ordered.orders.map(toldOrder),
    ...(faults.length > 0 && { unreadable: faults }),
    ...(cuts.length > 0 && { olderThan: Math.max(...cuts) }),
  };
};

/** The holds on record of a mount target and its file system, or of a file system and all its mount targets. */
export const holdsOn = ({ id: owner, holds }: FileSystemRecord, id: Subject): readonly HoldOn[] =>
  [...holds].flatMap(([subject, hold]) =>
    id === owner || subject === id || subject === owner ? [{ id: subject, hold }] : [],
  );

const noncompliantOf = (known: KnownGood, owner: FileSystemId, id: Subject): Pick<ToldRecord, 'noncompliant'> => {
  const all = [...known.of(owner)].flatMap(([mountTargetId, { driftSince }]) =>
    driftSince !== undefined && (id === owner || id === mountTargetId)
      ? [{ mountTargetId, since: iso(driftSince) }]
      : [],
  );
  return all.length > 0 ? { noncompliant: all } : {};
};

const sayDoubts = (doubts: readonly Doubt[]): readonly string[] =>
  doubts.map(({ reason }) => `Waited for: ${sayReason(reason)}.`);

const explaining = (sentences: readonly string[]): Pick<ToldRecord, 'explanation'> =>
  sentences.length > 0 ? { explanation: sentences.join(' ') } : {};

/** How to ask for what is not told. */
const sayMore = (more: NonNullable<ToldRecord['more']>): string =>
  `There are older changes or orders: ask again with ${JSON.stringify(more).slice(1, -1)}.`;

const nothing: Pick<ToldRecord, 'changes' | 'orders' | 'holds'> = { changes: [], orders: [], holds: [] };

/** The mount targets of a file system that an order may have named: those that it has, and those of the record. */
const targetsOf = async (
  { reader }: Pick<Ports, 'reader'>,
  { id, holds, releasedAt, pointed }: FileSystemRecord,
): Promise<{ readonly ids: readonly string[]; readonly fault?: string }> => {
  const known = [...holds.keys(), ...releasedAt.keys(), ...pointed];
  try {
    return { ids: [...known, ...((await reader.mountTargetsOf(id)) ?? []).map((it) => it.id)] };
  } catch (error) {
    if (!(error instanceof MountguardError)) throw error;
    return { ids: known, fault: `orders about mount targets of ${id} may be missing: ${error.message}` };
  }
};

/** The newest orders about a mount target and its file system, or about a file system and its mount targets, given up to a time in epoch milliseconds. */
export const ordersAbout = async (
  ports: Pick<Ports, 'ledger' | 'reader'>,
  record: FileSystemRecord,
  id: Subject,
  { to, atMost }: { readonly to: number; readonly atMost: number },
): Promise<OrderHistory> => {
  const { ids, fault } = id === record.id ? await targetsOf(ports, record) : { ids: [id] };
  const found = await ports.ledger.orders(0, to, atMost, [record.id, ...ids]);
  return fault === undefined ? found : { ...found, unreadable: [...(found.unreadable ?? []), fault] };
};

/** What is on record of a mount target or file system: its newest changes, or the newest begun before a time. */
export const history = async (
  ports: Pick<Ports, 'ledger' | 'reader' | 'clock'>,
  id: Subject,
  before: number | undefined,
): Promise<ToldRecord> => {
  const { ledger, clock } = ports;
  const fileSystemId = await fileSystemOf(ports, id);
  if (fileSystemId === undefined) return { ...nothing, fileSystemId: null, explanation: unknown(id) };
  const record = (await ledger.read([fileSystemId])).record(fileSystemId);
  const to = before === undefined ? clock.now() : before - 1;
  const [changes, known, orders] = await together([
    ledger.history(fileSystemId, id, mostTold.count, before),
    ledger.knownGood(fileSystemId),
    ordersAbout(ports, record, id, { to, atMost: mostTold.orders }),
  ]);
  const { pending } = record;
  const { olderThan, ...newest } = told(changes, orders);
  const more = olderThan !== undefined && { before: iso(olderThan) };
  const answer: ToldRecord = {
    fileSystemId,
    holds: holdsOn(record, id).map(toldHold),
    ...noncompliantOf(known, fileSystemId, id),
    ...(pending && { pending: toldPending(pending) }),
    ...newest,
    ...(more && { more }),
    ...explaining([...sayDoubts(doubtsIn(record, clock.now())), ...(more ? [sayMore(more)] : [])]),
  };
  const isEmpty = !pending && [answer.changes, answer.orders, answer.holds].every(({ length }) => length === 0);
  return isEmpty && !(await exists(ports, fileSystemId)) ? { ...answer, explanation: unknown(id) } : answer;
};

/** The changes to all file systems that were begun, and the orders that were given, between two times, in epoch milliseconds; the newest of them. */
export const historyBetween = async (
  { ledger }: Pick<Ports, 'ledger'>,
  from: number,
  to: number,
): Promise<ToldRecord> => {
  const [changes, orders] = await together([
    ledger.between(from, to, mostTold.count),
    ledger.orders(from, to, mostTold.orders),
  ]);
  const { olderThan, ...newest } = told(changes, orders);
  const more = olderThan !== undefined && { until: iso(olderThan - 1) };
  return { fileSystemId: null, holds: [], ...newest, ...(more && { more, ...explaining([sayMore(more)]) }) };
};
