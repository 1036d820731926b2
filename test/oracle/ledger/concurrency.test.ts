import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../functions/aws/dynamo-ledger.ts';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { queueEvent } from '../support/queue-event.ts';
import { type Template, transformed } from '../support/template.ts';
import { intentOf, target } from './intents.ts';
import { createTable } from './tables.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let dynamo: Awaited<ReturnType<typeof startDynamoDbLocal>>;
let client: DynamoDBClient;
let template: Template;
let made = 0;

beforeAll(async () => {
  dynamo = await startDynamoDbLocal();
  client = new DynamoDBClient({ endpoint: dynamo.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  template = await transformed();
});
afterAll(async () => {
  client.destroy();
  await dynamo.stop();
});

const newTable = async (logicalId: string): Promise<string> => {
  made += 1;
  await createTable(client, template, logicalId, `${logicalId}-${made}`);
  return `${logicalId}-${made}`;
};
const contents = async (TableName: string) =>
  ((await client.send(new ScanCommand({ TableName }))).Items ?? []).map((item) => unmarshall(item));

describe('the ledger in the table of the template, on DynamoDB Local', () => {
  const ledgerIn = (table: string) => dynamoLedger({ client, table, clock: { now: Date.now }, leaseMs: 60_000 });
  const newLedger = async () => ledgerIn(await newTable('Ledger'));

  it('gives the lease to one of forty who ask at once', async () => {
    const ledger = await newLedger();
    const held = await Promise.all(Array.from({ length: 40 }, () => ledger.acquire(target)));
    expect(held.filter((it) => it !== undefined)).toHaveLength(1);
  });

  it('never lets two of eight hold it together, however often they take it and give it back', async () => {
    const table = await newTable('Ledger');
    const ledger = ledgerIn(table);
    let holders = 0;
    let turns = 0;
    const worker = async (): Promise<void> => {
      while (turns < 40) {
        const held = await ledger.acquire(target);
        if (!held) {
          await wait(5);
          continue;
        }
        turns += 1;
        holders += 1;
        expect(holders).toBe(1);
        const change = intentOf(`change-${turns}`, Date.now());
        expect(await ledger.intend(held.lease, change)).toBe(true);
        await ledger.conclude(held.lease, change, { status: 'fixed', reasons: [], at: Date.now() });
        holders -= 1;
        await ledger.release(held.lease);
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect((await contents(table)).filter(({ pk, sk }) => pk === target && sk !== 'state')).toHaveLength(turns);
  });

  it('counts no more changes in an hour than it may, when thirty ask at once for ten', async () => {
    const ledger = await newLedger();
    const spent = await Promise.all(Array.from({ length: 30 }, (_, index) => ledger.spend(`change-${index}`, 0, 10)));
    expect(spent.filter((it) => it)).toHaveLength(10);
  });
});

describe('dist/remediate in two processes, its tables in DynamoDB Local', () => {
  let aws: LocalAws;
  let endpoint: Listening;
  let lambdas: readonly [Lambda, Lambda];
  let tables: { readonly LEDGER_TABLE: string; readonly IDEMPOTENCY_TABLE: string };
  let right: string;
  let drifted: () => string;

  beforeAll(async () => {
    aws = localAws();
    aws.faults.set({ latencyMs: 20 });
    endpoint = await aws.listen();
    const account = accountWithDrift(aws);
    right = account.right;
    drifted = () => account.drifted().id;
    tables = { LEDGER_TABLE: await newTable('Ledger'), IDEMPOTENCY_TABLE: await newTable('Idempotency') };
    const env = { ...environment(endpoint.url), ...tables, AWS_ENDPOINT_URL_DYNAMODB: dynamo.url };
    lambdas = [await startLambda('remediate', env), await startLambda('remediate', env)];
  });
  afterEach(() => aws.calls.reset());
  afterAll(async () => {
    for (const lambda of lambdas) await lambda.stop();
    await endpoint.close();
  });
  const both = (events: readonly [unknown, unknown]) =>
    Promise.all(lambdas.map((lambda, index) => lambda.invoke(events[index])));

  it('makes one write when two events tell of one mount target at the same time', async () => {
    const id = drifted();
    await both([modifiedEvent(id), modifiedEvent(id)]);
    expect(aws.calls.counts()).toMatchObject({ 'efs:ModifyMountTargetSecurityGroups': 1 });
    expect(groupsOf(aws.world, id)).toEqual([right]);
  });

  it('looks once when one event is delivered to both, and answers it again from memory', async () => {
    const id = drifted();
    const batch = (messageId: string) =>
      queueEvent([{ messageId, body: JSON.stringify(modifiedEvent(id, 'one-event')) }]);
    await both([batch('first'), batch('second')]);
    expect(aws.calls.counts()).toMatchObject({
      'efs:DescribeMountTargets': 1,
      'efs:ModifyMountTargetSecurityGroups': 1,
    });
    aws.calls.reset();
    expect(await lambdas[1].invoke(modifiedEvent(id, 'one-event'))).toMatchObject({
      answer: { summary: { fixed: 1 } },
    });
    expect(aws.calls.counts()).toEqual({});
  });

  it('stores what ends by itself under the attribute that the template names for it, in epoch seconds', async () => {
    const id = drifted();
    await lambdas[0].invoke(modifiedEvent(id));
    const now = Date.now() / 1000;
    const change = must((await contents(tables.LEDGER_TABLE)).find(({ pk, sk }) => pk === id && sk !== 'state'));
    const remembered = await contents(tables.IDEMPOTENCY_TABLE);
    expect((change['expiresAt'] - now) / 86_400).toBeCloseTo(400, 0);
    for (const { expiration } of remembered) expect(expiration - now).toBeLessThan(7 * 86_400);
    expect(remembered.length).toBeGreaterThan(0);
  });
});
