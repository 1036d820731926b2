import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { redrive } from '../../../functions/aws/write/redrive.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { inProcess } from '../../support/in-process.ts';
import { must } from '../../support/must.ts';
import { safetyScene } from '../../support/safety-scene.ts';

const never = new AbortController().signal;

/** A dead-letter queue with so many messages, and the queue that they came from. */
const queues = async (count: number) => {
  const aws = localAws();
  const sqs = new SQSClient({ ...inProcess(aws), maxAttempts: 1 });
  const create = async (QueueName: string) => must((await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl);
  const [dead, work] = [await create('dead'), await create('work')];
  for (let n = 0; n < count; n += 1)
    await sqs.send(new SendMessageCommand({ QueueUrl: dead, MessageBody: `{"n":${n}}` }));
  const bodies = (name: string) => must(aws.world.queues.get(name)).messages.map(({ body }) => body);
  const move = (limit = never) => redrive({ sqs: async () => sqs }, dead, work, limit);
  return { aws, sqs, dead, bodies, move };
};

describe('a redrive', () => {
  it('sends every message to the queue that it came from, as it was, and deletes it', async () => {
    const { bodies, move } = await queues(25);
    const before = bodies('dead');
    expect(await move()).toEqual({ sent: 25 });
    expect(bodies('work').toSorted()).toEqual(before.toSorted());
    expect(bodies('dead')).toEqual([]);
  });

  it('keeps what the queue does not take, and says why', async () => {
    const { aws, bodies, move } = await queues(3);
    aws.faults.next('sqs:SendMessage', { error: 'AccessDeniedException', times: 3 });
    expect(await move()).toEqual({ sent: 0, fault: expect.stringContaining('sqs:SendMessage') });
    expect(bodies('dead')).toHaveLength(3);
  });

  it('is bounded, and says that there may be more', async () => {
    const { bodies, move } = await queues(1010);
    expect(await move()).toEqual({ sent: 1000, more: true });
    expect(bodies('dead')).toHaveLength(10);
  });

  it('begins nothing when no time is left', async () => {
    const { sqs, dead, move } = await queues(1);
    expect(await move(AbortSignal.abort())).toEqual({ sent: 0, more: true });
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead }))).Messages).toHaveLength(1);
  });
});

describe('the order to redrive', () => {
  const order = { redrive: 'WorkUndelivered', by: 'ana', reason: 'INC-7' };

  it('goes on record, and says how many messages were sent', async () => {
    const it = await safetyScene();
    const answer = await it.invoke(order, { redrive: async () => ({ sent: 3, fault: 'sqs:SendMessage: denied' }) });
    expect(answer).toMatchObject({ redriven: 3 });
    expect(answer.explanation).toContain('Others were not: sqs:SendMessage: denied.');
    expect(it.orders).toMatchObject([{ order: 'redrive', ids: ['WorkUndelivered'], by: 'ana' }]);
  });

  it('is refused where the environment does not name the queue, and for one whose messages came from none', async () => {
    const it = await safetyScene();
    await expect(it.invoke(order)).rejects.toThrow('the environment names no queue WorkUndelivered');
    await expect(it.invoke({ ...order, redrive: 'TimerUndelivered' })).rejects.toThrow(
      'redrive is "TimerUndelivered"; expected one of WorkUndelivered, EventsUndelivered',
    );
  });
});
