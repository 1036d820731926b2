import { DynamoDBClient, PutItemCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { idempotencyStore } from '../../../functions/aws/ledger/idempotency.ts';
import type { Intent, Lease, Ledger } from '../../../functions/engine/ports/ledger.ts';
import { onceIn } from '../../../functions/runtime/once.ts';
import { idempotencyDefinition, ledgerDefinition } from '../../../infra/local/tables.ts';
import { contextOf } from '../../campaign/scenario/launch.ts';
import { answeredBy } from '../../campaign/stage/clients.ts';
import { memoryTables } from '../../campaign/stage/dynamo/tables.ts';
import { fs, mt, sg } from '../../support/builders.ts';
import { dynamoTable } from '../aws/dynalite.ts';

const start = Date.UTC(2026, 10, 1, 12);

const inMemory = (name: string, ...keys: readonly string[]): DynamoDBClient => {
  const tables = memoryTables({ [name]: keys });
  return answeredBy(new DynamoDBClient({ region: 'us-east-1' }), async (operation, input) =>
    tables.perform(operation, input),
  );
};

const intent = (n: number, target: number): Intent => ({
  changeId: `change-${n}`,
  mountTargetId: mt(target),
  fileSystemId: fs(1),
  before: [sg(1)],
  after: [sg(2), sg(n)],
  rule: 'first',
  policyVersion: '0123456789ab',
  cause: 'sweep',
  at: start + n,
});

/** A ledger, the time it goes by, and the leases that it gave, in the order of giving. */
const bookkeeper = (client: DynamoDBClient) => {
  const time = { now: start };
  const leases: Lease[] = [];
  const ledger = dynamoLedger({ client, table: 'ledger', clock: { now: () => time.now }, leaseMs: 1000 });
  return { ledger, time, leases };
};

type Bookkeeper = ReturnType<typeof bookkeeper>;
type Step = (books: Bookkeeper) => Promise<unknown>;

const given = ({ leases }: Bookkeeper, n: number): Lease => leases[n] ?? { id: mt(1), owner: 'nobody', expiresAt: 0 };

const target = fc.integer({ min: 1, max: 2 });
const nth = fc.integer({ min: 0, max: 3 });
const moment = fc.integer({ min: 0, max: 4000 }).map((ms) => start + ms);
const subject = fc.constantFrom(mt(1), mt(2), fs(1));

const steps: fc.Arbitrary<{ readonly what: string; readonly step: Step }> = fc.oneof(
  fc.integer({ min: 1, max: 700 }).map((ms) => ({
    what: `pass ${ms}`,
    step: async ({ time }: Bookkeeper) => {
      time.now += ms;
    },
  })),
  target.map((n) => ({
    what: `acquire ${n}`,
    step: async ({ ledger, leases }: Bookkeeper) => {
      const held = await ledger.acquire(mt(n));
      if (held) leases.push(held.lease);
      return held && { expiresAt: held.lease.expiresAt, pending: held.pending };
    },
  })),
  fc.tuple(nth, nth, target).map(([lease, n, of]) => ({
    what: `intend ${n} for ${of} under ${lease}`,
    step: (books: Bookkeeper) => books.ledger.intend(given(books, lease), intent(n, of)),
  })),
  fc.tuple(nth, target, moment).map(([n, of, at]) => ({
    what: `conclude ${n} for ${of}`,
    step: (books: Bookkeeper) =>
      books.ledger.conclude(given(books, 0), intent(n, of), { status: 'fixed', reasons: ['interrupted'], at }),
  })),
  nth.map((n) => ({ what: `release ${n}`, step: (books: Bookkeeper) => books.ledger.release(given(books, n)) })),
  fc.tuple(subject, moment).map(([id, at]) => ({
    what: `hold ${id}`,
    step: ({ ledger }: Bookkeeper) => ledger.hold(id, { until: at + 1000, reason: 'INC-1', by: 'somebody', at }),
  })),
  fc.tuple(subject, moment).map(([id, at]) => ({
    what: `release the hold of ${id} as of ${at}`,
    step: ({ ledger }: Bookkeeper) => ledger.releaseHold(id, at),
  })),
  fc.tuple(nth, fc.integer({ min: 0, max: 3 })).map(([n, limit]) => ({
    what: `spend ${n} of ${limit}`,
    step: ({ ledger }: Bookkeeper) => ledger.spend(`change-${n}`, start, limit),
  })),
  moment.map((at) => ({ what: 'close', step: ({ ledger }: Bookkeeper) => ledger.closeGate('paused', at) })),
  moment.map((at) => ({ what: 'open', step: ({ ledger }: Bookkeeper) => ledger.openGate('0123456789ab', at) })),
);

/** Everything that a ledger tells. */
const told = async (ledger: Ledger) => [
  await ledger.record(mt(1)),
  await ledger.record(mt(2)),
  await ledger.record(fs(1)),
  await ledger.history(mt(1), 1),
  await ledger.history(fs(1), 20, start + 2),
  await ledger.gate(),
];

it('gives the ledger the answers of DynamoDB, whatever is asked of it in whatever order', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 30 }), async (sequence) => {
      const books = [
        bookkeeper(await dynamoTable('ledger', ledgerDefinition)),
        bookkeeper(inMemory('ledger', 'pk', 'sk')),
      ] as const;
      for (const { what, step } of sequence) {
        const [real, memory] = [await step(books[0]), await step(books[1])];
        expect(memory, what).toEqual(real);
      }
      expect(await told(books[1].ledger)).toEqual(await told(books[0].ledger));
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
