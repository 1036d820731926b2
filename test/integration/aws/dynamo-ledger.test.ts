import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/clients.ts';
import { dynamoLedger } from '../../../functions/aws/dynamo-ledger.ts';
import type { Intent, Ledger, Outcome } from '../../../functions/engine/ports.ts';
import { dynamoTable } from './dynalite.ts';
import { fs, mt, sg } from './ids.ts';
import { wireStub } from './wire-stub.ts';

const START = Date.UTC(2026, 10, 1, 12);
const LEASE_MS = 60_000;

const intent: Intent = {
  changeId: 'c-1',
  mountTargetId: mt,
  fileSystemId: fs,
  before: [sg(1)],
  after: [sg(2), sg(3)],
  rule: 'shared-data',
  policyVersion: '0123456789ab',
  cause: 'ModifyMountTargetSecurityGroups',
  actor: { arn: 'arn:aws:iam::111122223333:role/someone', userAgent: 'aws-cli/2' },
  eventId: 'e-1',
  at: START,
};
const fixed: Outcome = { status: 'fixed', reasons: [], at: START + 2_500 };
const failed: Outcome = { status: 'failed', reasons: ['not-verified'], at: START + 9_000 };

const newLedger = async () => {
  const client = await dynamoTable('ledger', 'pk', 'sk');
  const time = { now: START };
  const clock = { now: () => time.now };
  return { client, time, ledger: dynamoLedger({ client, table: 'ledger', clock, leaseMs: LEASE_MS }) };
};

const leaseOf = async (ledger: Ledger) => {
  const held = await ledger.acquire(mt);
  if (!held) throw new Error('the lease is held elsewhere');
  return held.lease;
};

const items = async (client: DynamoDBClient) =>
  ((await client.send(new ScanCommand({ TableName: 'ledger' }))).Items ?? []).map((it) => unmarshall(it));
const changes = async (client: DynamoDBClient) => (await items(client)).filter(({ sk }) => sk !== 'state');

describe('a lease', () => {
  it('goes to one of two who ask at once', async () => {
    const { ledger } = await newLedger();
    const held = await Promise.all([ledger.acquire(mt), ledger.acquire(mt)]);
    expect(held.filter((it) => it !== undefined)).toHaveLength(1);
  });

  it('says whose it is and until when', async () => {
    const { ledger } = await newLedger();
    expect(await ledger.acquire(mt)).toEqual({
      lease: { mountTargetId: mt, owner: expect.any(String), expiresAt: START + LEASE_MS },
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
    expect(await ledger.pending(mt)).toBeUndefined();
    expect(await ledger.intend(lease, intent)).toBe(true);
    expect(await ledger.pending(mt)).toEqual(intent);
    await ledger.conclude(lease, intent, fixed);
    expect(await ledger.pending(mt)).toBeUndefined();
  });

  it('without actor and event comes back without them', async () => {
    const { ledger } = await newLedger();
    const { actor: _, eventId: __, ...manual } = intent;
    await ledger.intend(await leaseOf(ledger), manual);
    expect(await ledger.pending(mt)).toEqual(manual);
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
    expect(await ledger.pending(mt)).toBeUndefined();
  });

  it('does not push out another one that has no outcome yet', async () => {
    const { ledger } = await newLedger();
    const lease = await leaseOf(ledger);
    await ledger.intend(lease, intent);
    expect(await ledger.intend(lease, { ...intent, changeId: 'c-2' })).toBe(false);
    expect(await ledger.pending(mt)).toEqual(intent);
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
    const item = marshall({ pk: mt, sk: 'state', intent: broken }, { removeUndefinedValues: true });
    await client.send(new PutItemCommand({ TableName: 'ledger', Item: item }));
    const fault = { name: 'TerminalError', message: expect.stringContaining(field) };
    await expect(ledger.pending(mt)).rejects.toMatchObject(fault);
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
    expect(await ledger.pending(mt)).toBeUndefined();
  });

  it('does not make a later intent forgotten', async () => {
    const { ledger } = await newLedger();
    const lease = await leaseOf(ledger);
    const later = { ...intent, changeId: 'c-2' };
    await ledger.intend(lease, intent);
    await ledger.conclude(lease, intent, fixed);
    await ledger.intend(lease, later);
    await ledger.conclude(lease, intent, fixed);
    expect(await ledger.pending(mt)).toEqual(later);
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
  const answered = new Set<unknown>();
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if (answered.has(args.input)) return answer;
      answered.add(args.input);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    },
    { step: 'deserialize', priority: 'low' },
  );
  const lease = await leaseOf(ledger);
  expect(await ledger.intend(lease, intent)).toBe(true);
  await ledger.conclude(lease, intent, fixed);
  await ledger.release(lease);
  expect(answered.size).toBe(5);
  answered.clear();
  expect(await ledger.pending(mt)).toBeUndefined();
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
    const lease = { mountTargetId: mt, owner: 'o', expiresAt: START };
    const asked = [
      ledger.pending(mt),
      ledger.acquire(mt),
      ledger.intend(lease, intent),
      ledger.conclude(lease, intent, fixed),
      ledger.release(lease),
    ];
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer).toMatchObject({ reason: { name, code, message: expect.stringContaining(`${mt} in ledger`) } });
    }
  });
});
