import type { Change, Intent, Outcome } from '../../engine/ports/ledger.ts';
import { readStored, stored } from './stored.ts';
import type { Item } from './table.ts';

/** A day, in ms. */
export const DAY_MS = 86_400_000;

/** What the sort keys of concluded changes begin with; the time of the change follows, so that they sort by it. */
const CHANGE = 'change#';

/** A sort key after those of all changes begun before a time in epoch milliseconds; after all when none is given. */
export const afterChanges = (before?: number): string =>
  before === undefined ? `${CHANGE}~` : `${CHANGE}${new Date(before).toISOString()}`;

/** The list that a change is on by its day, in UTC. */
export const listOfDay = (place: string, at: number): string =>
  `${place}/${new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length)}`;

/** The days that a span of time touches, the last first, as any time in them. */
export const daysOf = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.floor(to / DAY_MS) - Math.floor(from / DAY_MS) + 1 }, (_, index) => to - index * DAY_MS);

/** The item that records a concluded change; `expiresAt`, in epoch seconds, is the table's TTL attribute. */
export const changeItem = (
  place: string,
  { hold: _, doubtSince: __, lets: ___, ...intent }: Intent,
  { status, reasons, at }: Outcome,
  retentionDays: number,
) => ({
  pk: `${place}/${intent.fileSystemId}`,
  sk: `${afterChanges(intent.at)}#${intent.changeId}`,
  listed: listOfDay(place, intent.at),
  ...intent,
  status,
  reasons,
  concludedAt: at,
  expiresAt: Math.floor(at / 1000) + (retentionDays * DAY_MS) / 1000,
});

/** Whether an item is a concluded change. */
export const isChange = ({ sk }: Item): boolean => String(sk).startsWith(CHANGE);

/** Reads a concluded change; one that is incomplete is a `TerminalError` that names its item. */
export const changeOf = (item: Item, about: string): Change =>
  readStored(stored.change, item, `${about}: the item "${item['sk']}"`, 'correct or remove that item');
