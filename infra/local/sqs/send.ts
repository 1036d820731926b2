import {
  SendMessage$,
  SendMessageBatch$,
  type SendMessageBatchRequest,
  type SendMessageBatchResult,
  type SendMessageRequest,
  type SendMessageResult,
} from '@aws-sdk/client-sqs';
import { type Operation, operation } from '../operation.ts';
import { nextUuid } from '../random.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { numberOf, type Queue } from '../world/queue.ts';
import { inBatch } from './batch.ts';
import { knownQueue, type SqsContext } from './context.ts';
import { md5, md5OfAttributes } from './md5.ts';

/** The longest that a message may be delayed, in seconds. */
const LONGEST_DELAY = 900;
/** What the messages of a batch may have together, in bytes. */
const LARGEST_BATCH = 1_048_576;

const checkSize = (entries: SendMessageBatchRequest['Entries'] = []): void => {
  const size = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
  if (size <= LARGEST_BATCH) return;
  throw new AwsFault(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${LARGEST_BATCH} bytes. You have sent ${size} bytes.`,
  );
};

const delayOf = (queue: Queue, asked: number | undefined): number => {
  const seconds = asked ?? numberOf(queue, 'DelaySeconds');
  if (seconds >= 0 && seconds <= LONGEST_DELAY) return seconds * 1000;
  throw new AwsFault(
    'InvalidParameterValue',
    `Value ${seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${LONGEST_DELAY}.`,
  );
};

const send = (
  queue: Queue,
  { MessageBody: body = '', DelaySeconds, MessageAttributes: attributes = {} }: Omit<SendMessageRequest, 'QueueUrl'>,
  { world, now }: SqsContext,
) => {
  if (body === '') throw new AwsFault('MissingParameter', 'The request must contain the parameter MessageBody.');
  const most = numberOf(queue, 'MaximumMessageSize');
  if (Buffer.byteLength(body) > most) {
    throw new AwsFault(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  }
  const visibleAt = now() + delayOf(queue, DelaySeconds);
  const id = nextUuid(world.random);
  queue.messages.push({ id, body, attributes, sentAt: now(), visibleAt, receiveCount: 0 });
  return { MessageId: id, MD5OfMessageBody: md5(body), MD5OfMessageAttributes: md5OfAttributes(attributes) };
};

/** Sending messages. */
export const sendOperations: readonly Operation<SqsContext>[] = [
  operation(
    SendMessage$,
    (input: SendMessageRequest, context: SqsContext): SendMessageResult =>
      send(knownQueue(context, input.QueueUrl), input, context),
  ),
  operation(SendMessageBatch$, (input: SendMessageBatchRequest, context: SqsContext): SendMessageBatchResult => {
    const queue = knownQueue(context, input.QueueUrl);
    checkSize(input.Entries);
    return inBatch(input.Entries, (entry) => send(queue, entry, context));
  }),
];
