import { describe, expect, it } from 'vitest';
import { fs, mt, sg } from '../ids.ts';
import { fixed, hold, intent, landedOf, type NewLedger, pk, pkOf, START, take } from './scene.ts';

/** What a newer release may add to anything. */
const more = { v: 2, tomorrow: { of: ['another', 'kind'] } };

/** Items of a newer release, which hold more than is known here. */
export const newerCases = (newLedger: NewLedger): void => {
  describe('an item of a newer release', () => {
    it('stops nothing: a file system is read, leased, changed and concluded', async () => {
      const { ledger, put, items } = await newLedger();
      const known = {
        holdsVersion: 3,
        [`hold:${mt}`]: { ...hold, ...more },
        'landed:c-0': { ...landedOf(intent), ...more },
      };
      const pending = {
        ...intent,
        ...more,
        phase: 'pending',
        ordered: { by: 'me', reason: 'r', despite: ['tomorrow'] },
      };
      await put({ ...more, pk: pkOf(fs), sk: 'state', ...known, intent: pending });
      await put({ ...more, pk, sk: 'gate', measured: 'v1' });
      const { gate, record } = await ledger.read([fs]);
      expect(gate).toEqual({ measured: 'v1' });
      expect(record(fs)).toMatchObject({ holdsVersion: 3, landed: [landedOf(intent)], pending: intent });
      expect(record(fs).pending?.ordered?.despite).toEqual([]);
      const acquired = await take(ledger);
      expect(await ledger.intend(acquired, intent)).toBe(true);
      await ledger.conclude(acquired, intent, fixed, {});
      // What is not known here is left to those who know it.
      expect((await items()).find(({ sk }) => sk === 'state')).toMatchObject(more);
    });

    it('is told as a change, with its own word for how it ended', async () => {
      const { ledger, put } = await newLedger();
      const ordered = { by: 'me', reason: 'r', despite: ['nfs-cut-off', 'tomorrow'] };
      const ending = { status: 'postponed', reasons: ['new-moon'], concludedAt: START };
      await put({ ...intent, ...more, ...ending, ordered, pk: pkOf(fs), sk: 'change#2026-11-01T12:00:00.000Z#c-1' });
      const { changes } = await ledger.history(fs, fs, 10);
      expect(changes).toMatchObject([{ changeId: 'c-1', ...ending, ordered: { despite: ['nfs-cut-off'] } }]);
    });

    it('is known by what its sets let in, of which something may not be readable here', async () => {
      const { ledger, put, items } = await newLedger();
      const lets = { blocks: ['10.0.0.0/8'], groups: [sg(1)] };
      await ledger.keepGood(
        new Map([[fs, new Map([[mt, { spans: [{ lets, from: START, policyVersion: 'v1' }] }]])]]),
        new Set([fs]),
        START,
      );
      const [shard] = (await items()).filter(({ sk }) => sk === 'good');
      const { records } = shard as { readonly records: readonly { readonly spans: readonly (readonly unknown[])[] }[] };
      const [record] = records;
      await put({
        ...shard,
        ...more,
        lets: [{ ...lets, ...more, unreadable: [{ kind: 'tomorrow', id: 'x' }] }],
        records: [{ ...record, ...more, spans: record?.spans.map((span) => [...span, 'more']) }],
      });
      const known = (await ledger.knownGood(fs)).of(fs).get(mt);
      expect(known?.spans).toMatchObject([{ lets, from: START }]);
      expect(known?.spans[0]?.lets.unreadable).toHaveLength(1);
    });
  });

  it('has each item say by which version it was made', async () => {
    const { ledger, items } = await newLedger();
    const acquired = await take(ledger);
    await ledger.intend(acquired, intent);
    await ledger.conclude(acquired, intent, fixed, {});
    await ledger.spend('c-1', START, 1);
    await ledger.closeGate('paused', START);
    await ledger.beginSurvey(1);
    await ledger.keepGood(new Map(), new Set(), START);
    expect((await items()).filter(({ v }) => v !== 1)).toEqual([]);
  });
};
