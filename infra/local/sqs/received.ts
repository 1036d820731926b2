import {
  ChangeMessageVisibility$,
  ChangeMessageVisibilityBatch$,
  type ChangeMessageVisibilityBatchRequest,
  type ChangeMessageVisibilityBatchResult,
  type ChangeMessageVisibilityRequest,
  DeleteMessage$,
  DeleteMessageBatch$,
  type DeleteMessageBatchRequest,
  type DeleteMessageBatchResult,
  type DeleteMessageRequest,
} from '@aws-sdk/client-sqs';
import { type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import type { Queue } from '../world/queue.ts';
import { inBatch } from './batch.ts';
import { knownQueue, type SqsContext } from './context.ts';

/** The longest visibility timeout, 12 hours in seconds. */
const LONGEST = 43_200;

const checkHandle = (handle = ''): string => {
  if (/^[0-9a-f-]{36}$/.test(handle)) return handle;
  throw new AwsFault('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
};

// A handle that a later receive replaced is accepted and deletes nothing, as SQS documents for DeleteMessage.
const remove = (queue: Queue, receiptHandle: string | undefined) => {
  const handle = checkHandle(receiptHandle);
  queue.messages = queue.messages.filter((message) => message.receiptHandle !== handle);
  return {};
};

const hide = (queue: Queue, receiptHandle: string | undefined, seconds: number | undefined, now: number) => {
  if (seconds === undefined || seconds < 0 || seconds > LONGEST) {
    throw new AwsFault(
      'InvalidParameterValue',
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and ${LONGEST}, if provided.`,
    );
  }
  const handle = checkHandle(receiptHandle);
  const message = queue.messages.find((each) => each.receiptHandle === handle);
  if (!message || message.visibleAt <= now) {
    throw new AwsFault('MessageNotInflight', 'The specified message is not in flight.');
  }
  message.visibleAt = now + seconds * 1000;
  return {};
};

/** What a receiver does with what it received. */
export const receivedOperations: readonly Operation<SqsContext>[] = [
  operation(DeleteMessage$, (input: DeleteMessageRequest, context: SqsContext) =>
    remove(knownQueue(context, input.QueueUrl), input.ReceiptHandle),
  ),
  operation(DeleteMessageBatch$, (input: DeleteMessageBatchRequest, context: SqsContext): DeleteMessageBatchResult => {
    const queue = knownQueue(context, input.QueueUrl);
    return inBatch(input.Entries, ({ ReceiptHandle }) => remove(queue, ReceiptHandle));
  }),
  operation(ChangeMessageVisibility$, (input: ChangeMessageVisibilityRequest, context: SqsContext) =>
    hide(knownQueue(context, input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout, context.now()),
  ),
  operation(
    ChangeMessageVisibilityBatch$,
    (input: ChangeMessageVisibilityBatchRequest, context: SqsContext): ChangeMessageVisibilityBatchResult => {
      const queue = knownQueue(context, input.QueueUrl);
      return inBatch(input.Entries, (entry) =>
        hide(queue, entry.ReceiptHandle, entry.VisibilityTimeout, context.now()),
      );
    },
  ),
];
