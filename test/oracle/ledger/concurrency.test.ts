import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { queueEvent } from '../support/queue-event.ts';
import { templateTables } from './tables.ts';

let tables: Awaited<ReturnType<typeof templateTables>>;

beforeAll(async () => {
  tables = await templateTables();
});
afterAll(() => tables.stop());

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
    const items = await tables.contents(names.LEDGER_TABLE);
    const change = must(items.find(({ sk, mountTargetId }) => sk.startsWith('change#') && mountTargetId === id));
    const remembered = await tables.contents(names.IDEMPOTENCY_TABLE);
    expect((change['expiresAt'] - now) / 86_400).toBeCloseTo(400, 0);
    for (const { expiration } of remembered) expect(expiration - now).toBeLessThan(7 * 86_400);
    expect(remembered.length).toBeGreaterThan(0);
  });
});
