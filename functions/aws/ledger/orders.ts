import type { TerminalError } from '../../core/model/errors.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { OrderRecord } from '../../engine/ports/record/order.ts';
import { expiryOf } from './dates.ts';
import { attribute, expression } from './expression.ts';
import type { Item } from './item.ts';
import { readStored, stored } from './stored.ts';
import type { LedgerTable } from './table.ts';

/** What the sort keys of orders begin with; the time of the order follows, so that they sort by it. */
const ORDER = 'order#';

/** Orders read at a time, and at most, when those about one thing are looked for. */
const read = { page: 500, most: 5_000 };

const keyFrom = (at: number): string => `${ORDER}${new Date(at).toISOString()}`;

/** The orders of persons, in the ledger's table: an item each beside the gate, so that one query has them in order of time. */
export const orderItems = (
  table: LedgerTable,
  place: string,
  retentionDays: number,
): Pick<Ledger, 'keepOrder' | 'orders'> => ({
  keepOrder: async (order) => {
    await table.update(
      { pk: place, sk: `${keyFrom(order.at)}#${order.orderId}` },
      {
        update: expression`SET ${attribute('order')} = ${order}, expiresAt = ${expiryOf(Math.max(order.at, order.until ?? 0), retentionDays)}`,
        when: expression`attribute_not_exists(pk)`,
      },
    );
  },

  orders: async (from, to, atMost, about) => {
    const orders: OrderRecord[] = [];
    const unreadable: string[] = [];
    const take = (item: Item): void => {
      try {
        const of = `${table.about(place)}: the item "${item['sk']}"`;
        const order = readStored(stored.order, item['order'], of, 'correct or remove that item');
        if (about === undefined || order.ids.some((id) => about.includes(id))) orders.push(order);
      } catch (error) {
        unreadable.push((error as TerminalError).message);
      }
    };
    const first = keyFrom(from);
    let seen = 0;
    for await (const page of table.newest(place, `${keyFrom(to)}~`, read.page)) {
      const within = page.filter(({ sk }) => String(sk) >= first);
      for (const item of within) take(item);
      seen += page.length;
      if (within.length < page.length || orders.length >= atMost || seen >= read.most) break;
    }
    return { orders: orders.slice(0, atMost), ...(unreadable.length > 0 && { unreadable }) };
  },
});
