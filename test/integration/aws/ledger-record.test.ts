import { describe, expect, it } from 'vitest';
import type { Change, Ledger, LedgerRecord } from '../../../functions/engine/ports/ledger.ts';
import { must } from '../../support/must.ts';
import { fs, mt } from './ids.ts';
import { fixed, intent, loseFirstAnswers, newLedger, put, START } from './new-ledger.ts';

const hold = { until: START + 86_400_000, reason: 'INC-1234', by: 'someone', at: START };
const change: Change = { ...intent, status: 'fixed', reasons: [], concludedAt: fixed.at };
const stored = { ...change, pk: mt, sk: 'change#2026-11-01T12:00:00.000Z#c-1' };

/** The item of the n-th change, begun so many seconds after the first. */
const itemAt = (n: number) => {
  const at = START + n * 1_000;
  return { ...stored, sk: `change#${new Date(at).toISOString()}#c-${n}`, changeId: `c-${n}`, at };
};

/** Puts so many changes on record, a second apart; `say` is what each says beside. */
const putChanges = async (client: Parameters<typeof put>[0], count: number, say: object = {}): Promise<void> => {
  for (let n = 0; n < count; n += 1) await put(client, { ...itemAt(n), ...say });
};

/** Lets a change go through the ledger. */
const make = async (ledger: Ledger, changeId: string, at: number): Promise<void> => {
  const held = await ledger.acquire(mt);
  if (!held) throw new Error('the lease is held elsewhere');
  await ledger.intend(held.lease, { ...intent, changeId, at });
  await ledger.conclude(held.lease, { ...intent, changeId, at }, { ...fixed, at: at + 1 });
  await ledger.release(held.lease);
};

describe('the record', () => {
  it.each([mt, fs])('of %s is empty at first', async (id) => {
    const { ledger } = await newLedger();
    expect(await ledger.record(id)).toEqual({ changes: [] });
  });

  it('has the pending intent, the hold, its release and the changes, in one read', async () => {
    const { client, ledger } = await newLedger();
    await make(ledger, 'c-1', START);
    await ledger.releaseHold(mt, START - 1);
    await ledger.hold(mt, hold);
    const held = await ledger.acquire(mt);
    if (held) await ledger.intend(held.lease, { ...intent, changeId: 'c-2' });
    const asked = loseFirstAnswers(client);
    expect(await ledger.record(mt)).toEqual({
      pending: { ...intent, changeId: 'c-2' },
      hold,
      releasedAt: START - 1,
      changes: [{ ...change, concludedAt: START + 1 }],
    });
    expect([...asked]).toMatchObject([{ ConsistentRead: true }]);
  });

  it('shows the newest twenty changes, the one begun last first, whatever else there is', async () => {
    const { client, ledger } = await newLedger();
    await putChanges(client, 25);
    const newest = Array.from({ length: 20 }, (_, index) => `c-${24 - index}`);
    expect((await ledger.record(mt)).changes.map(({ changeId }) => changeId)).toEqual(newest);
    await ledger.acquire(mt);
    await ledger.hold(mt, hold);
    expect((await ledger.record(mt)).changes.map(({ changeId }) => changeId)).toEqual(newest);
  });

  describe.each([
    { where: 'a few', refused: 25, reads: 2 },
    { where: 'more than are read at a time', refused: 1_030, reads: 3 },
  ])('with $where refused writes after its fixes', ({ refused, reads }) => {
    const newest = refused - 20;
    /** Six fixes, a write that was undone, and then the refused ones. */
    const begun = async () => {
      const { client, ledger } = await newLedger();
      await putChanges(client, 7 + refused, { status: 'deferred', reasons: ['lifecycle-state'] });
      await putChanges(client, 6);
      await put(client, { ...itemAt(6), rule: 'revert of c-5' });
      return { client, ledger };
    };
    const idsOf = ({ changes }: LedgerRecord) => changes.map(({ changeId }) => changeId);
    const shown = Array.from({ length: 20 }, (_, index) => `c-${newest + 26 - index}`);

    it('has the fixes since a time as well, where that is asked for', async () => {
      const { client, ledger } = await begun();
      const asked = loseFirstAnswers(client);
      expect(idsOf(await ledger.record(mt, 0))).toEqual([...shown, 'c-5', 'c-4', 'c-3', 'c-2', 'c-1', 'c-0']);
      expect(asked.size).toBe(reads);
    });

    it.each([undefined, START + (newest + 7) * 1_000])('reads no further than it is asked to: %s', async (since) => {
      const { client, ledger } = await begun();
      const asked = loseFirstAnswers(client);
      expect(idsOf(await ledger.record(mt, since))).toEqual(shown);
      expect(asked.size).toBe(1);
    });
  });

  it.each([true, false])('says of a change whether it was left in doubt: %s', async (inDoubt) => {
    const { ledger } = await newLedger();
    const { lease } = must(await ledger.acquire(mt));
    await ledger.conclude(lease, intent, { ...fixed, status: 'failed', inDoubt });
    const { changes } = await ledger.record(mt);
    expect(changes).toEqual([{ ...change, status: 'failed', concludedAt: fixed.at, ...(inDoubt && { inDoubt }) }]);
  });

  it('of a file system has the changes of its mount targets, and none of their leases', async () => {
    const { ledger } = await newLedger();
    await make(ledger, 'c-1', START);
    await ledger.acquire(mt);
    expect(await ledger.record(fs)).toEqual({ changes: [{ ...change, concludedAt: START + 1 }] });
    expect(await ledger.acquire(fs)).toBeDefined();
  });

  it.each([
    { what: 'a hold without an end', item: { sk: 'hold', hold: { ...hold, until: undefined } }, says: 'until' },
    { what: 'a hold that is text', item: { sk: 'hold', hold: 'until Monday' }, says: 'until' },
    { what: 'a release that is text', item: { sk: 'hold', releasedAt: 'Monday' }, says: 'releasedAt' },
    { what: 'a lease that never ends', item: { sk: 'state', owner: 'o' }, says: 'leaseExpiresAt' },
    { what: 'an intent without a rule', item: { sk: 'state', intent: { ...intent, rule: undefined } }, says: 'rule' },
    { what: 'a change without its groups', item: { ...stored, before: undefined }, says: 'before' },
    { what: 'a change of unknown status', item: { ...stored, status: 'perhaps' }, says: 'status' },
    { what: 'a change that never ended', item: { ...stored, concludedAt: undefined }, says: 'concludedAt' },
    { what: 'reasons that are not a list', item: { ...stored, reasons: 'many' }, says: 'reasons' },
  ])('with $what is a fault naming item and field, not a guess', async ({ item, says }) => {
    const { client, ledger } = await newLedger();
    await put(client, { pk: mt, ...item });
    await expect(ledger.record(mt)).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'internal-error',
      message: expect.stringMatching(new RegExp(`^${mt} in ledger: .*no readable ${says}; .*`)),
    });
  });
});

