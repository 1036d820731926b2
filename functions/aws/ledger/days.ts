import { together } from '../../engine/async/together.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { DayCounts } from '../../engine/ports/record/day.ts';
import { DAY_MS, DAYS_BACK, dayOf, daysOf, expiryOf } from './dates.ts';
import { attribute, expression } from './expression.ts';
import { hourKeyOf, hoursOfDay } from './hours.ts';
import type { Item, Key } from './item.ts';
import { nameOfText, policyTextItems } from './policy-text.ts';
import { readStored, stored } from './stored.ts';
import type { LedgerTable } from './table.ts';

/** What the sort keys of days begin with. */
const DAY = 'day#';

/** The counts of a day without a sweep. */
const unswept: DayCounts = { checked: 0, compliant: 0, drifted: 0, refused: 0, held: 0, unmanaged: 0 };

/** What is kept for those who look back, in the ledger's table: an item for each day, and the text of each policy that wrote or may. */
export const dayItems = (
  table: LedgerTable,
  place: string,
  retentionDays: number,
): Pick<Ledger, 'keepDay' | 'days' | 'keepPolicy'> => {
  const keyOf = (at: number): Key => ({ pk: place, sk: `${DAY}${dayOf(at)}` });
  const found = attribute('counts');

  /** How many changes AWS took on the days of some times, by the hours' budgets. */
  const changesOn = async (days: readonly number[]): Promise<readonly number[]> => {
    const hours = days.map((day) => hoursOfDay(day).map((hour) => hourKeyOf(place, hour)));
    const items = new Map((await table.batch(hours.flat())).map(({ sk, changes }) => [sk, changes]));
    const countOf = ({ sk }: Key): number => {
      const changes = items.get(sk);
      return changes instanceof Set ? changes.size : 0;
    };
    return hours.map((keys) => keys.reduce((sum, key) => sum + countOf(key), 0));
  };

  /** Counts what was changed on a day after its last sweep, also where it had none. */
  const countAgain = async (at: number, fixed: number, day: Item | undefined): Promise<void> => {
    if (day === undefined && fixed === 0) return;
    const counts = { ...unswept, fixed };
    await table.update(
      keyOf(at),
      day === undefined
        ? {
            update: expression`SET ${found} = ${counts}, expiresAt = ${expiryOf(at, retentionDays)}`,
            when: expression`attribute_not_exists(pk)`,
          }
        : {
            update: expression`SET ${found}.${attribute('fixed')} = ${fixed}`,
            when: expression`attribute_exists(pk)`,
          },
    );
  };

  return {
    keepDay: async (counts, at) => {
      const [fixed] = await changesOn([at]);
      const day = await table.update(keyOf(at), {
        update: expression`SET ${found} = ${{ ...counts, fixed }}, expiresAt = ${expiryOf(at, retentionDays)} ADD sweeps ${1}`,
        returning: 'item',
      });
      if (day?.['sweeps'] !== 1) return;
      const before = daysOf(at - DAYS_BACK * DAY_MS, at - DAY_MS);
      const [items, changes] = await together([table.batch(before.map(keyOf)), changesOn(before)]);
      const known = new Map(items.map((item) => [item['sk'], item]));
      await together(before.map((then, index) => countAgain(then, changes[index] ?? 0, known.get(keyOf(then).sk))));
    },

    days: async (from, to) => {
      const keys = daysOf(from, to).map(keyOf);
      const items = await table.batch(keys);
      return items
        .map((item) => {
          const about = `${table.about(place)}: the item "${item['sk']}"`;
          return {
            ...readStored(stored.day, item['counts'], about, 'remove that item'),
            day: String(item['sk']).slice(DAY.length),
          };
        })
        .toSorted((a, b) => (a.day < b.day ? -1 : 1));
    },

    keepPolicy: async (version, text) => table.putAll(nameOfText(version), await policyTextItems(place, version, text)),
  };
};
