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

/** What the sort keys begin with that tell by its request id which order an invocation gave. */
const REQUEST = 'request#';

/** How long that is kept, in days: Lambda tries an invocation again for six hours at most. */
const requestDays = 1;

/** Orders read at a time, and at most, when those about one thing are looked for. */
const read = { page: 500, most: 5_000 };

const keyFrom = (at: number): string => `${ORDER}${new Date(at).toISOString()}`;

const timeIn = ({ sk }: Item): number => Date.parse(String(sk).split('#')[1] ?? '');

/** The orders of persons, in the ledger's table: an item each beside the gate, so that one query has them in order of time. */
export const orderItems = (
  table: LedgerTable,
  place: string,
  retentionDays: number,
): Pick<Ledger, 'keepOrder' | 'orders'> => {
  const orderIn = (item: Item): OrderRecord => {
    const of = `${table.about(place)}: the item "${item['sk']}"`;
    return readStored(stored.order, item['order'], of, 'correct or remove that item');
  };

  /** The items of orders given in a span of time, the newest first. */
  async function* itemsOf(from: number, to: number): AsyncGenerator<Item, void> {
    const first = keyFrom(from);
    for await (const page of table.newest(place, `${keyFrom(to)}~`, read.page)) {
      const within = page.filter(({ sk }) => String(sk) >= first);
      yield* within;
      if (within.length < page.length) return;
    }
  }

  return {
    keepOrder: async (given) => {
      const name = attribute('order');
      const key = { pk: place, sk: `${REQUEST}${given.requestId}` };
      const first = await table.update(key, {
        update: expression`SET ${name} = if_not_exists(${name}, ${given}), expiresAt = ${expiryOf(given.at, requestDays)}`,
        returning: 'item',
      });
      const order = orderIn({ ...first, sk: key.sk });
      const put = await table.update(
        { pk: place, sk: `${keyFrom(order.at)}#${order.orderId}` },
        {
          update: expression`SET ${name} = ${order}, expiresAt = ${expiryOf(Math.max(order.at, order.until ?? 0), retentionDays)}`,
          when: expression`attribute_not_exists(pk)`,
        },
      );
      return { order, isNew: order.orderId === given.orderId || put !== undefined };
    },

    orders: async (from, to, atMost, about) => {
      const orders: OrderRecord[] = [];
      const unreadable: string[] = [];
      /** Takes an order that is asked for; false where there is no room for it. */
      const take = (item: Item): boolean => {
        try {
          const order = orderIn(item);
          if (about !== undefined && !order.ids.some((id) => about.includes(id))) return true;
          return orders.length < atMost && orders.push(order) > 0;
        } catch (error) {
          unreadable.push((error as TerminalError).message);
          return true;
        }
      };
      let seen = 0;
      let olderThan: number | undefined;
      for await (const item of itemsOf(from, to)) {
        if (seen === read.most || !take(item)) {
          // Others may have been given at the same time.
          olderThan = timeIn(item) + 1;
          break;
        }
        seen += 1;
      }
      return {
        orders,
        ...(olderThan !== undefined && { olderThan }),
        ...(unreadable.length > 0 && { unreadable }),
      };
    },
  };
};
