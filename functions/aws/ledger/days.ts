import type { Ledger } from '../../engine/ports/ledger.ts';
import { hourKeyOf, hoursOfDay } from './account.ts';
import { DAY_MS, dayOf, daysOf, expiryOf } from './dates.ts';
import { attribute, expression } from './expression.ts';
import type { Key } from './item.ts';
import { readStored, stored } from './stored.ts';
import type { LedgerTable } from './table.ts';

/** What the sort keys of days begin with. */
const DAY = 'day#';

/** Characters of a policy's text that are kept at most: DynamoDB lets an item have 400 kB, and a character may take three bytes. */
const mostText = 130_000;

/** What is kept for those who look back, in the ledger's table: an item for each day, and one for each policy that sweeps measured. */
export const dayItems = (
  table: LedgerTable,
  place: string,
  retentionDays: number,
): Pick<Ledger, 'keepDay' | 'days' | 'keepPolicy'> => {
  const keyOf = (at: number): Key => ({ pk: place, sk: `${DAY}${dayOf(at)}` });
  const found = attribute('counts');

  /** How many changes AWS took on the day of a time, by the hours' budgets. */
  const changesOn = async (at: number): Promise<number> => {
    const hours = await table.batch(hoursOfDay(at).map((hour) => hourKeyOf(place, hour)));
    return hours.reduce((sum, { changes }) => sum + (changes instanceof Set ? changes.size : 0), 0);
  };

  return {
    keepDay: async (counts, at) => {
      const kept = { ...counts, fixed: await changesOn(at) };
      const day = await table.update(keyOf(at), {
        update: expression`SET ${found} = ${kept}, expiresAt = ${expiryOf(at, retentionDays)} ADD sweeps ${1}`,
        returning: 'item',
      });
      if (day?.['sweeps'] !== 1) return;
      // The last sweep of a day does not see what is changed after it.
      const before = at - DAY_MS;
      await table.update(keyOf(before), {
        update: expression`SET ${found}.${attribute('fixed')} = ${await changesOn(before)}`,
        when: expression`attribute_exists(pk)`,
      });
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

    keepPolicy: async (version, text, at) => {
      const name = attribute('text');
      const rest = text.length > mostText ? expression`, characters = ${text.length}` : expression``;
      await table.update(
        { pk: place, sk: `policy#${version}` },
        {
          update: expression`SET ${name} = ${text.slice(0, mostText)}, ${attribute('at')} = ${at}${rest}`,
          when: expression`attribute_not_exists(pk)`,
        },
      );
    },
  };
};
