import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClockCheck, clockCheck, clockSkew } from '../../../functions/aws/ledger/clock-skew.ts';
import { idempotencyStore } from '../../../functions/aws/ledger/idempotency.ts';
import { type Once, onceIn } from '../../../functions/runtime/once.ts';
import { lambdaContext } from '../../support/engine-app.ts';
import { templateTables } from './tables.ts';

let tables: Awaited<ReturnType<typeof templateTables>>;
let table: string;
let checkClock: ClockCheck;

beforeAll(async () => {
  tables = await templateTables();
  checkClock = clockCheck(clockSkew(tables.client, { now: Date.now }), () => tables.contents(table));
});
afterAll(() => tables.stop());
beforeEach(async () => {
  table = await tables.newTable('Idempotency');
});

/** An invocation of its own: nothing is shared with another but the table. */
const invocation = (remainingMs?: number): Once =>
  onceIn(idempotencyStore({ client: tables.client, table }), lambdaContext(remainingMs), checkClock);
const many = <T>(count: number, make: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, index) => make(index)));
const valuesOf = <T>(settled: readonly PromiseSettledResult<T>[]): readonly T[] =>
  settled.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));

/** Work that takes a while and counts how often it was begun. */
const counted = () => {
  const begun: number[] = [];
  const work = (index: number) => async (): Promise<{ readonly doneBy: number }> => {
    begun.push(index);
    await wait(100);
    return { doneBy: index };
  };
  return { begun, work };
};
const atWork = { name: 'RetryableError', code: 'lease-held' };

describe('the idempotency table of the template, on DynamoDB Local', () => {
  it('lets one of forty do the work of an event that all begin at once, and puts the others off', async () => {
    const { begun, work } = counted();
    const refusals: unknown[] = [];
    const allRefused = Promise.withResolvers<void>();
    const patient = (index: number) => async () => {
      const done = await work(index)();
      await allRefused.promise;
      return done;
    };
    const settled = await many(40, (index) =>
      invocation()('event', patient(index)).catch((error: unknown) => {
        if (refusals.push(error) === 39) allRefused.resolve();
        throw error;
      }),
    );
    expect(begun).toHaveLength(1);
    for (const reason of refusals) expect(reason).toMatchObject(atWork);
    expect(valuesOf(settled)).toEqual([{ doneBy: begun[0] }]);
  });

  it('answers all who come later as the first did, and lets none of them do it again', async () => {
    const { begun, work } = counted();
    const first = await invocation()('event', work(-1));
    const later = await many(20, (index) => invocation()('event', work(index)));
    expect(valuesOf(later)).toEqual(Array.from({ length: 20 }, () => first));
    expect(begun).toEqual([-1]);
  });

  it('keeps events apart: each of thirty is worked on once, by one of the three who begin it', async () => {
    const { begun, work } = counted();
    const settled = await many(90, (index) => invocation()(`event-${index % 30}`, work(index % 30)));
    expect(begun.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index));
    // Who comes last may find the work done already.
    const answers = valuesOf(settled).map(({ doneBy }) => doneBy);
    expect(new Set(answers)).toEqual(new Set(begun));
    expect(await tables.contents(table)).toHaveLength(30);
  });

  it('lets one of forty take over once the invocation that began has run out of time', async () => {
    const crashed = Promise.withResolvers<never>();
    void invocation(200)('event', () => crashed.promise).catch(() => undefined);
    const { begun, work } = counted();
    while ((await tables.contents(table)).length === 0) await wait(5);
    await expect(invocation()('event', work(-1))).rejects.toMatchObject(atWork);
    await wait(300);
    const settled = await many(40, (index) => invocation()('event', work(index)));
    expect(begun).toHaveLength(1);
    expect(new Set(valuesOf(settled).map(({ doneBy }) => doneBy))).toEqual(new Set(begun));
    crashed.reject(new Error('the process is gone'));
  });

  it('lets one of twenty do again what failed', async () => {
    const failure = invocation()('event', () => Promise.reject(new Error('AWS said no')));
    await expect(failure).rejects.toThrow('AWS said no');
    const { begun, work } = counted();
    await many(20, (index) => invocation()('event', work(index)));
    expect(begun).toHaveLength(1);
  });
});
