import { createHash } from 'node:crypto';
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
import { inBatch } from './batch.ts';
import { knownQueue, type SqsContext } from './context.ts';
import { numberOf, type Queue } from './queue.ts';

/** The MD5 of a text in hexadecimal digits, as SQS gives it for bodies. */
export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

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
  const id = nextUuid(world.random);
  const delayMs = (DelaySeconds ?? numberOf(queue, 'DelaySeconds')) * 1000;
  queue.messages.push({ id, body, attributes, sentAt: now(), visibleAt: now() + delayMs, receiveCount: 0 });
  return { MessageId: id, MD5OfMessageBody: md5(body) };
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
    return inBatch(input.Entries, (entry) => send(queue, entry, context));
  }),
];
