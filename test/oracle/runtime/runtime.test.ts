import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { groupsOf, setGroups } from '../../../infra/local/world/storage.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { leasesRunOut, outcomesOf } from '../support/ledger-items.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { queueEvent } from '../support/queue-event.ts';

let aws: LocalAws;
let endpoint: Listening;
let right: string;
let drifted: () => string;
const started: Lambda[] = [];

const start = async (env: Readonly<Record<string, string>> = {}): Promise<Lambda> => {
  const lambda = await startLambda('remediate', { ...environment(endpoint.url), ...env });
  started.push(lambda);
  return lambda;
};

beforeEach(async () => {
  aws = localAws();
  endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  const account = accountWithDrift(aws);
  right = account.right;
  drifted = () => account.drifted().id;
});
afterEach(async () => {
  for (const lambda of started.splice(0)) await lambda.stop();
  await endpoint.close();
});

const message = (body: unknown, messageId: string = randomUUID()) => ({ messageId, body: JSON.stringify(body) });
const statusesOf = (outcome: object) =>
  'answer' in outcome ? (outcome.answer as { summary?: unknown }).summary : outcome;

describe('dist/remediate under the runtime client of Lambda', () => {
  it('puts a mount target right at its first invocation and another at a warm one', async () => {
    const lambda = await start();
    const [first, second] = [drifted(), drifted()];
    expect(statusesOf(await lambda.invoke(modifiedEvent(first)))).toEqual({ fixed: 1 });
    expect(statusesOf(await lambda.invoke(modifiedEvent(second)))).toEqual({ fixed: 1 });
    expect([groupsOf(aws.world, first), groupsOf(aws.world, second)]).toEqual([[right], [right]]);
  });

  it('logs one decided line for a look, with the request that Lambda gave it and whether it was a cold start', async () => {
    const lambda = await start();
    const [first, second] = [drifted(), drifted()];
    await lambda.invoke(modifiedEvent(first));
    await lambda.invoke(modifiedEvent(second));
    const decided = lambda.lines().filter(({ message: text }) => text === 'decided');
    expect(decided).toMatchObject([
      {
        mountTargetId: first,
        status: 'fixed',
        cold_start: true,
        function_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      { mountTargetId: second, status: 'fixed', cold_start: false },
    ]);
    expect(lambda.lines().filter((line) => '_aws' in line)).toHaveLength(2);
  });

  it.each([
    { what: 'is not JSON', body: '{"version":' },
    { what: 'is empty', body: '' },
    { what: 'is JSON but no event', body: '[1]' },
    { what: 'names a mount target by something else', body: '{"mountTargetIds":["eni-0fedcba9876543210"]}' },
    { what: 'is an order, which no queue may give', body: '{"release":"fsmt-0a1b2c3d4e5f60718"}' },
  ])('returns only the poisoned message of a batch, where its body $what', async ({ body }) => {
    const lambda = await start();
    const [first, second] = [drifted(), drifted()];
    const outcome = await lambda.invoke(
      queueEvent([message(modifiedEvent(first)), { messageId: 'poisoned', body }, message(modifiedEvent(second))]),
    );
    expect(outcome).toEqual({ answer: { batchItemFailures: [{ itemIdentifier: 'poisoned' }] } });
    expect([groupsOf(aws.world, first), groupsOf(aws.world, second)]).toEqual([[right], [right]]);
    expect(lambda.lines()).toContainEqual(
      expect.objectContaining({ message: 'message returned', messageId: 'poisoned' }),
    );
  });

  it('fails no whole batch, also when every message of it is poisoned, and takes the next', async () => {
    const lambda = await start();
    const id = drifted();
    const poisoned = ['one', 'two'].map((messageId) => ({ messageId, body: 'x' }));
    expect(await lambda.invoke(queueEvent(poisoned))).toEqual({
      answer: { batchItemFailures: [{ itemIdentifier: 'one' }, { itemIdentifier: 'two' }] },
    });
    expect(await lambda.invoke(queueEvent([message(modifiedEvent(id))]))).toEqual({
      answer: { batchItemFailures: [] },
    });
    expect(groupsOf(aws.world, id)).toEqual([right]);
  });

  it('answers a payload of a person that is malformed in one sentence, and then the next', async () => {
    const lambda = await start();
    expect(await lambda.invoke({ fileSystemIds: 3 })).toMatchObject({
      answer: { error: expect.stringContaining('fileSystemIds is 3') },
    });
    expect(statusesOf(await lambda.invoke(modifiedEvent(drifted())))).toEqual({ fixed: 1 });
  });

  describe('when its process is lost in the middle of a write', () => {
    let id: string;

    const modify = 'efs:ModifyMountTargetSecurityGroups';
    const loseProcess = async (landed: boolean): Promise<void> => {
      id = drifted();
      const lost = await start();
      const before = groupsOf(aws.world, id);
      const stopped = Promise.withResolvers<void>();
      aws.faults.before(modify, () => void lost.stop().then(stopped.resolve, stopped.reject));
      if (!landed) aws.faults.after(modify, () => setGroups(aws.world, id, before));
      expect(await lost.invoke(modifiedEvent(id))).toEqual({ exited: true });
      await stopped.promise;
    };

    it('leaves the mount target to the lease of the lost one, and its message in the queue', async () => {
      await loseProcess(false);
      const next = await start();
      expect(await next.invoke(queueEvent([message(modifiedEvent(id), 'again')]))).toEqual({
        answer: { batchItemFailures: [{ itemIdentifier: 'again' }] },
      });
      expect(next.lines()).toContainEqual(
        expect.objectContaining({ message: 'decided', status: 'deferred', reasons: ['lease-held'] }),
      );
    });

    it.each([
      { when: 'had landed', landed: true, recorded: ['fixed'] },
      { when: 'had not landed', landed: false, recorded: ['failed', 'fixed'] },
    ])('finishes once the lease has run out, and records that the write $when', async ({ landed, recorded }) => {
      await loseProcess(landed);
      await leasesRunOut(endpoint.url);
      const next = await start();
      expect(await next.invoke(queueEvent([message(modifiedEvent(id))]))).toEqual({
        answer: { batchItemFailures: [] },
      });
      expect(groupsOf(aws.world, id)).toEqual([right]);
      expect(await outcomesOf(endpoint.url, id)).toEqual(recorded);
    });
  });
});
