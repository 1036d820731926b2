import { DynamoDBClient, PutItemCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { idempotencyStore } from '../../../functions/aws/ledger/idempotency.ts';
import { onceIn } from '../../../functions/runtime/once.ts';
import { idempotencyDefinition, ledgerDefinition } from '../../../infra/local/tables.ts';
import { contextOf } from '../../campaign/scenario/launch.ts';
import { answeredBy } from '../../campaign/stage/clients.ts';
import { memoryTables } from '../../campaign/stage/dynamo/tables.ts';
import { dynamoTable } from '../aws/dynamo-table.ts';
import { fs, mt } from '../aws/ids.ts';
import { DAY_MS, LEASE_MS, type LedgerScene, otherMt, place, START } from '../aws/ledger/scene.ts';
import { aStep, play } from '../aws/ledger/steps.ts';

const inMemory = (name: string, ...keys: readonly string[]): DynamoDBClient => {
  const tables = memoryTables({ [name]: keys });
  return answeredBy(new DynamoDBClient({ region: 'us-east-1' }), async (operation, input) =>
    tables.perform(operation, input),
  );
};

/** A ledger in some tables, and what it tells in the end. */
const sceneOn = (client: DynamoDBClient) => {
  const time = { now: START };
  const ledger = dynamoLedger({ client, table: 'ledger', place, clock: { now: () => time.now }, leaseMs: LEASE_MS });
  const items = async () => {
    const { lease: _, ...record } = (await ledger.read([fs])).record(fs);
    const { changes, more } = await ledger.history(fs, fs, 2);
    const days = await ledger.between(START - DAY_MS, START + DAY_MS, 20);
    const pointers = [await ledger.fileSystemOf(mt), await ledger.fileSystemOf(otherMt)];
    return [record, { changes, more }, days, { gate: await ledger.gate(), pointers, left: await ledger.unfinished() }];
  };
  return { ledger, time, items: items as unknown as LedgerScene['items'] };
};

it('gives the ledger the answers of DynamoDB, whatever is asked of it in whatever order', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 30 }), async (steps) => {
      const real = sceneOn(await dynamoTable('ledger', ledgerDefinition));
      expect(await play(sceneOn(inMemory('ledger', 'pk', 'sk')), steps)).toEqual(await play(real, steps));
    }),
    { numRuns: 60 },
  );
});

it.each([true, false])('hands out its pages as DynamoDB does, with ascending keys: %s', async (ScanIndexForward) => {
  const pagesOf = async (client: DynamoDBClient) => {
    for (const [pk, sk] of ['a1', 'b1', 'b2', 'b3', 'b4', 'c1'].map((key) => [...key]))
      await client.send(
        new PutItemCommand({ TableName: 'ledger', Item: { pk: { S: `${pk}` }, sk: { S: `${sk}` }, n: { N: '1' } } }),
      );
    const found: unknown[] = [];
    let next: QueryCommandOutput['LastEvaluatedKey'];
    do {
      const { Items, LastEvaluatedKey }: QueryCommandOutput = await client.send(
        new QueryCommand({
          TableName: 'ledger',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: 'b' } },
          ScanIndexForward,
          Limit: 2,
          ...(next && { ExclusiveStartKey: next }),
        }),
      );
      found.push(Items, LastEvaluatedKey);
      next = LastEvaluatedKey;
    } while (next);
    return found;
  };
  const pages = await pagesOf(inMemory('ledger', 'pk', 'sk'));
  expect(pages).toEqual(await pagesOf(await dynamoTable('ledger', ledgerDefinition)));
  expect(pages.length).toBeGreaterThan(3);
});

it('gives Powertools Idempotency the answers of DynamoDB', async () => {
  const answersOf = async (client: DynamoDBClient) => {
    const once = onceIn(
      idempotencyStore({ client, table: 'idempotency' }),
      contextOf(60_000, Date.now),
      async () => {},
    );
    const settled = async (work: Promise<unknown>) => (await Promise.allSettled([work])).map(({ status }) => status);
    const beside: unknown[] = [];
    const first = await once('e-1', async () => {
      beside.push(await settled(once('e-1', async () => 'beside it')));
      return 'first';
    });
    const failed = await settled(once('e-2', () => Promise.reject(new Error('no'))));
    return [
      first,
      beside,
      await once('e-1', async () => 'again'),
      failed,
      await once('e-2', async () => ({ after: 'it failed', of: [null, 1] })),
      await once('e-2', async () => 'again'),
    ];
  };

  const answers = await answersOf(inMemory('idempotency', 'id'));
  expect(answers).toEqual(await answersOf(await dynamoTable('idempotency', idempotencyDefinition)));
  expect(answers.slice(0, 3)).toEqual(['first', [['rejected']], 'first']);
});
