import { describe, expect, it, vi } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { clockCheck, clockSkew, inStep } from '../../../functions/aws/ledger/clock-skew.ts';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { idempotencyStore } from '../../../functions/aws/ledger/idempotency.ts';
import type { Ledger } from '../../../functions/engine/ports/ledger.ts';
import { onceIn } from '../../../functions/runtime/once.ts';
import { lambdaContext } from '../../support/engine-app.ts';
import { fs, mt } from './ids.ts';
import { hold, intent, LEASE_MS, ledgersInProcess, START as NOON, nothing, place } from './ledger/scene.ts';
import { type Reply, wireStub } from './wire-stub.ts';

const newLedger = ledgersInProcess();

const answered = (status: number, body: object, date?: string): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', ...(date !== undefined && { date }) },
  body: JSON.stringify(body),
});
const refused = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'no' };

/** A ledger on a machine whose clock says noon, at a table that answers as told, the last answer again and again. */
const atNoon = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  const dynamo = awsClients({ ...client, maxAttempts: 1 }).dynamo();
  const clock = { now: () => NOON };
  const skew = clockSkew(dynamo, clock);
  const ledger = dynamoLedger({ client: dynamo, table: 'ledger', place, clock, leaseMs: LEASE_MS });
  return { requests, skew, ledger: inStep(ledger, clockCheck(skew, ledger.gate)) };
};

const date = (ms: number): string => new Date(NOON + ms).toUTCString();

describe('the clock', () => {
  it.each([
    { what: 'an answer', reply: answered(200, {}, date(-180_000)), skew: 180_000 },
    { what: 'a refusal', reply: answered(400, refused, date(75_000)), skew: -75_000 },
  ])('is compared with the time that $what is dated', async ({ reply, skew }) => {
    const it = await atNoon(reply);
    expect(it.skew()).toBeUndefined();
    await Promise.allSettled([it.ledger.gate()]);
    expect(it.skew()).toBe(skew);
  });

  it('is compared with every answer anew, for a machine may have slept', async () => {
    const it = await atNoon(answered(200, {}, date(-180_000)), answered(200, {}, date(0)));
    await it.ledger.gate();
    expect(it.skew()).toBe(180_000);
    await it.ledger.gate();
    expect(it.skew()).toBe(0);
    expect(await it.ledger.acquire(fs)).toBeDefined();
    expect(it.requests).toHaveLength(3);
  });

  it('is asked about before the first lease', async () => {
    const it = await atNoon(answered(200, {}, date(-180_000)));
    await expect(it.ledger.acquire(fs)).rejects.toMatchObject({
      name: 'RetryableError',
      code: 'clock-skew',
      message: expect.stringContaining("180 s ahead of DynamoDB's"),
    });
    expect(it.requests.map(({ target }) => target)).toEqual(['DynamoDB_20120810.GetItem']);
  });
});

describe('on a machine whose clock is wrong', () => {
  it.each<{ what: string; ask: (ledger: Ledger) => Promise<unknown> }>([
    { what: 'a lease', ask: ({ acquire }) => acquire(fs) },
    { what: 'a hold', ask: (ledger) => ledger.hold(fs, mt, hold) },
    { what: 'the end of a hold', ask: ({ releaseHold }) => releaseHold(fs, mt, NOON) },
    { what: 'a change within the hour', ask: ({ spend }) => spend('c-1', NOON, 10) },
    { what: 'a closed gate', ask: ({ closeGate }) => closeGate('paused', NOON) },
    { what: 'an open gate', ask: ({ openGate }) => openGate('v', NOON) },
    { what: 'a policy tried out', ask: ({ tryOut }) => tryOut({ policyVersion: 'v', limit: 1 }, {}) },
    { what: 'a survey', ask: ({ beginSurvey }) => beginSurvey(LEASE_MS) },
  ])('there is no $what', async ({ ask }) => {
    for (const ms of [11_000, -11_000]) {
      const it = await atNoon(answered(200, {}, date(ms)));
      await expect(ask(it.ledger)).rejects.toMatchObject({ code: 'clock-skew' });
    }
  });

  it.each([10_000, -10_000])('by %i ms, which leases put up with, there is', async (ms) => {
    const it = await atNoon(answered(200, {}, date(ms)));
    expect(await it.ledger.acquire(fs)).toBeDefined();
  });

  it('the outcome of a write is recorded all the same', async () => {
    const it = await atNoon(answered(200, {}, date(-180_000)));
    await it.ledger.gate();
    const lease = { fileSystemId: fs, owner: 'o', expiresAt: NOON };
    await it.ledger.conclude({ lease, record: nothing }, intent, { status: 'fixed', reasons: [], at: NOON }, {});
    const asked = new Set(it.requests.map(({ target }) => target.replace(/.*\./, '')));
    expect(asked).toEqual(new Set(['GetItem', 'PutItem', 'UpdateItem']));
  });

  it('no event is worked on, whose record would be out of date too soon', async () => {
    const work = vi.fn();
    const wrong = async () => Promise.reject(new Error('wrong'));
    const { client, table } = await newLedger();
    const once = onceIn(idempotencyStore({ client, table }), lambdaContext(), wrong);
    await expect(once('e-1', work)).rejects.toThrow('wrong');
    expect(work).not.toHaveBeenCalled();
  });

  it('a lease that lives is left alone, which its time would have ended', async () => {
    const { ledger, time } = await newLedger();
    expect(await ledger.acquire(fs)).toBeDefined();
    const off = 180_000;
    time.now += off;
    const other = inStep(
      ledger,
      clockCheck(() => off, ledger.gate),
    );
    await expect(other.acquire(fs)).rejects.toMatchObject({ code: 'clock-skew' });
    time.now -= off;
    expect(await ledger.acquire(fs)).toBeUndefined();
  });
});
