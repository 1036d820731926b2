import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../../functions/aws/ledger/dynamo-ledger.ts';
import { fileSystemId } from '../../../../functions/core/model/ids.ts';
import type { Change } from '../../../../functions/engine/ports/record/change.ts';
import { fs, known, mt } from '../ids.ts';
import {
  DAY_MS,
  fixed,
  hold,
  intent,
  LEASE_MS,
  type LedgerScene,
  type NewLedger,
  otherFs,
  otherMt,
  pk,
  pkOf,
  place,
  recordOf,
  START,
  take,
} from './scene.ts';

/** A concluded change as its item keeps it. */
const itemOf = (changeId: string, at: number, say: object = {}) => {
  const iso = new Date(at).toISOString();
  const change: Change = { ...intent, changeId, at, status: 'fixed', reasons: [], concludedAt: at + 1 };
  return { ...change, pk: pkOf(fs), sk: `change#${iso}#${changeId}`, listed: `${pk}/${iso.slice(0, 10)}`, ...say };
};

/** Puts so many changes on record, a second apart from the start on; by turns of each mount target. */
const putChanges = async ({ put }: LedgerScene, count: number, say: object = {}): Promise<void> => {
  for (let n = 0; n < count; n += 1)
    await put({ ...itemOf(`c-${n}`, START + n * 1_000, say), ...(n % 2 === 1 && { mountTargetId: otherMt }) });
};

const idsOf = ({ changes }: { readonly changes: readonly Change[] }) => changes.map(({ changeId }) => changeId);
const from = (newest: number, oldest: number, step = 1) =>
  Array.from({ length: Math.floor((newest - oldest) / step) + 1 }, (_, index) => `c-${newest - index * step}`);
const numbered = (n: number) => known(fileSystemId(`fs-${String(n).padStart(17, '0')}`));

