import { describe, expect, it, vi } from 'vitest';
import { dynamoLedger } from '../../../../functions/aws/ledger/dynamo-ledger.ts';
import { inTime, timelyLedger } from '../../../../functions/engine/observe/time-limit.ts';
import { mt } from '../../../support/builders.ts';

const outOfTime = { name: 'RetryableError', code: 'out-of-time' };

describe('inTime', () => {
  it('gives what the work gives while there is time', async () => {
    const { signal } = new AbortController();
    expect(await inTime(signal, async () => 'done')).toBe('done');
    await expect(inTime(signal, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  it('waits for the work no longer than until the limit', async () => {
    const limit = new AbortController();
    const waiting = inTime(limit.signal, () => new Promise(() => {}));
    limit.abort();
    await expect(waiting).rejects.toMatchObject(outOfTime);
  });

  it('begins nothing after the limit', async () => {
    const work = vi.fn();
    await expect(inTime(AbortSignal.abort(), work)).rejects.toMatchObject(outOfTime);
    expect(work).not.toHaveBeenCalled();
  });

  it('keeps to itself how work ends that was given up', async () => {
    const limit = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const waiting = inTime(limit.signal, () => promise);
    limit.abort();
    await expect(waiting).rejects.toMatchObject(outOfTime);
    reject(new Error('too late'));
    await new Promise(setImmediate);
  });
});

it('gives no lease after the limit', async () => {
  const ledger = dynamoLedger({ client: { send: vi.fn() }, table: 'ledger', clock: { now: () => 0 }, leaseMs: 1 });
  await expect(timelyLedger(ledger, AbortSignal.abort()).acquire(mt(1))).rejects.toMatchObject(outOfTime);
});
