import type { SQSRecord } from 'aws-lambda';
import { list, text } from '../../../functions/intake/read.ts';
import { must } from '../../support/must.ts';
import type { Chance } from '../stage/chance.ts';
import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';
import type { Invocations } from './invocations.ts';
import { queueUrls } from './queues.ts';

type Name = Process['queue'];

/** Invocations at once, and how long messages are gathered, in milliseconds. */
const mappings: Readonly<Record<Name, { readonly mostAtOnce: number; readonly windowMs: number }>> = {
  work: { mostAtOnce: 4, windowMs: 3_000 },
  region: { mostAtOnce: 2, windowMs: 60_000 },
};

const recordOf = (message: unknown): SQSRecord => ({
  messageId: text(message, 'MessageId') ?? '',
  receiptHandle: text(message, 'ReceiptHandle') ?? '',
  body: text(message, 'Body') ?? '',
  attributes: {
    ApproximateReceiveCount: text(message, 'Attributes.ApproximateReceiveCount') ?? '',
    SentTimestamp: text(message, 'Attributes.SentTimestamp') ?? '',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:work',
  awsRegion: 'us-east-1',
});

/** Lambda's event source mappings: hand batches of messages to invocations, and delete what they do not name as failed. */
export const pollQueues = (stage: Stage, chance: Chance, { batch }: Pick<Invocations, 'batch'>) => {
  const { account, timeline, world } = stage;
  const dead = new Set<string>();

  const noticeDead = (): void => {
    for (const { id: messageId } of world.queues.get('undelivered')?.messages ?? []) {
      if (dead.has(messageId)) continue;
      dead.add(messageId);
      stage.happen({ kind: 'dead', messageId });
    }
  };

  const pollOne = (name: Name) => {
    const { mostAtOnce, windowMs } = mappings[name];
    const QueueUrl = queueUrls[name];
    const queue = () => must(world.queues.get(name));
    const known = new Set<string>();
    let running = 0;
    let latest = 0;

    const noticeNew = (): void => {
      for (const { id: messageId, body, sentAt } of queue().messages) {
        if (known.has(messageId)) continue;
        known.add(messageId);
        stage.happen({ kind: 'queued', queue: name, messageId, body, sentAt });
      }
    };

    const finish = (process: Process, records: readonly SQSRecord[], answer: unknown): void => {
      running -= 1;
      const failed = list(answer, 'batchItemFailures').map((failure) => text(failure, 'itemIdentifier'));
      // An invocation that died or threw has no answer, and nothing of its batch is deleted.
      const done = answer === undefined ? [] : records.filter(({ messageId }) => !failed.includes(messageId));
      for (const { messageId, receiptHandle } of done) {
        account.sqs('DeleteMessage', { QueueUrl, ReceiptHandle: receiptHandle });
        stage.happen({ kind: 'deleted', process, messageId });
      }
      poll();
    };

    const receive = async (): Promise<void> => {
      queue().messages = [...chance.shuffled(queue().messages)];
      const received = await account.sqs('ReceiveMessage', {
        QueueUrl,
        MaxNumberOfMessages: chance.between(1, 10),
        MessageSystemAttributeNames: ['All'],
      });
      noticeDead();
      const Records = list(received, 'Messages').map(recordOf);
      if (Records.length === 0) return poll();
      running += 1;
      const { process, ended } = batch(name, { Records });
      stage.happen({ kind: 'received', process, messageIds: Records.map(({ messageId }) => messageId) });
      void ended.then((answer) => finish(process, Records, answer));
      poll();
    };

    /** Receives when the next message can be seen, unless enough invocations are running: one that ends polls again. */
    const poll = (): void => {
      noticeNew();
      if (running >= mostAtOnce || queue().messages.length === 0) return;
      latest += 1;
      const mine = latest;
      const next = Math.min(...queue().messages.map(({ visibleAt }) => visibleAt));
      timeline.after(next - timeline.now() + chance.between(0, windowMs), () => {
        if (mine === latest && running < mostAtOnce) void receive();
      });
    };
    return { poll, isIdle: (): boolean => running === 0 && queue().messages.length === 0 };
  };

  const all = (['work', 'region'] as const).map(pollOne);
  const poll = (): void => {
    for (const each of all) each.poll();
  };
  stage.watch((it) => {
    if (it.kind === 'performed' && it.call.operation.startsWith('SendMessage')) poll();
  });
  return { poll, isIdle: (): boolean => all.every((each) => each.isIdle()) };
};
