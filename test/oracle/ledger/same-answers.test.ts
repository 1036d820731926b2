import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import type { Lease, Ledger } from '../../../functions/engine/ports/ledger.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { intentOf, target } from './intents.ts';

const leaseMs = 1000;
const who = fc.nat(1);
const when = fc.nat(3000);
const step = fc.oneof(
  fc.record({ does: fc.constant('acquire' as const), who }),
  fc.record({ does: fc.constant('intend' as const), who, change: fc.nat(2) }),
  fc.record({
    does: fc.constant('conclude' as const),
    who,
    change: fc.nat(2),
    status: fc.constantFrom('fixed' as const, 'failed' as const),
  }),
  fc.record({ does: fc.constant('release' as const), who }),
  fc.record({ does: fc.constant('wait' as const), ms: fc.nat(700) }),
  fc.record({ does: fc.constant('hold' as const), at: when }),
  fc.record({ does: fc.constant('releaseHold' as const), at: when }),
  fc.record({ does: fc.constant('spend' as const), change: fc.nat(4), limit: fc.nat(3) }),
  fc.record({ does: fc.constant('closeGate' as const), at: when }),
  fc.record({ does: fc.constant('openGate' as const), at: when }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const endpoints: string[] = [];
const closing: (() => unknown)[] = [];
let tables = 0;

beforeAll(async () => {
  const local = await startDynamoDbLocal();
  const imitation = dynalite({ createTableMs: 0 });
  imitation.listen(0, '127.0.0.1');
  await once(imitation, 'listening');
  endpoints.push(local.url, `http://127.0.0.1:${(imitation.address() as AddressInfo).port}`);
  closing.push(local.stop, () => imitation.close());
});
afterAll(async () => {
  for (const close of closing) await close();
});

/** What a ledger answers to each step, with owners by number, and what it holds in the end. */
const play = async (endpoint: string, table: string, steps: readonly Step[]): Promise<readonly unknown[]> => {
  await createTables({ endpoint }, { ledger: table, idempotency: `${table}-idempotency` });
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  let now = 1_000_000;
  const ledger = dynamoLedger({ client, table, clock: { now: () => now }, leaseMs });
  const leases: Lease[] = [0, 1].map((index) => ({ id: target, owner: `nobody-${index}`, expiresAt: 0 }));

  const answerTo = async (it: Step, { [('who' in it ? it.who : 0) as 0]: lease }: Lease[]): Promise<unknown> => {
    if (!lease) throw new Error('no such owner');
    switch (it.does) {
      case 'acquire': {
        const held = await ledger.acquire(target);
        if (held) leases[it.who] = held.lease;
        return held && { until: held.lease.expiresAt, pending: held.pending };
      }
      case 'intend':
        return ledger.intend(lease, intentOf(`change-${it.change}`, now));
      case 'conclude':
        return ledger.conclude(lease, intentOf(`change-${it.change}`, 1_000_000), {
          status: it.status,
          reasons: [],
          at: now,
        });
      case 'release':
        return ledger.release(lease);
      case 'wait':
        now += it.ms;
        return now;
      case 'hold':
        return ledger.hold(target, { until: now + 5000, reason: 'test', by: 'somebody', at: it.at });
      case 'releaseHold':
        return ledger.releaseHold(target, it.at);
      case 'spend':
        return ledger.spend(`change-${it.change}`, now, it.limit);
      case 'closeGate':
        return ledger.closeGate('test', it.at);
      case 'openGate':
        return ledger.openGate('0123456789ab', it.at);
    }
  };
  const summary = (it: Ledger) => Promise.all([it.record(target, 0), it.gate()]);
  const answers: unknown[] = [];
  for (const it of steps) answers.push(await answerTo(it, leases));
  const end = await summary(ledger);
  client.destroy();
  return [...answers, end];
};

/** What the ledgers on DynamoDB Local and on its imitation answer to these steps. */
const playBoth = (steps: readonly Step[]) => {
  tables += 1;
  return Promise.all(endpoints.map((endpoint) => play(endpoint, `ledger-${tables}`, steps)));
};

it('the ledger answers the same on DynamoDB Local as on the imitation that other tests use', {
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const [local, imitation] = await playBoth(steps);
      expect(local).toEqual(imitation);
    }),
    { numRuns: 40, seed: 20_261 },
  );
});

it('the record has the fixes that more failed writes have followed than it shows, on both', async () => {
  const outcome = (change: number, status: 'fixed' | 'failed'): Step => ({ does: 'conclude', who: 0, change, status });
  const steps = Array.from({ length: 30 }, (_, n) => outcome(10 + n, n < 3 ? 'fixed' : 'failed'));
  const [local, imitation] = await playBoth(steps);
  expect(local).toEqual(imitation);
  const failed = Array.from({ length: 20 }, () => ({ status: 'failed' }));
  const fixed = Array.from({ length: 3 }, () => ({ status: 'fixed' }));
  expect(local?.at(-1)).toMatchObject([{ changes: [...failed, ...fixed] }, {}]);
});
