import { describe, expect, it } from 'vitest';
import { items, loseFirstAnswers, newLedger, put, START } from './new-ledger.ts';

const HOUR_MS = 3_600_000;

describe('the hourly budget', () => {
  it('lets as many changes through as its limit says, also when more ask at once', async () => {
    const { ledger } = await newLedger();
    const asked = Array.from({ length: 10 }, (_, n) => ledger.spend(`c-${n}`, START, 3));
    expect((await Promise.all(asked)).filter((it) => it)).toHaveLength(3);
    expect(await ledger.spend('c-10', START + HOUR_MS - 1, 3)).toBe(false);
  });

  it('begins anew with the clock hour', async () => {
    const { ledger } = await newLedger();
    expect(await ledger.spend('c-1', START + HOUR_MS - 1, 1)).toBe(true);
    expect(await ledger.spend('c-2', START + HOUR_MS, 1)).toBe(true);
  });

  it('counts a change once, however often it is asked for', async () => {
    const { client, ledger } = await newLedger();
    const asked = loseFirstAnswers(client);
    expect(await ledger.spend('c-1', START, 2)).toBe(true);
    expect(await ledger.spend('c-1', START, 2)).toBe(true);
    expect(await ledger.spend('c-2', START, 2)).toBe(true);
    expect(asked.size).toBe(3);
    expect(await ledger.spend('c-2', START, 2)).toBe(true);
    expect(await ledger.spend('c-3', START, 2)).toBe(false);
  });

  it('that is raised lets more through', async () => {
    const { ledger } = await newLedger();
    await ledger.spend('c-1', START, 1);
    expect(await ledger.spend('c-2', START, 1)).toBe(false);
    expect(await ledger.spend('c-2', START, 2)).toBe(true);
  });

  it('of nothing lets nothing through', async () => {
    const { ledger } = await newLedger();
    expect(await ledger.spend('c-1', START, 0)).toBe(false);
  });

  it('is forgotten two days after its hour began', async () => {
    const { client, ledger } = await newLedger();
    await ledger.spend('c-1', START + 1_234, 1);
    const [item] = await items(client);
    expect(item).toEqual({
      pk: 'account',
      sk: `hour#${START / HOUR_MS}`,
      changes: new Set(['c-1']),
      expiresAt: START / 1000 + 2 * 86_400,
    });
  });

  it.each([3, 'many', ['c-1']])('that was kept as %j is a fault, not a budget', async (changes) => {
    const { client, ledger } = await newLedger();
    await put(client, { pk: 'account', sk: `hour#${START / HOUR_MS}`, changes });
    const spent = await Promise.allSettled([ledger.spend('c-2', START, 10)]);
    expect(spent).not.toMatchObject([{ value: true }]);
  });
});

describe('the gate', () => {
  it('is neither closed nor opened at first', async () => {
    const { ledger } = await newLedger();
    expect(await ledger.gate()).toEqual({});
  });

  it('keeps the reason for which it was closed first', async () => {
    const { ledger } = await newLedger();
    await ledger.closeGate('paused', START);
    await ledger.closeGate('over-budget', START + 1);
    expect(await ledger.gate()).toEqual({ closed: { reason: 'paused', at: START } });
  });

  it('opens for a policy, and keeps it in mind when it closes again', async () => {
    const { ledger } = await newLedger();
    await ledger.closeGate('paused', START);
    expect(await ledger.openGate('0123456789ab', START)).toBe(true);
    expect(await ledger.gate()).toEqual({ policyVersion: '0123456789ab' });
    await ledger.closeGate('over-budget', START + 1);
    expect(await ledger.gate()).toEqual({
      closed: { reason: 'over-budget', at: START + 1 },
      policyVersion: '0123456789ab',
    });
  });

  it('that was closed after it was asked to open stays closed', async () => {
    const { ledger } = await newLedger();
    await ledger.closeGate('paused', START);
    expect(await ledger.openGate('0123456789ab', START - 1)).toBe(false);
    expect(await ledger.gate()).toEqual({ closed: { reason: 'paused', at: START } });
  });

  it('is the same when every write is sent twice because its first answer was lost', async () => {
    const { client, ledger } = await newLedger();
    const asked = loseFirstAnswers(client);
    await ledger.closeGate('paused', START);
    expect(await ledger.openGate('0123456789ab', START)).toBe(true);
    expect(asked.size).toBe(2);
    expect(await ledger.gate()).toEqual({ policyVersion: '0123456789ab' });
  });

  it.each([
    { what: 'closed for no reason', item: { closed: { at: START } }, says: 'reason' },
    { what: 'closed at no time', item: { closed: { reason: 'paused', at: 'noon' } }, says: 'at' },
    { what: 'closed in other words', item: { closed: true }, says: 'reason' },
    { what: 'opened for no policy', item: { policyVersion: 3 }, says: 'policyVersion' },
  ])('that was kept as $what is a fault naming $says, not a gate that is open', async ({ item, says }) => {
    const { client, ledger } = await newLedger();
    await put(client, { pk: 'account', sk: 'gate', ...item });
    await expect(ledger.gate()).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'internal-error',
      message: expect.stringContaining(`account in ledger: the item "gate" has no readable ${says};`),
    });
  });
});