describe('the history', () => {
  const idsOf = (changes: readonly Change[]) => changes.map(({ changeId }) => changeId);
  const from = (newest: number, oldest: number) =>
    Array.from({ length: newest - oldest + 1 }, (_, index) => `c-${newest - index}`);

  it.each([
    { atMost: 3, shown: from(24, 22), more: true },
    { atMost: 24, shown: from(24, 1), more: true },
    { atMost: 25, shown: from(24, 0), more: false },
    { atMost: 200, shown: from(24, 0), more: false },
    { atMost: 3, before: START + 10_000, shown: from(9, 7), more: true },
    { atMost: 3, before: START + 9_999, shown: from(9, 7), more: true },
    { atMost: 3, before: START + 3_000, shown: from(2, 0), more: false },
    { atMost: 3, before: START, shown: [], more: false },
  ])('of 25 changes has the newest $atMost before $before, and says whether there are older ones', async (it) => {
    const { client, ledger } = await newLedger();
    await putChanges(client, 25);
    await ledger.acquire(mt);
    await ledger.hold(mt, hold);
    const { changes, more } = await ledger.history(mt, it.atMost, it.before);
    expect([idsOf(changes), more]).toEqual([it.shown, it.more]);
  });

  it('reads on where a page of the table ends before it has them all, as the record does', async () => {
    const { client, ledger } = await newLedger();
    await putChanges(client, 23, { policyVersion: 'v'.repeat(100_000) });
    const asked = loseFirstAnswers(client);
    const { changes, more } = await ledger.history(mt, 21);
    expect([idsOf(changes), more]).toEqual([from(22, 2), true]);
    expect(asked.size).toBeGreaterThan(1);
    expect(await ledger.history(mt, 30)).toMatchObject({ changes: { length: 23 }, more: false });
    expect(idsOf((await ledger.record(mt)).changes)).toEqual(from(22, 3));
  });

  it('is a fault, not a guess, where a change cannot be read', async () => {
    const { client, ledger } = await newLedger();
    await put(client, { ...stored, before: undefined });
    await expect(ledger.history(mt, 5)).rejects.toMatchObject({ code: 'internal-error' });
  });
});
