import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { groupsOf, setGroups } from '../../../infra/local/world/storage.ts';
import { type Batch, takeBatch } from '../../support/event-source.ts';
import { must } from '../../support/must.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { leasesRunOut, outcomesOf } from '../support/ledger-items.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { createWorkQueue, type WorkQueue } from '../support/work-queue.ts';

let aws: LocalAws;
let endpoint: Listening;
let queue: WorkQueue;
let lambda: Lambda;
let id: string;
let wrong: string;
let right: string;

const start = (): Promise<Lambda> => startLambda('remediate', { ...environment(endpoint.url), QUEUE_URL: queue.url });

beforeEach(async () => {
  aws = localAws();
  endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  // Longer than an invocation here, as the template's is longer than one there.
  queue = await createWorkQueue(endpoint.url, { VisibilityTimeout: '31' });
  const account = accountWithDrift(aws);
  ({ wrong, right } = account);
  id = account.drifted().id;
  await queue.send(modifiedEvent(id));
  lambda = await start();
});
afterEach(async () => {
  await lambda.stop();
  await endpoint.close();
});

/** Delivers the queue's messages as Lambda does: those stay that a function hands back, or is killed over. */
const deliver = (timeoutMs?: number): Promise<Batch> =>
  takeBatch({
    sqs: queue.sqs,
    queueUrl: queue.url,
    clock: { now: Date.now },
    timeoutMs: timeoutMs ?? 60_000,
    async handle(event) {
      const outcome = await lambda.invoke(event, timeoutMs);
      if ('answer' in outcome) return outcome.answer;
      throw new Error(`no answer but ${JSON.stringify(outcome)}`);
    },
  });
const waiting = () => must(aws.world.queues.get('work')).messages;
const modify = 'efs:ModifyMountTargetSecurityGroups';
const handedBack = { received: 1, failed: 1 };

describe('dist/remediate, when its time runs out under the runtime client of Lambda', () => {
  it('hands back at once what it has too little time for, to come back in half a minute', async () => {
    expect(await deliver(20_000)).toEqual(handedBack);
    expect(groupsOf(aws.world, id)).toEqual([wrong]);
    expect(aws.calls.counts()).toMatchObject({ 'sqs:ChangeMessageVisibility': 1 });
    expect(waiting()).toMatchObject([{ receiveCount: 1, visibleAt: expect.any(Number) }]);
    expect(must(waiting()[0]).visibleAt - Date.now()).toBeLessThanOrEqual(30_000);
  });

  const hangs = () => aws.faults.before('efs:DescribeMountTargets', () => aws.faults.set({ latencyMs: 60_000 }));

  it('gives up on an AWS that does not answer, early enough to hand the message back', async () => {
    await lambda.stop();
    // Without a queue to tell, which would not answer either.
    lambda = await startLambda('remediate', environment(endpoint.url));
    hangs();
    expect(await deliver(28_000)).toEqual(handedBack);
    expect(aws.calls.counts()).not.toHaveProperty([modify]);
    expect(waiting()).toHaveLength(1);
  });

  it('leaves the message to the queue where not even that answers', async () => {
    hangs();
    await expect(deliver(28_000)).rejects.toThrow('"timedOut":true');
    aws.faults.clear();
    expect(aws.calls.counts()).not.toHaveProperty([modify]);
    expect(waiting()).toMatchObject([{ receiveCount: 1 }]);
  });

  // Lambda freezes a process that has answered and thaws it with its next event, when every lease is over: only a function
  // that is killed has stopped.
  it('has stopped altogether once its time is over in the middle of a write, and its message comes back to be finished', async () => {
    aws.faults.after(modify, () => aws.faults.set({ latencyMs: 60_000 }));
    await expect(deliver(27_000)).rejects.toThrow('"timedOut":true');
    expect(aws.calls.counts()).toHaveProperty([modify]);
    aws.calls.reset();
    await wait(6_000);
    expect(aws.calls.counts()).toEqual({});

    aws.faults.clear();
    await leasesRunOut(endpoint.url);
    setGroups(aws.world, id, [wrong]);
    lambda = await start();
    expect(waiting()).toMatchObject([{ receiveCount: 1 }]);
    expect(await deliver()).toEqual({ received: 1, failed: 0 });
    expect(groupsOf(aws.world, id)).toEqual([right]);
    expect(waiting()).toEqual([]);
    expect((await outcomesOf(endpoint.url, id)).at(-1)).toBe('fixed');
  });
});
