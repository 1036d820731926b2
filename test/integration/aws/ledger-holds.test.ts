import { expect, it } from 'vitest';
import { fs, mt } from './ids.ts';
import { items, loseFirstAnswers, newLedger, put, START } from './new-ledger.ts';

const hold = { until: START + 86_400_000, reason: 'INC-1234', by: 'someone', at: START };

it('keeps a hold in full, also when it is over, and never lets it expire', async () => {
  const { client, ledger, time } = await newLedger();
  await ledger.hold(fs, hold);
  time.now = hold.until + 1;
  expect(await ledger.record(fs)).toEqual({ hold, changes: [] });
  expect(await ledger.record(mt)).toEqual({ changes: [] });
  expect(await items(client)).toEqual([{ pk: fs, sk: 'hold', hold }]);
});

it('lets a later hold take the place of an earlier one', async () => {
  const { ledger } = await newLedger();
  const later = { ...hold, reason: 'INC-1235', at: START + 1 };
  await ledger.hold(mt, hold);
  await ledger.hold(mt, later);
  expect((await ledger.record(mt)).hold).toEqual(later);
});

it('says when a hold was released', async () => {
  const { ledger } = await newLedger();
  await ledger.hold(mt, hold);
  expect(await ledger.releaseHold(mt, START)).toBe(true);
  expect(await ledger.record(mt)).toEqual({ releasedAt: START, changes: [] });
});

it('keeps a hold that was placed after the release was asked for', async () => {
  const { ledger } = await newLedger();
  await ledger.hold(mt, hold);
  expect(await ledger.releaseHold(mt, START - 1)).toBe(false);
  expect(await ledger.record(mt)).toEqual({ hold, changes: [] });
});

it('remembers the last release beside a new hold', async () => {
  const { ledger } = await newLedger();
  await ledger.releaseHold(mt, START - 1);
  await ledger.hold(mt, hold);
  expect(await ledger.record(mt)).toEqual({ hold, releasedAt: START - 1, changes: [] });
});

it('releases a hold that cannot be read', async () => {
  const { client, ledger } = await newLedger();
  await put(client, { pk: mt, sk: 'hold', hold: 'until Monday' });
  expect(await ledger.releaseHold(mt, START)).toBe(true);
  expect(await ledger.record(mt)).toEqual({ releasedAt: START, changes: [] });
});

it('is the same when every write is sent twice because its first answer was lost', async () => {
  const { client, ledger } = await newLedger();
  const asked = loseFirstAnswers(client);
  await ledger.hold(mt, hold);
  expect(await ledger.releaseHold(mt, START)).toBe(true);
  expect(asked.size).toBe(2);
  expect(await ledger.record(mt)).toEqual({ releasedAt: START, changes: [] });
});
