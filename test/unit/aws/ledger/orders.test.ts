import { expect, it } from 'vitest';
import { orderItems } from '../../../../functions/aws/ledger/orders.ts';
import type { LedgerTable } from '../../../../functions/aws/ledger/table.ts';
import type { OrderRecord } from '../../../../functions/engine/ports/record/order.ts';

const start = Date.UTC(2026, 10, 1);

/** A table that holds so many orders, a second apart; the oldest is about `fs-1`, the others about `fs-2`. */
const tableOf = (count: number): LedgerTable => {
  const items = Array.from({ length: count }, (_, n) => {
    const at = start + n * 1000;
    const signed = { by: 'ana', reason: 'INC-7', requestId: `r-${n}` };
    const order: OrderRecord = { orderId: `o-${n}`, order: 'hold', ids: [n === 0 ? 'fs-1' : 'fs-2'], at, ...signed };
    return { sk: `order#${new Date(at).toISOString()}#o-${n}`, order };
  }).toReversed();
  const newest = async function* (_pk: string, before: string, pageSize: number) {
    const left = items.filter(({ sk }) => sk < before);
    for (let n = 0; n < left.length; n += pageSize) yield left.slice(n, n + pageSize);
  };
  return { about: (pk: string) => pk, newest } as unknown as LedgerTable;
};

it.each([
  { count: 5_000, found: ['o-0'], olderThan: undefined },
  { count: 5_001, found: [], olderThan: start + 1 },
])('says where it stopped among $count orders, most of them about something else', async (it) => {
  const { orders } = orderItems(tableOf(it.count), 'here', 400);
  const { orders: found, olderThan } = await orders(0, start + 86_400_000, 200, ['fs-1']);
  expect([found.map(({ orderId }) => orderId), olderThan]).toEqual([it.found, it.olderThan]);
  if (olderThan === undefined) return;
  expect((await orders(0, olderThan - 1, 200, ['fs-1'])).orders).toHaveLength(1);
});
