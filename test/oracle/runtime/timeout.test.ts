import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { queueEvent } from '../support/queue-event.ts';

let aws: LocalAws;
let endpoint: Listening;
let lambda: Lambda;
let id: string;
let wrong: string;

beforeEach(async () => {
  aws = localAws();
  endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  const account = accountWithDrift(aws);
  wrong = account.wrong;
  id = account.drifted().id;
  lambda = await startLambda('remediate', environment(endpoint.url));
});
afterEach(async () => {
  await lambda.stop();
  await endpoint.close();
});
const batch = () => queueEvent([{ messageId: 'late', body: JSON.stringify(modifiedEvent(id)) }]);
const modify = 'efs:ModifyMountTargetSecurityGroups';
const returned = { answer: { batchItemFailures: [{ itemIdentifier: 'late' }] } };

describe('dist/remediate, when its time runs out under the runtime client of Lambda', () => {
  it('hands back at once what it has too little time for', async () => {
    expect(await lambda.invoke(batch(), 20_000)).toEqual(returned);
    expect(groupsOf(aws.world, id)).toEqual([wrong]);
  });

  it('gives up on an AWS that does not answer, early enough to hand the message back', async () => {
    aws.faults.set({ latencyMs: 60_000 });
    expect(await lambda.invoke(batch(), 28_000)).toEqual(returned);
    expect(aws.calls.counts()).not.toHaveProperty([modify]);
  });

  // Lambda freezes a process that has answered and thaws it with its next event, when every lease is over: only a function
  // that is killed has stopped.
  it('has stopped altogether once its time is over in the middle of a write', async () => {
    aws.faults.next(modify, { error: 'ThrottlingException', times: 3 });
    aws.faults.before(modify, () => aws.faults.set({ staleReads: { ms: 60_000 }, latencyMs: 4_500 }));
    const outcome = await lambda.invoke(batch(), 27_000);
    expect(outcome).not.toHaveProperty('answer');
    expect(aws.calls.counts()).toHaveProperty([modify]);
    aws.calls.reset();
    await wait(6_000);
    expect(aws.calls.counts()).toEqual({});
  });
});
