import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../../functions/engine/ports/ledger.ts';
import { fs, mt } from './ids.ts';
import { failed, fixed, intent, items, LEASE_MS, loseFirstAnswers, newLedger, put, START } from './new-ledger.ts';
import { wireStub } from './wire-stub.ts';

const leaseOf = async (ledger: Ledger) => {
  const held = await ledger.acquire(mt);
  if (!held) throw new Error('the lease is held elsewhere');
  return held.lease;
};

/** Concluded changes as the table keeps them for the mount target. */
const changes = async (client: DynamoDBClient) =>
  (await items(client)).filter(({ pk, sk }) => pk === mt && sk !== 'state');

describe('a lease', () => {
  it('goes to one of two who ask at once', async () => {
    const { ledger } = await newLedger();
    const held = await Promise.all([ledger.acquire(mt), ledger.acquire(mt)]);
    expect(held.filter((it) => it !== undefined)).toHaveLength(1);
  });

  it('says whose it is and until when', async () => {
    const { ledger } = await newLedger();
    expect(await ledger.acquire(mt)).toEqual({
      lease: { id: mt, owner: expect.any(String), expiresAt: START + LEASE_MS },
    });
  });

  it('is held until the millisecond it expires, then taken over', async () => {
    const { ledger, time } = await newLedger();
    const first = await leaseOf(ledger);
    time.now = START + LEASE_MS - 1;
    expect(await ledger.acquire(mt)).toBeUndefined();
    time.now = START + LEASE_MS;
    expect((await leaseOf(ledger)).owner).not.toBe(first.owner);
  });

  it('on a file system is apart from those on its mount targets', async () => {
    const { ledger } = await newLedger();
    await leaseOf(ledger);
    const held = await ledger.acquire(fs);
    expect(held).toEqual({ lease: { id: fs, owner: expect.any(String), expiresAt: START + LEASE_MS } });
    expect(await ledger.acquire(fs)).toBeUndefined();
    if (held) await ledger.release(held.lease);
    expect(await ledger.acquire(fs)).toBeDefined();
    expect(await ledger.acquire(mt)).toBeUndefined();
  });

  it('given back can be taken at once', async () => {
    const { ledger } = await newLedger();
    await ledger.release(await leaseOf(ledger));
    expect(await ledger.acquire(mt)).toBeDefined();
  });

  it('that was lost is not given back for the one who holds it now', async () => {
    const { ledger, time } = await newLedger();
    const lost = await leaseOf(ledger);
    time.now = START + LEASE_MS;
    await leaseOf(ledger);
    await ledger.release(lost);
    expect(await ledger.acquire(mt)).toBeUndefined();
  });
});

describe('an intent', () => {
  it('is pending, in full, until it is concluded', async () => {
    const { ledger } = await newLedger();
    const lease = await leaseOf(ledger);
    expect((await ledger.record(mt)).pending).toBeUndefined();
    expect(await ledger.intend(lease, intent)).toBe(true);
    expect((await ledger.record(mt)).pending).toEqual(intent);
    await ledger.conclude(lease, intent, fixed);
    expect((await ledger.record(mt)).pending).toBeUndefined();
  });

  it('without actor and event comes back without them', async () => {
    const { ledger } = await newLedger();
    const { actor: _, eventId: __, ...manual } = intent;
    await ledger.intend(await leaseOf(ledger), manual);
    expect((await ledger.record(mt)).pending).toEqual(manual);
  });

  it('may be sent twice', async () => {
    const { ledger } = await newLedger();
    const lease = await leaseOf(ledger);
    await ledger.intend(lease, intent);
    expect(await ledger.intend(lease, intent)).toBe(true);
  });

  it('survives its writer and comes with the next lease', async () => {
    const { ledger, time } = await newLedger();
    await ledger.intend(await leaseOf(ledger), intent);
    time.now = START + LEASE_MS;
    expect((await ledger.acquire(mt))?.pending).toEqual(intent);
  });

  it('is refused once the lease has expired, taken over or not', async () => {
    const { ledger, time } = await newLedger();
    const lost = await leaseOf(ledger);
    time.now = START + LEASE_MS;
    expect(await ledger.intend(lost, intent)).toBe(false);
    await leaseOf(ledger);
    expect(await ledger.intend(lost, intent)).toBe(false);
    expect((await ledger.record(mt)).pending).toBeUndefined();
  });

  it('does not push out another one that has no outcome yet', async () => {
    const { ledger } = await newLedger();
    const lease = await leaseOf(ledger);
    await ledger.intend(lease, intent);
    expect(await ledger.intend(lease, { ...intent, changeId: 'c-2' })).toBe(false);
    expect((await ledger.record(mt)).pending).toEqual(intent);
  });

  it.each([
    { field: 'rule', broken: { ...intent, rule: undefined } },
    { field: 'after', broken: { ...intent, after: ['sg-1', 'nonsense'] } },
    { field: 'before', broken: { ...intent, before: 'sg-00000001' } },
    { field: 'at', broken: { ...intent, at: '2026' } },
    { field: 'actor', broken: { ...intent, actor: {} } },
    { field: 'changeId', broken: 'nonsense' },
  ])('that cannot be read back is a fault naming $field, before anything is written', async ({ field, broken }) => {
    const { client, ledger } = await newLedger();
    await put(client, { pk: mt, sk: 'state', intent: broken });
    const fault = { name: 'TerminalError', message: expect.stringContaining(field) };
    await expect(ledger.record(mt)).rejects.toMatchObject(fault);
    await expect(ledger.acquire(mt)).rejects.toMatchObject(fault);
  });
});

