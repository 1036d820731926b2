import { setTimeout as wait } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LocalFunction } from './control-plane.ts';

/** Messages of one batch, and the time between two batches in ms: slow enough to watch. */
const pace = { batch: 1, apartMs: 100 };

const recordOf = ({ MessageId, Body, ReceiptHandle, Attributes = {} }: Message) => ({
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  body: Body,
  attributes: Attributes,
  messageAttributes: {},
  eventSource: 'aws:sqs',
  awsRegion: 'us-east-1',
});

/** Takes one batch from a queue as Lambda does: hands it to the function, and deletes what that does not name as failed. */
const takeBatch = async (sqs: SQSClient, QueueUrl: string, handle: LocalFunction): Promise<boolean> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: pace.batch,
      VisibilityTimeout: 60,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  if (Messages.length === 0) return false;
  const answer = (await handle({ Records: Messages.map(recordOf) })) as {
    readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
  };
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const Entries = Messages.filter(({ MessageId = '' }) => !failed.has(MessageId)).map(
    ({ MessageId: Id, ReceiptHandle }) => ({ Id, ReceiptHandle }),
  );
  if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  return true;
};

/** What feeds a function from a queue. */
export interface EventSource {
  /** Works until nothing waits that can be received now. */
  drain(): Promise<void>;
  /** Ends once the batch that is under way has ended. */
  stop(): Promise<void>;
}

/** Feeds a function from a queue for as long as this process lives. */
export const eventSource = (sqs: SQSClient, queueUrl: string, handle: LocalFunction): EventSource => {
  let isStopped = false;
  const work = async (): Promise<void> => {
    while (!isStopped) {
      await takeBatch(sqs, queueUrl, handle);
      await wait(pace.apartMs, undefined, { ref: false });
    }
  };
  let working: Promise<void> | undefined;
  return {
    drain: async () => {
      while (await takeBatch(sqs, queueUrl, handle));
      working ??= work();
    },
    stop: async () => {
      isStopped = true;
      await working;
    },
  };
};
