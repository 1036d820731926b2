import { createHash } from 'node:crypto';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { messageQueue, regionQueue } from '../../../functions/aws/write/message-queue.ts';
import type { WorkItem } from '../../../functions/engine/ports/work-queue.ts';
import { intake } from '../../../functions/intake/intake.ts';
import type { Call } from '../../../infra/local/calls.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { fs as fsNumbered, mt as mtNumbered, sg } from '../../support/builders.ts';
import { fakeClock } from '../../support/engine-clock.ts';
import { inProcess } from '../../support/in-process.ts';
import { must } from '../../support/must.ts';
import { json, type Received, type Reply, wireStub } from './wire-stub.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const url = 'https://sqs.eu-west-1.amazonaws.com/111122223333/work';

const items = (count: number): readonly WorkItem[] =>
  Array.from({ length: count }, (_, n) => ({
    mountTargetId: mtNumbered(n + 1),
    fileSystemId: fsNumbered(n + 1),
    cause: 'sweep',
  }));
const bodyOf = ({ cause, mountTargetId, fileSystemId }: WorkItem): string =>
  JSON.stringify({ version: 2, ...place, cause, mountTargetId, fileSystemId });

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}
const entriesOf = ({ body }: Received): readonly Entry[] => JSON.parse(body).Entries;

/** SQS's answer to a batch of these items, in which the entries at some places fail and some are not mentioned. */
const answer = (
  of: readonly WorkItem[],
  failed: readonly number[] = [],
  unmentioned: readonly number[] = [],
): Reply => {
  const entries = of.map((item, n) => ({
    Id: `${n}`,
    MessageId: `m-${n}`,
    MD5OfMessageBody: createHash('md5').update(bodyOf(item)).digest('hex'),
  }));
  const taken = entries.filter((_, n) => !failed.includes(n) && !unmentioned.includes(n));
  const Failed = failed.map((n) => ({
    Id: `${n}`,
    Code: 'InternalError',
    SenderFault: false,
    Message: `try ${n} later`,
  }));
  return json({ Successful: taken, ...(Failed.length > 0 && { Failed }) });
};

const against = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  const clock = fakeClock();
  const queue = messageQueue(awsClients({ ...client, maxAttempts: 1 }), url, clock, place);
  return { requests, clock, queue };
};

describe('sending work', () => {
  it('sends nothing when there is none', async () => {
    const { queue, requests } = await against(json({}));
    expect(await queue.send([])).toEqual(new Map());
    expect(requests).toEqual([]);
  });

  it('resends just the messages that SQS did not take, after a pause', async () => {
    const all = items(10);
    const rest = [3, 7].map((n) => all[n]).filter((item) => item !== undefined);
    const { queue, requests, clock } = await against(answer(all, [3, 7]), answer(rest));
    expect(await queue.send(all)).toEqual(new Map());
    expect(requests.map(({ target }) => target)).toEqual(['AmazonSQS.SendMessageBatch', 'AmazonSQS.SendMessageBatch']);
    expect(requests.map((it) => entriesOf(it).map(({ MessageBody }) => MessageBody))).toEqual([
      all.map(bodyOf),
      rest.map(bodyOf),
    ]);
    expect(clock.slept).toEqual([200]);
  });

  it('resends what SQS does not mention at all', async () => {
    const all = items(3);
    const { queue, requests } = await against(answer(all, [], [1]), answer(all.slice(1, 2)));
    expect(await queue.send(all)).toEqual(new Map());
    expect(requests.map((it) => entriesOf(it).map(({ MessageBody }) => MessageBody))).toEqual([
      all.map(bodyOf),
      all.slice(1, 2).map(bodyOf),
    ]);
  });

  it('says of each message that SQS never takes why, with growing pauses between four tries', async () => {
    const all = items(2);
    const last = answer(all.slice(1), [0]);
    const { queue, requests, clock } = await against(answer(all, [1]), last);
    expect(await queue.send(all)).toEqual(new Map([[all[1], 'InternalError: try 0 later']]));
    expect(requests.map((it) => entriesOf(it).length)).toEqual([2, 1, 1, 1]);
    expect(clock.slept).toEqual([200, 1000, 3000]);
  });

  it('resends a whole batch that failed inside SQS, and says why when it always does', async () => {
    const all = items(2);
    const broken: Reply = {
      status: 500,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ __type: 'com.amazonaws.sqs#InternalError', message: 'not now' }),
    };
    const once = await against(broken, answer(all));
    expect(await once.queue.send(all)).toEqual(new Map());
    expect(once.requests.map((it) => entriesOf(it).length)).toEqual([2, 2]);
    const ever = await against(broken);
    expect([...(await ever.queue.send(all)).values()]).toEqual(
      Array(2).fill(expect.stringMatching(/: sqs:SendMessage failed with InternalError: not now/)),
    );
    expect(ever.requests).toHaveLength(4);
  });

  it('has a message wait as long as it is to, at most as long as SQS lets it', async () => {
    const [item] = items(1);
    const delayed = [30, 901, undefined].map((afterSeconds) => ({
      ...must(item),
      ...(afterSeconds && { afterSeconds }),
    }));
    const { queue, requests } = await against(answer(delayed));
    await queue.send(delayed);
    const [sent] = requests.map(({ body }) => JSON.parse(body).Entries);
    expect(sent.map((entry: { DelaySeconds?: number }) => entry.DelaySeconds)).toEqual([30, 900, undefined]);
  });

  it('loses no batch for the sake of another', async () => {
    const all = items(30);
    const { queue } = await against(answer(items(0)));
    expect([...(await queue.send(all)).keys()]).toEqual(all);
  });
});