describe('a concluded change', () => {
  it('is on record with what was intended, how it ended and when it may be forgotten', async () => {
    const { client, ledger } = await newLedger();
    const lease = await leaseOf(ledger);
    await ledger.intend(lease, intent);
    await ledger.conclude(lease, intent, fixed);
    expect(await changes(client)).toEqual([
      {
        ...intent,
        pk: mt,
        sk: 'change#2026-11-01T12:00:00.000Z#c-1',
        status: 'fixed',
        reasons: [],
        concludedAt: START + 2_500,
        expiresAt: START / 1000 + 2 + 400 * 86_400,
      },
    ]);
  });

  it('keeps its first outcome', async () => {
    const { client, ledger } = await newLedger();
    const lease = await leaseOf(ledger);
    await ledger.intend(lease, intent);
    await ledger.conclude(lease, intent, fixed);
    await ledger.conclude(lease, intent, failed);
    expect(await changes(client)).toMatchObject([{ status: 'fixed' }]);
  });

  it('is no longer pending even when the lease was lost meanwhile', async () => {
    const { ledger, time } = await newLedger();
    const lost = await leaseOf(ledger);
    await ledger.intend(lost, intent);
    time.now = START + LEASE_MS;
    await leaseOf(ledger);
    await ledger.conclude(lost, intent, failed);
    expect((await ledger.record(mt)).pending).toBeUndefined();
  });

  it('does not make a later intent forgotten', async () => {
    const { ledger } = await newLedger();
    const lease = await leaseOf(ledger);
    const later = { ...intent, changeId: 'c-2' };
    await ledger.intend(lease, intent);
    await ledger.conclude(lease, intent, fixed);
    await ledger.intend(lease, later);
    await ledger.conclude(lease, intent, fixed);
    expect((await ledger.record(mt)).pending).toEqual(later);
  });
});

it('never lets the state item expire', async () => {
  const { client, ledger } = await newLedger();
  const lease = await leaseOf(ledger);
  await ledger.intend(lease, intent);
  await ledger.conclude(lease, intent, fixed);
  await ledger.release(lease);
  expect((await items(client)).filter(({ sk }) => sk === 'state')).toEqual([{ pk: mt, sk: 'state' }]);
});

it('is the same when every write is sent twice because its first answer was lost', async () => {
  const { client, ledger } = await newLedger();
  const answered = loseFirstAnswers(client);
  const lease = await leaseOf(ledger);
  expect(await ledger.intend(lease, intent)).toBe(true);
  await ledger.conclude(lease, intent, fixed);
  await ledger.release(lease);
  expect(answered.size).toBe(7);
  answered.clear();
  expect((await ledger.record(mt)).pending).toBeUndefined();
  expect(await ledger.acquire(mt)).toBeDefined();
});

describe('a fault of the table', () => {
  it.each([
    { type: 'ResourceNotFoundException', status: 400, name: 'TerminalError', code: 'bad-request' },
    { type: 'AccessDeniedException', status: 400, name: 'TerminalError', code: 'access-denied' },
    { type: 'ProvisionedThroughputExceededException', status: 400, name: 'RetryableError', code: 'throttled' },
    { type: 'InternalServerError', status: 500, name: 'RetryableError', code: 'aws-error' },
  ])('is a $name with code $code after $type', async ({ type, status, name, code }) => {
    const { client } = await wireStub({
      status,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' }),
    });
    const dynamo = awsClients({ ...client, maxAttempts: 1 }).dynamo();
    const ledger = dynamoLedger({ client: dynamo, table: 'ledger', clock: { now: () => START }, leaseMs: LEASE_MS });
    const lease = { id: mt, owner: 'o', expiresAt: START };
    const asked = [
      ledger.record(mt),
      ledger.acquire(mt),
      ledger.intend(lease, intent),
      ledger.conclude(lease, intent, fixed),
      ledger.release(lease),
      ledger.hold(mt, { until: START, reason: 'r', by: 'b', at: START }),
      ledger.releaseHold(mt, START),
    ];
    const ofAccount = [
      ledger.spend('c-1', START, 1),
      ledger.gate(),
      ledger.closeGate('r', START),
      ledger.openGate('v', START),
    ];
    const answers = await Promise.allSettled([...asked, ...ofAccount]);
    for (const [index, answer] of answers.entries()) {
      const about = index < asked.length ? `${mt} in ledger` : 'account in ledger';
      expect(answer).toMatchObject({ reason: { name, code, message: expect.stringContaining(about) } });
    }
  });
});
