import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { sample } from '../../support/samples.ts';
import { accountWithDrift, type Drifted } from '../support/account-with-drift.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { createWorkQueue } from '../support/work-queue.ts';

let aws: LocalAws;
let endpoint: Listening;
let lambda: Lambda;
let drifted: () => Drifted;

beforeEach(async () => {
  aws = localAws();
  endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  const { url } = await createWorkQueue(endpoint.url);
  ({ drifted } = accountWithDrift(aws));
  lambda = await startLambda('sweep', { ...environment(endpoint.url), QUEUE_URL: url });
});
afterEach(async () => {
  await lambda.stop();
  await endpoint.close();
});
const queued = () => (aws.world.queues.get('work')?.messages ?? []).map(({ body }) => JSON.parse(body).mountTargetId);

describe('dist/sweep under the runtime client of Lambda', () => {
  it('queues what drifted at its first invocation, and at a warm one what has since, counting its calls anew', async () => {
    const first = drifted();
    const cold = await lambda.invoke(sample('schedule-scheduler'));
    expect(cold).toMatchObject({ answer: { checked: 1, queued: 1, calls: { 'efs:DescribeFileSystems': 1 } } });
    expect(queued()).toEqual([first.id]);
    const second = drifted();
    const warm = await lambda.invoke(sample('schedule-scheduler'));
    expect(warm).toMatchObject({ answer: { checked: 2, queued: 2, calls: { 'efs:DescribeFileSystems': 1 } } });
    expect(queued().toSorted()).toEqual([first.id, first.id, second.id].toSorted());
    const swept = lambda.lines().filter(({ message }) => message === 'swept');
    expect(swept).toMatchObject([
      { checked: 1, cold_start: true },
      { checked: 2, cold_start: false },
    ]);
  });

  it('answers a payload of a person that is malformed in one sentence, and then the next', async () => {
    drifted();
    expect(await lambda.invoke({ dryRun: 'yes' })).toMatchObject({
      answer: { error: expect.stringContaining('dryRun is "yes"') },
    });
    expect(await lambda.invoke({ dryRun: true })).toMatchObject({ answer: { checked: 1, queued: 0 } });
    expect(queued()).toEqual([]);
  });

  it('fails an invocation in which AWS will not be read, and answers the next', async () => {
    drifted();
    aws.faults.next('ec2:DescribeNetworkInterfaces', { error: 'UnauthorizedOperation', status: 403 });
    expect(await lambda.invoke({})).toMatchObject({
      error: { errorType: 'TerminalError', errorMessage: expect.stringContaining('ec2:DescribeNetworkInterfaces') },
    });
    expect(queued()).toEqual([]);
    expect(await lambda.invoke({})).toMatchObject({ answer: { checked: 1, queued: 1 } });
  });
});
