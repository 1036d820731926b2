import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Clock } from '../../functions/engine/ports/ports.ts';
import { lambdaContext } from './engine-app.ts';
import { message } from './engine-events.ts';
import { must } from './must.ts';

/** What Lambda's event source mapping for SQS needs to play its part. */
export interface EventSource {
  readonly sqs: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly clock: Pick<Clock, 'now'>;
  /** How long the function may take, in ms. */
  readonly timeoutMs: number;
  /** Messages in one batch at most; 10 when left out. */
  readonly batchSize?: number;
  /** The function: answers a batch with `{ batchItemFailures }`. */
  handle(event: SQSEvent, context: Context): Promise<unknown>;
}

/** One batch: how many messages it had, and how many of them stay on the queue. */
export interface Batch {
  readonly received: number;
  readonly failed: number;
}

const recordOf = ({ MessageId, Body, ReceiptHandle, Attributes = {} }: Message): SQSRecord => ({
  ...message(must(MessageId), must(Body), Number(Attributes['ApproximateReceiveCount'])),
  receiptHandle: must(ReceiptHandle),
});

/**
 * Takes one batch of messages from the queue as Lambda does: hands them to the function, and deletes those
 * that it does not name as failed. When the function takes longer than its timeout, all of them have failed.
 */
export const takeBatch = async ({
  sqs,
  queueUrl,
  clock,
  timeoutMs,
  batchSize = 10,
  handle,
}: EventSource): Promise<Batch> => {
  const received = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    }),
  );
  const records = (received.Messages ?? []).map(recordOf);
  if (records.length === 0) return { received: 0, failed: 0 };

  const deadline = clock.now() + timeoutMs;
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => deadline - clock.now() };
  const { batchItemFailures } = (await handle({ Records: records }, context)) as SQSBatchResponse;
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = clock.now() > deadline ? [] : records.filter(({ messageId }) => !failed.has(messageId));
  if (done.length > 0) {
    const Entries = done.map(({ messageId, receiptHandle }) => ({ Id: messageId, ReceiptHandle: receiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
  return { received: records.length, failed: records.length - done.length };
};