/** What is read of the past, and of many file systems at once. */
export const historyCases = (newLedger: NewLedger): void => {
  describe('the history of a file system', () => {
    it.each([
      { atMost: 3, shown: from(8, 6), more: true },
      { atMost: 8, shown: from(8, 1), more: true },
      { atMost: 9, shown: from(8, 0), more: false },
      { atMost: 200, shown: from(8, 0), more: false },
      { atMost: 3, before: START + 5_000, shown: from(4, 2), more: true },
      { atMost: 3, before: START + 5_001, shown: from(5, 3), more: true },
      { atMost: 3, before: START + 3_000, shown: from(2, 0), more: false },
      { atMost: 3, before: START, shown: [], more: false },
    ])('of 9 changes has the newest $atMost before $before, and says whether there are older ones', async (it) => {
      const scene = await newLedger();
      await putChanges(scene, 9);
      await take(scene.ledger);
      const history = await scene.ledger.history(fs, fs, it.atMost, it.before);
      expect([idsOf(history), history.more]).toEqual([it.shown, it.more]);
      expect((await scene.ledger.history(otherFs, otherFs, 1)).changes).toEqual([]);
    });

    it('has what was intended and how it ended, and passes on a status of a newer release', async () => {
      const { ledger, put } = await newLedger();
      const acquired = await take(ledger);
      await ledger.intend(acquired, { ...intent, hold });
      await ledger.conclude(acquired, { ...intent, hold }, fixed, {});
      await put(itemOf('c-2', START + 1, { status: 'superseded', reasons: ['by-a-newer-one'], undoes: 'c-1' }));
      const { at: concludedAt, ...outcome } = fixed;
      const second = { ...intent, changeId: 'c-2', at: START + 1, undoes: 'c-1', concludedAt: START + 2 };
      expect(await ledger.history(fs, fs, 5)).toEqual({
        changes: [
          { ...second, status: 'superseded', reasons: ['by-a-newer-one'] },
          { ...intent, ...outcome, concludedAt },
        ],
        more: false,
      });
    });

    it('reads on where a page of the table, of 1 MB, ends before it has them all', async () => {
      const scene = await newLedger();
      await putChanges(scene, 13, { policyVersion: 'v'.repeat(100_000) });
      const first = await scene.ledger.history(fs, fs, 11);
      expect([idsOf(first), first.more]).toEqual([from(12, 2), true]);
      expect(scene.wire.asked.filter((name) => name === 'Query')).toHaveLength(2);
      expect(await scene.ledger.history(fs, fs, 20)).toMatchObject({ changes: { length: 13 }, more: false });
    });
  });

  describe('the history of a mount target', () => {
    it.each([
      { atMost: 3, shown: from(24, 20, 2), more: true },
      { atMost: 12, shown: from(24, 2, 2), more: true },
      { atMost: 13, shown: from(24, 0, 2), more: false },
      { atMost: 2, before: START + 4_000, shown: from(2, 0, 2), more: false },
    ])('has the newest $atMost of its own, before $before, among those of others', async (it) => {
      const scene = await newLedger();
      await putChanges(scene, 25);
      const history = await scene.ledger.history(fs, mt, it.atMost, it.before);
      expect([idsOf(history), history.more]).toEqual([it.shown, it.more]);
    });
  });

  describe('the changes between two times', () => {
    /** Changes of two file systems, on three days in UTC. */
    const threeDays = async () => {
      const scene = await newLedger();
      const midnight = START - 12 * 3_600_000;
      const of = (id: string, n: number) => ({ ...itemOf(`c-${n}`, midnight + n), pk: pkOf(id), fileSystemId: id });
      for (const n of [-DAY_MS, -1, 0, 1, DAY_MS - 1]) await scene.put(of(n % 2 === 0 ? fs : otherFs, n));
      return {
        scene,
        ask: async (since: number, until: number, atMost = 10) => {
          const { changes, more } = await scene.ledger.between(midnight + since, midnight + until, atMost);
          return [changes.map(({ changeId }) => Number(changeId.slice(2))), more];
        },
      };
    };

    it.each([
      { since: -DAY_MS, until: DAY_MS, shown: [DAY_MS - 1, 1, 0, -1, -DAY_MS], more: false },
      { since: -DAY_MS, until: DAY_MS, atMost: 5, shown: [DAY_MS - 1, 1, 0, -1, -DAY_MS], more: false },
      { since: -DAY_MS, until: DAY_MS, atMost: 4, shown: [DAY_MS - 1, 1, 0, -1], more: true },
      { since: -DAY_MS, until: DAY_MS, atMost: 1, shown: [DAY_MS - 1], more: true },
      { since: -DAY_MS + 1, until: DAY_MS - 2, shown: [1, 0, -1], more: false },
      { since: -1, until: 0, shown: [0, -1], more: false },
      { since: 1, until: 1, shown: [1], more: false },
      { since: 2, until: 3, shown: [], more: false },
      { since: 1, until: 0, shown: [], more: false },
      { since: DAY_MS, until: -DAY_MS, shown: [], more: false },
    ])('from $since to $until, at most $atMost, are $shown, those of all file systems in one order', async (it) => {
      const { ask } = await threeDays();
      expect(await ask(it.since, it.until, it.atMost)).toEqual([it.shown, it.more]);
    });

    it('are read for no more days than changes are kept', { timeout: 30_000 }, async () => {
      const { ask, scene } = await threeDays();
      expect(await ask(-START, 8e15 - START)).toEqual([[DAY_MS - 1, 1, 0, -1, -DAY_MS], false]);
      expect(scene.wire.asked.filter((name) => name === 'Query').length).toBeLessThan(450);
    });
  });

  describe('file systems that are read together', () => {
    it('may be more than DynamoDB answers at once, and each is asked about once', async () => {
      const { ledger, put, wire } = await newLedger();
      const ids = Array.from({ length: 205 }, (_, n) => numbered(n));
      for (const [n, id] of ids.entries())
        if (n % 50 === 0) await put({ pk: pkOf(id), sk: 'state', [`released:${id}`]: n });
      await ledger.closeGate('paused', START);
      wire.asked.length = 0;
      const { gate, record } = await ledger.read([...ids, ...ids]);
      expect(wire.asked).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
      expect(gate.closed?.reason).toBe('paused');
      const released = ids.flatMap((id) => [...record(id).releasedAt]);
      expect(released).toEqual([0, 50, 100, 150, 200].map((n) => [numbered(n), n]));
    });

    /** A table that leaves all keys but the first for another time, so many times. */
    const partly = ({ client, table }: LedgerScene, times: number, answered = 1) => {
      let left = times;
      const send = async (command: { readonly input: object }) => {
        if (!(command instanceof BatchGetItemCommand) || left === 0) return client.send(command as never);
        left -= 1;
        const { Keys = [], ...how } = command.input.RequestItems?.[table] ?? {};
        const [now, later] = [Keys.slice(0, answered), Keys.slice(answered)];
        const RequestItems = { [table]: { Keys: now, ...how } };
        const answer = now.length > 0 ? await client.send(new BatchGetItemCommand({ RequestItems })) : {};
        return { ...answer, UnprocessedKeys: { [table]: { Keys: later, ...how } } };
      };
      const asIf = { send } as unknown as Pick<DynamoDBClient, 'send'>;
      return dynamoLedger({ client: asIf, table, place, clock: { now: () => START }, leaseMs: LEASE_MS });
    };

    it('are all answered, although DynamoDB leaves some for another time', async () => {
      const scene = await newLedger();
      const ids = Array.from({ length: 5 }, (_, n) => numbered(n));
      for (const id of ids) await scene.ledger.hold(id, id, hold);
      await scene.ledger.closeGate('paused', START);
      const { gate, record } = await partly(scene, 4).read(ids);
      expect([gate.closed?.reason, ...ids.map((id) => record(id).holds.size)]).toEqual(['paused', 1, 1, 1, 1, 1]);
    });

    it('are a fault that passes when it leaves them for ever', async () => {
      const scene = await newLedger();
      const asked = partly(scene, Number.POSITIVE_INFINITY, 0).read([fs]);
      await expect(asked).rejects.toMatchObject({ name: 'RetryableError', code: 'throttled' });
    });
  });

  it('lists every file system whose write has no outcome, and no other', async () => {
    const { ledger } = await newLedger();
    const intended = async (id: typeof fs) => {
      const acquired = await ledger.acquire(id);
      if (acquired) await ledger.intend(acquired, { ...intent, fileSystemId: id });
    };
    for (const id of [fs, otherFs]) await intended(id);
    await ledger.acquire(numbered(7));
    expect((await ledger.unfinished()).toSorted()).toEqual([fs, otherFs]);
    expect((await recordOf(ledger, otherFs)).pending?.fileSystemId).toBe(otherFs);
  });
};
