import type { TerminalError } from '../../core/model/errors.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Clock } from '../../engine/ports/ports.ts';
import type { Change, History, Intent, Outcome } from '../../engine/ports/record/change.ts';
import { DAY_MS, dayOf, daysOf, expiryOf } from './dates.ts';
import type { Item } from './item.ts';
import { readStored, stored } from './stored.ts';
import type { LedgerTable } from './table.ts';

/** What the sort keys of concluded changes begin with; the time of the change follows, so that they sort by it. */
const CHANGE = 'change#';

/** Days beyond their retention on which changes may still be found: DynamoDB takes its time. */
const daysToSpare = 30;

/** Changes read at a time. */
const pageSize = 1000;

/** A sort key after those of all changes begun before a time in epoch milliseconds; after all when none is given. */
const afterChanges = (before?: number): string =>
  before === undefined ? `${CHANGE}~` : `${CHANGE}${new Date(before).toISOString()}`;

/** The list that a change is on by its day, in UTC. */
const listOfDay = (place: string, at: number): string => `${place}/${dayOf(at)}`;

/** The item that records a concluded change. */
export const changeItem = (
  place: string,
  { hold: _, lets: __, ...intent }: Intent,
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
const isChange = ({ sk }: Item): boolean => String(sk).startsWith(CHANGE);

/** Reads a concluded change; one that is incomplete is a `TerminalError` that names its item. */
const changeOf = (item: Item, about: string): Change =>
  readStored(stored.change, item, `${about}: the item "${item['sk']}"`, 'correct or remove that item');

/** The concluded changes, in the ledger's table: an item each, beside that of their file system and on the list of their day. */
export const changeItems = (
  table: LedgerTable,
  place: string,
  retentionDays: number,
  clock: Pick<Clock, 'now'>,
): Pick<Ledger, 'history' | 'between'> => {
  const historyOf = (items: readonly Item[], atMost: number): History => {
    const unreadable: string[] = [];
    const changes = items.slice(0, atMost).flatMap((item) => {
      try {
        return changeOf(item, table.about(String(item['pk'])));
      } catch (error) {
        unreadable.push((error as TerminalError).message);
        return [];
      }
    });
    return { changes, more: items.length > atMost, ...(unreadable.length > 0 && { unreadable }) };
  };

  return {
    history: async (owner, id, atMost, before) => {
      const found: Item[] = [];
      const pages = table.newest(`${place}/${owner}`, afterChanges(before), Math.min(atMost + 1, pageSize));
      for await (const page of pages) {
        found.push(...page.filter((item) => isChange(item) && (id === owner || item['mountTargetId'] === id)));
        if (found.length > atMost) break;
      }
      return historyOf(found, atMost);
    },

    between: async (from, to, atMost) => {
      const now = clock.now();
      const first = Math.max(from, now - (retentionDays + daysToSpare) * DAY_MS);
      const last = Math.min(to, now + DAY_MS);
      const span = { from: afterChanges(first), to: `${afterChanges(last)}~` };
      const found: Item[] = [];
      for (const day of first > last ? [] : daysOf(first, last)) {
        if (found.length > atMost) break;
        found.push(...(await table.listed(listOfDay(place, day), atMost + 1 - found.length, span)));
      }
      return historyOf(found, atMost);
    },
  };
};
