import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { queueEvent } from '../support/queue-event.ts';
import { intentOf, target } from './intents.ts';
import { templateTables } from './tables.ts';

let tables: Awaited<ReturnType<typeof templateTables>>;

beforeAll(async () => {
  tables = await templateTables();
});
afterAll(() => tables.stop());

describe('the ledger in the table of the template, on DynamoDB Local', () => {
  const ledgerIn = (table: string, leaseMs = 60_000) =>
    dynamoLedger({ client: tables.client, table, clock: { now: Date.now }, leaseMs });
  const newLedger = async () => ledgerIn(await tables.newTable('Ledger'));

  it('gives the lease to one of forty who ask at once', async () => {
    const ledger = await newLedger();
    const held = await Promise.all(Array.from({ length: 40 }, () => ledger.acquire(target)));
    expect(held.filter((it) => it !== undefined)).toHaveLength(1);
  });

  it('never lets two of eight hold it together, however often they take it and give it back', async () => {
    const table = await tables.newTable('Ledger');
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
    expect((await tables.contents(table)).filter(({ pk, sk }) => pk === target && sk !== 'state')).toHaveLength(turns);
  });

  it('gives a lease that has run out to one of forty, and lets its last holder neither write nor give it back', async () => {
    const table = await tables.newTable('Ledger');
    const late = must(await ledgerIn(table, 50).acquire(target)).lease;
    await wait(60);
    const held = await Promise.all(Array.from({ length: 40 }, () => ledgerIn(table).acquire(target)));
    const [winner, ...others] = held.filter((it) => it !== undefined);
    expect(others).toEqual([]);
    expect(await ledgerIn(table).intend(late, intentOf('late', Date.now()))).toBe(false);
    await ledgerIn(table).release(late);
    expect(await ledgerIn(table).acquire(target)).toBeUndefined();
    expect(await ledgerIn(table).intend(must(winner).lease, intentOf('in time', Date.now()))).toBe(true);
  });

  it('keeps the first outcome of a change that ten conclude at once, and one record of it on each subject', async () => {
    const table = await tables.newTable('Ledger');
    const { lease } = must(await ledgerIn(table).acquire(target));
    const change = intentOf('change', Date.now());
    await ledgerIn(table).intend(lease, change);
    const conclude = (status: 'fixed' | 'failed') =>
      ledgerIn(table).conclude(lease, change, { status, reasons: [], at: Date.now() });
    await Promise.all(Array.from({ length: 10 }, (_, index) => conclude(index % 2 === 0 ? 'fixed' : 'failed')));
    const [first, ...others] = (await ledgerIn(table).record(target)).changes;
    expect(others).toEqual([]);
    await conclude(first?.status === 'fixed' ? 'failed' : 'fixed');
    expect(await ledgerIn(table).record(target)).toEqual({ changes: [first] });
    expect((await ledgerIn(table).record(change.fileSystemId)).changes).toHaveLength(1);
  });

  it('lets no release of before end a hold that is placed at the same time', async () => {
    const ledger = await newLedger();
    const hold = { until: Date.now() + 60_000, reason: 'test', by: 'somebody', at: 2_000 };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? ledger.hold(target, hold) : ledger.releaseHold(target, 1_000),
      ),
    );
    expect((await ledger.record(target)).hold).toEqual(hold);
  });

  it('leaves the gate closed for one reason when ten close it and ten confirm a plan of before', async () => {
    const ledger = await newLedger();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? ledger.closeGate(`reason-${index}`, 2_000) : ledger.openGate('0123456789ab', 1_000),
      ),
    );
    const { closed } = await ledger.gate();
    expect(closed).toEqual({ reason: expect.stringMatching(/^reason-\d+$/), at: 2_000 });
    await ledger.closeGate('another', 3_000);
    expect((await ledger.gate()).closed).toEqual(closed);
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
  let names: { readonly LEDGER_TABLE: string; readonly IDEMPOTENCY_TABLE: string };
  let right: string;
  let drifted: () => string;

  beforeAll(async () => {
    aws = localAws();
    aws.faults.set({ latencyMs: 20 });
    endpoint = await aws.listen();
    const account = accountWithDrift(aws);
    right = account.right;
    drifted = () => account.drifted().id;
    names = { LEDGER_TABLE: await tables.newTable('Ledger'), IDEMPOTENCY_TABLE: await tables.newTable('Idempotency') };
    const env = { ...environment(endpoint.url), ...names, AWS_ENDPOINT_URL_DYNAMODB: tables.url };
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
    const change = must((await tables.contents(names.LEDGER_TABLE)).find(({ pk, sk }) => pk === id && sk !== 'state'));
    const remembered = await tables.contents(names.IDEMPOTENCY_TABLE);
    expect((change['expiresAt'] - now) / 86_400).toBeCloseTo(400, 0);
    for (const { expiration } of remembered) expect(expiration - now).toBeLessThan(7 * 86_400);
    expect(remembered.length).toBeGreaterThan(0);
  });
});
