import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { must } from '../../../support/must.ts';
import { fs, mt } from '../ids.ts';
import {
  DAY_MS,
  fixed,
  HOUR_MS,
  hold,
  intent,
  LEASE_MS,
  type NewLedger,
  nothing,
  otherMt,
  pk,
  recordOf,
  START,
} from './scene.ts';

const many = <T>(count: number, make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));
const granted = (answers: readonly boolean[]): number => answers.filter((it) => it).length;

/** Holds, and what concerns the whole account and Region. */
export const accountCases = (newLedger: NewLedger): void => {
  describe('a hold', () => {
    it('is kept in full on what it was placed on, also when it is over, and never expires', async () => {
      const { ledger, time, items } = await newLedger();
      await ledger.hold(fs, fs, hold);
      await ledger.hold(fs, mt, { ...hold, reason: 'INC-1235' });
      time.now = hold.until + 1;
      const { holds } = await recordOf(ledger);
      expect(Object.fromEntries(holds)).toEqual({ [fs]: hold, [mt]: { ...hold, reason: 'INC-1235' } });
      expect((await items()).map((item) => item['expiresAt'])).toEqual([undefined]);
    });

    it('takes the place of an earlier one', async () => {
      const { ledger } = await newLedger();
      const second = { ...hold, reason: 'INC-1235', at: START + 1 };
      await ledger.hold(fs, mt, hold);
      await ledger.hold(fs, mt, second);
      expect((await recordOf(ledger)).holds).toEqual(new Map([[mt, second]]));
    });

    it('is released with the count of refused writes, and of its own subject only', async () => {
      const { ledger, put } = await newLedger();
      const refused = { count: 4, since: START };
      await put({ pk: `${pk}/${fs}`, sk: 'state', [`refused:${mt}`]: refused, [`refused:${otherMt}`]: refused });
      await ledger.hold(fs, mt, hold);
      await ledger.hold(fs, fs, hold);
      expect(await ledger.releaseHold(fs, mt, START)).toBe(true);
      expect(await recordOf(ledger)).toEqual({
        ...nothing,
        holds: new Map([[fs, hold]]),
        holdsVersion: 3,
        releasedAt: new Map([[mt, START]]),
        refusals: new Map([[otherMt, refused]]),
      });
    });

    it('that was placed after the release was asked for stays', async () => {
      const { ledger } = await newLedger();
      await ledger.hold(fs, mt, hold);
      expect(await ledger.releaseHold(fs, mt, START - 1)).toBe(false);
      const { holds, releasedAt, holdsVersion } = await recordOf(ledger);
      expect([holds, releasedAt, holdsVersion]).toEqual([new Map([[mt, hold]]), new Map(), 1]);
    });

    it('leaves the last release remembered', async () => {
      const { ledger } = await newLedger();
      await ledger.releaseHold(fs, mt, START - 1);
      await ledger.hold(fs, mt, hold);
      const { holds, releasedAt } = await recordOf(ledger);
      expect([holds, releasedAt]).toEqual([new Map([[mt, hold]]), new Map([[mt, START - 1]])]);
    });

    it('that cannot be read can be released', async () => {
      const { ledger, put } = await newLedger();
      await put({ pk: `${pk}/${fs}`, sk: 'state', [`hold:${mt}`]: 'until Monday' });
      expect(await ledger.releaseHold(fs, mt, START)).toBe(true);
      expect((await recordOf(ledger)).holds).toEqual(new Map());
    });
  });

  describe('the hourly budget', () => {
    it('lets as many changes through in a clock hour as its limit says', async () => {
      const { ledger } = await newLedger();
      expect(await ledger.spend('c-1', START, 1)).toBe(true);
      expect(await ledger.spend('c-2', START + HOUR_MS - 1, 1)).toBe(false);
      expect(await ledger.spend('c-2', START + HOUR_MS, 1)).toBe(true);
      expect(await ledger.spend('c-3', START, 2)).toBe(true);
      for (const [hour, count] of [2, 1, 0].entries()) expect(await ledger.spent(START + hour * HOUR_MS)).toBe(count);
      expect(await ledger.spend('c-4', START + 2 * HOUR_MS, 0)).toBe(false);
    });

    it('counts a change once, and gives it back once', async () => {
      const { ledger } = await newLedger();
      for (const _ of [1, 2]) expect(await ledger.spend('c-1', START, 2)).toBe(true);
      expect(await ledger.spend('c-2', START, 2)).toBe(true);
      for (const _ of [1, 2]) await ledger.giveBack('c-1', START);
      expect(await ledger.spend('c-3', START, 2)).toBe(true);
      expect(await ledger.spend('c-4', START, 2)).toBe(false);
      expect(await ledger.spend('c-2', START, 2)).toBe(true);
    });

    it('is forgotten nine days after its hour began, and leaves nothing behind that was never counted', async () => {
      const { ledger, items } = await newLedger();
      await ledger.giveBack('c-0', START + 2 * HOUR_MS);
      await ledger.spend('c-1', START + 1_234, 1);
      const item = { v: 1, pk, sk: `hour#${START / HOUR_MS}`, expiresAt: START / 1000 + 9 * 86_400 };
      expect(await items()).toEqual([{ ...item, changes: new Set(['c-1']) }]);
      await ledger.giveBack('c-1', START);
      expect(await items()).toEqual([item]);
    });

    it.each([3, 'many', ['c-1']])('that was kept as %j lets nothing through', async (changes) => {
      const { ledger, put } = await newLedger();
      await put({ pk, sk: `hour#${START / HOUR_MS}`, changes });
      const [spent] = await Promise.allSettled([ledger.spend('c-2', START, 10)]);
      expect(spent).not.toMatchObject({ value: true });
    });
  });

  describe('the gate', () => {
    it('is neither closed nor measured at first', async () => {
      const { ledger } = await newLedger();
      expect(await ledger.gate()).toEqual({});
      expect((await ledger.read([])).gate).toEqual({});
    });

    it('keeps the reason for which it was closed first, and the policy that was measured', async () => {
      const { ledger } = await newLedger();
      expect(await ledger.openGate('v1', START)).toBe(true);
      await ledger.closeGate('paused', START);
      await ledger.closeGate('over-budget', START + 1);
      const gate = { closed: { reason: 'paused', at: START }, measured: 'v1' };
      expect(await ledger.gate()).toEqual(gate);
      expect((await ledger.read([])).gate).toEqual(gate);
    });

    it('opens for what was confirmed after it closed, not before', async () => {
      const { ledger } = await newLedger();
      await ledger.closeGate('paused', START);
      expect(await ledger.openGate('v1', START - 1)).toBe(false);
      expect(await ledger.gate()).toEqual({ closed: { reason: 'paused', at: START } });
      expect(await ledger.openGate('v1', START)).toBe(true);
      expect(await ledger.gate()).toEqual({ measured: 'v1' });
    });

    it('leaves one reason when ten close it and ten confirm a plan of before', async () => {
      const { ledger } = await newLedger();
      await many<unknown>(20, (n) =>
        n % 2 === 0 ? ledger.closeGate(`r-${n}`, START) : ledger.openGate('v1', START - 1),
      );
      expect((await ledger.gate()).closed).toEqual({ reason: expect.stringMatching(/^r-\d+$/), at: START });
    });
  });

  describe('a policy that no sweep has measured', () => {
    const trial = (n: number, policyVersion = 'v2') => ({ policyVersion, changeId: `c-${n}`, limit: 2 });

    it('is tried by as many changes as its limit says, each counted once, and heard of first by one', async () => {
      const { ledger } = await newLedger();
      const known = await ledger.gate();
      const first = { tried: 'v2', trial: 1 };
      const gate = { tried: 'v2', trial: 2 };
      expect(await ledger.tryOut(trial(1), known)).toEqual({ gate: first, isFirst: true });
      expect(await ledger.tryOut(trial(2), known)).toEqual({ gate, isFirst: false });
      expect(await ledger.tryOut(trial(3), known)).toEqual({ gate: undefined, isFirst: false });
      for (const asKnown of [known, gate])
        expect(await ledger.tryOut(trial(1), asKnown)).toEqual({ gate, isFirst: false });
      expect(await ledger.tryOut(trial(3), gate)).toEqual({ gate: undefined, isFirst: false });
    });

    it('is heard of without a change', async () => {
      const { ledger } = await newLedger();
      const look = { policyVersion: 'v2', limit: 1 };
      const gate = { tried: 'v2' };
      expect(await ledger.tryOut(look, {})).toEqual({ gate, isFirst: true });
      expect(await ledger.tryOut(look, {})).toEqual({ gate, isFirst: false });
      const tried = { ...gate, trial: 1 };
      expect(await ledger.tryOut({ ...trial(1), limit: 1 }, {})).toEqual({ gate: tried, isFirst: false });
      expect((await ledger.tryOut({ ...trial(2), limit: 1 }, {})).gate).toBeUndefined();
    });

    it('shares its trial with another one that is not measured either, and ends when it is measured', async () => {
      const { ledger } = await newLedger();
      for (const n of [1, 2]) await ledger.tryOut(trial(n), {});
      expect(await ledger.tryOut(trial(3, 'v3'), { tried: 'v2' })).toEqual({ gate: undefined, isFirst: false });
      await ledger.openGate('v2', START);
      expect(await ledger.gate()).toEqual({ measured: 'v2' });
      expect(await ledger.tryOut(trial(3, 'v3'), { measured: 'v2' })).toEqual({
        gate: { measured: 'v2', tried: 'v3', trial: 1 },
        isFirst: true,
      });
    });

    it('says when the gate is closed', async () => {
      const { ledger } = await newLedger();
      await ledger.closeGate('paused', START);
      const { gate } = await ledger.tryOut(trial(1), {});
      expect(gate).toMatchObject({ closed: { reason: 'paused', at: START }, tried: 'v2' });
    });
  });

  describe('a survey', () => {
    it('is one at a time, and the next knows when the last began and where it got to', async () => {
      const { ledger, time } = await newLedger();
      const first = must(await ledger.beginSurvey(LEASE_MS));
      expect(first).toEqual({ owner: expect.any(String) });
      expect(await ledger.beginSurvey(LEASE_MS)).toBeUndefined();
      await ledger.endSurvey(first, START, fs);
      const second = must(await ledger.beginSurvey(LEASE_MS));
      expect(second).toEqual({ owner: expect.any(String), lastBegan: START, reached: fs });
      await ledger.endSurvey(second, START + 1, undefined);
      const third = must(await ledger.beginSurvey(LEASE_MS));
      expect(third).toEqual({ owner: expect.any(String), lastBegan: START + 1 });
      time.now += LEASE_MS - 1;
      expect(await ledger.beginSurvey(LEASE_MS)).toBeUndefined();
      time.now += 1;
      expect(await ledger.beginSurvey(LEASE_MS)).toMatchObject({ lastBegan: START + 1 });
    });

    it('that failed leaves what was known', async () => {
      const { ledger } = await newLedger();
      await ledger.endSurvey(must(await ledger.beginSurvey(LEASE_MS)), START, fs);
      await ledger.endSurvey(must(await ledger.beginSurvey(LEASE_MS)), undefined, undefined);
      expect(await ledger.beginSurvey(LEASE_MS)).toMatchObject({ lastBegan: START, reached: fs });
    });

    it('that was overtaken ends nothing', async () => {
      const { ledger, time } = await newLedger();
      const late = must(await ledger.beginSurvey(LEASE_MS));
      time.now += LEASE_MS;
      await ledger.beginSurvey(LEASE_MS);
      await ledger.endSurvey(late, START, fs);
      expect(await ledger.beginSurvey(LEASE_MS)).toBeUndefined();
      time.now += LEASE_MS;
      expect(await ledger.beginSurvey(LEASE_MS)).toEqual({ owner: expect.any(String) });
    });
  });

  describe('of those who ask at once', () => {
    it('one is given the lease, again and again, also one that has run out', async () => {
      const { ledger, time } = await newLedger();
      for (let turn = 0; turn < 3; turn += 1) {
        const held = (await many(20, () => ledger.acquire(fs))).filter((it) => it !== undefined);
        expect(held).toHaveLength(1);
        if (turn === 0) await ledger.release(must(held[0]).lease);
        else time.now += LEASE_MS;
      }
    });

    it('never two hold the lease together, however often they take it and give it back', async () => {
      const { ledger } = await newLedger();
      let [turns, holders] = [0, 0];
      const work = async (): Promise<void> => {
        while (turns < 20) {
          const acquired = await ledger.acquire(fs);
          if (!acquired) {
            await wait(5);
            continue;
          }
          turns += 1;
          holders += 1;
          expect(holders).toBe(1);
          const change = { ...intent, changeId: `c-${turns}` };
          expect(await ledger.intend(acquired, change)).toBe(true);
          holders -= 1;
          await ledger.conclude(acquired, change, fixed, {});
        }
      };
      await many(8, work);
      expect((await ledger.history(fs, fs, 100)).changes).toHaveLength(turns);
    });

    it('one begins a survey', async () => {
      const { ledger } = await newLedger();
      expect((await many(20, () => ledger.beginSurvey(LEASE_MS))).filter((it) => it)).toHaveLength(1);
    });

    it('as many spend as the hour has room for', async () => {
      const { ledger } = await newLedger();
      expect(granted(await many(30, (n) => ledger.spend(`c-${n}`, START, 10)))).toBe(10);
    });

    it('as many try a policy out as may, and one is the first', async () => {
      const { ledger } = await newLedger();
      const known = await ledger.gate();
      const tried = await many(30, (n) => ledger.tryOut({ policyVersion: 'v2', changeId: `c-${n}`, limit: 10 }, known));
      expect(granted(tried.map(({ gate }) => gate !== undefined))).toBe(10);
      expect(granted(tried.map(({ isFirst }) => isFirst))).toBe(1);
    });

    it('none ends a hold by a release of before', async () => {
      const { ledger } = await newLedger();
      await many<unknown>(20, (n) =>
        n % 2 === 0 ? ledger.hold(fs, mt, hold) : ledger.releaseHold(fs, mt, START - DAY_MS),
      );
      expect((await recordOf(ledger)).holds).toEqual(new Map([[mt, hold]]));
    });
  });
};
