import type { SQSRecord } from 'aws-lambda';
import { list, text } from '../../../functions/intake/read.ts';
import { must } from '../../support/must.ts';
import type { Chance } from '../stage/chance.ts';
import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';
import type { Invocations } from './invocations.ts';
import { queueUrl } from './queues.ts';

/** Invocations at once. */
const mostAtOnce = 4;

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

/** Lambda's event source mapping: hands batches of messages to invocations, and deletes what they do not name as failed. */
export const pollQueue = (stage: Stage, chance: Chance, { batch }: Pick<Invocations, 'batch'>) => {
  const { account, timeline, world } = stage;
  const queue = () => must(world.queues.get('work'));
  const known = new Set<string>();
  const dead = new Set<string>();
  let running = 0;

  const noticeNew = (): void => {
    for (const { id: messageId, body } of queue().messages) {
      if (known.has(messageId)) continue;
      known.add(messageId);
      stage.happen({ kind: 'queued', messageId, body });
    }
  };
  const noticeDead = (): void => {
    for (const { id: messageId } of world.queues.get('undelivered')?.messages ?? []) {
      if (dead.has(messageId)) continue;
      dead.add(messageId);
      stage.happen({ kind: 'dead', messageId });
    }
  };

  const finish = (process: Process, records: readonly SQSRecord[], answer: unknown): void => {
    running -= 1;
    const failed = list(answer, 'batchItemFailures').map((failure) => text(failure, 'itemIdentifier'));
    // An invocation that died or threw has no answer, and nothing of its batch is deleted.
    const done = answer === undefined ? [] : records.filter(({ messageId }) => !failed.includes(messageId));
    for (const { messageId, receiptHandle } of done) {
      account.sqs('DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle: receiptHandle });
      stage.happen({ kind: 'deleted', process, messageId });
    }
    poll();
  };

  const receive = async (): Promise<void> => {
    queue().messages = [...chance.shuffled(queue().messages)];
    const received = await account.sqs('ReceiveMessage', {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: chance.between(1, 10),
      MessageSystemAttributeNames: ['All'],
    });
    noticeDead();
    const Records = list(received, 'Messages').map(recordOf);
    if (Records.length === 0) return poll();
    running += 1;
    const { process, ended } = batch({ Records });
    stage.happen({ kind: 'received', process, messageIds: Records.map(({ messageId }) => messageId) });
    void ended.then((answer) => finish(process, Records, answer));
    poll();
  };

  let latest = 0;
  /** Receives when the next message can be seen, unless enough invocations are running: one that ends polls again. */
  const poll = (): void => {
    noticeNew();
    if (running >= mostAtOnce || queue().messages.length === 0) return;
    latest += 1;
    const mine = latest;
    const next = Math.min(...queue().messages.map(({ visibleAt }) => visibleAt));
    timeline.after(next - timeline.now() + chance.between(0, 3_000), () => {
      if (mine === latest && running < mostAtOnce) void receive();
    });
  };

  stage.watch((it) => {
    if (it.kind === 'performed' && it.call.operation === 'SendMessageBatch') poll();
  });

  return { poll, isIdle: (): boolean => running === 0 && queue().messages.length === 0 };
};