/** The local endpoint with one queue, and what is on it. */
const localQueue = async () => {
  const aws = localAws();
  const clients = awsClients({ ...inProcess(aws), maxAttempts: 1 });
  const { QueueUrl } = await (await clients.sqs()).send(new CreateQueueCommand({ QueueName: 'work' }));
  aws.calls.reset();
  return {
    aws,
    queue: messageQueue(clients, must(QueueUrl), fakeClock(), place),
    region: regionQueue(clients, must(QueueUrl), place),
    bodies: () => [...aws.world.queues.values()].flatMap(({ messages }) => messages.map(({ body }) => body)),
  };
};

describe('a large piece of work', () => {
  it('is sent ten messages at a time, at most ten batches under way, in the form that remediate reads', async () => {
    const { aws, queue, bodies } = await localQueue();
    aws.faults.set({ latencyMs: 3 });
    const all = items(345);
    expect(await queue.send(all)).toEqual(new Map());
    expect(bodies().toSorted()).toEqual(all.map(bodyOf).toSorted());
    const { log } = aws.calls;
    expect(aws.calls.counts()).toEqual({ 'sqs:SendMessageBatch': 35 });
    const underWay = ({ started }: Call) => log.filter((it) => it.started <= started && started < (it.ended ?? 0));
    expect(Math.max(...log.map((call) => underWay(call).length))).toBe(10);
    for (const body of bodies()) expect(intake(JSON.parse(body), {})).toMatchObject({ kind: 'look' });
  });

  it('arrives whole although an answer was lost: sent twice is better than not at all', async () => {
    const { aws, queue, bodies } = await localQueue();
    aws.faults.next('sqs:SendMessageBatch', { lost: true });
    const all = items(25);
    expect(await queue.send(all)).toEqual(new Map());
    expect(new Set(bodies())).toEqual(new Set(all.map(bodyOf)));
    expect(bodies().length).toBeGreaterThan(25);
  });
});

it('asks for a sweep in the form that the sweep reads', async () => {
  const { region, bodies } = await localQueue();
  const item = { cause: 'policy-change', securityGroupIds: [sg(1)], prefixListIds: ['pl-0123456789abcdef0'] };
  const items = [item, { ...item, changedTagKeys: ['team'] }];
  for (const it of items) await region.ask(it);
  expect(bodies().map((body) => JSON.parse(body))).toEqual(items.map((it) => ({ version: 2, ...place, ...it })));
  for (const body of bodies()) expect(intake(JSON.parse(body), { place })).toMatchObject({ kind: 'look' });
});

it('makes a message visible again after the seconds asked for', async () => {
  const { queue, requests } = await against(json({}));
  await queue.returnLater('receipt', 30);
  expect(requests.map(({ target, body }) => [target, JSON.parse(body)])).toEqual([
    ['AmazonSQS.ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle: 'receipt', VisibilityTimeout: 30 }],
  ]);
});
