import type { Change, Intent, Outcome } from '../../engine/ports/ledger.ts';
import { dayOf, expiryOf } from './dates.ts';
import { readStored, stored } from './stored.ts';
import type { Item } from './table.ts';

/** What the sort keys of concluded changes begin with; the time of the change follows, so that they sort by it. */
const CHANGE = 'change#';

/** A sort key after those of all changes begun before a time in epoch milliseconds; after all when none is given. */
export const afterChanges = (before?: number): string =>
  before === undefined ? `${CHANGE}~` : `${CHANGE}${new Date(before).toISOString()}`;

/** The list that a change is on by its day, in UTC. */
export const listOfDay = (place: string, at: number): string => `${place}/${dayOf(at)}`;

/** The item that records a concluded change. */
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
  expiresAt: expiryOf(at, retentionDays),
});

/** Whether an item is a concluded change. */
export const isChange = ({ sk }: Item): boolean => String(sk).startsWith(CHANGE);

/** Reads a concluded change; one that is incomplete is a `TerminalError` that names its item. */
export const changeOf = (item: Item, about: string): Change =>
  readStored(stored.change, item, `${about}: the item "${item['sk']}"`, 'correct or remove that item');
