import {
  type Message as MessageDescription,
  ReceiveMessage$,
  type ReceiveMessageRequest,
  type ReceiveMessageResult,
} from '@aws-sdk/client-sqs';
import { type Operation, operation } from '../operation.ts';
import { nextUuid } from '../random.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { type Message, numberOf, type Queue, redriveOf } from '../world/queue.ts';
import { knownQueue, type SqsContext } from './context.ts';
import { md5, md5OfAttributes } from './md5.ts';

const POLL_MS = 50;

const named = <Value>(all: Readonly<Record<string, Value>>, names: readonly string[] = []): Record<string, Value> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name)));

const describe = (of: Message, input: ReceiveMessageRequest, sender: string): MessageDescription => {
  const system = {
    SenderId: sender,
    SentTimestamp: String(of.sentAt),
    ApproximateReceiveCount: String(of.receiveCount),
    ApproximateFirstReceiveTimestamp: String(of.firstReceivedAt),
  };
  const attributes = named(system, [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]);
  const own = named(of.attributes, input.MessageAttributeNames);
  return {
    MessageId: of.id,
    ReceiptHandle: of.receiptHandle,
    Body: of.body,
    MD5OfBody: md5(of.body),
    MD5OfMessageAttributes: md5OfAttributes(own),
    ...(Object.keys(attributes).length > 0 ? { Attributes: attributes } : {}),
    ...(Object.keys(own).length > 0 ? { MessageAttributes: own } : {}),
  };
};

const moveDead = (queue: Queue, { world, now }: SqsContext): void => {
  const redrive = redriveOf(queue.attributes);
  const target = world.queues.values().find(({ arn }) => arn === redrive?.deadLetterTargetArn);
  if (!redrive || !target) return;
  const isDead = ({ visibleAt, receiveCount }: Message) =>
    visibleAt <= now() && receiveCount >= redrive.maxReceiveCount;
  target.messages.push(...queue.messages.filter(isDead));
  queue.messages = queue.messages.filter((message) => !isDead(message));
};

const take = (queue: Queue, input: ReceiveMessageRequest, context: SqsContext): Message[] => {
  const { world, now } = context;
  moveDead(queue, context);
  const hiddenMs = (input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout')) * 1000;
  const taken = queue.messages.filter(({ visibleAt }) => visibleAt <= now()).slice(0, input.MaxNumberOfMessages ?? 1);
  for (const message of taken) {
    message.receiveCount += 1;
    message.firstReceivedAt ??= now();
    message.visibleAt = now() + hiddenMs;
    message.receiptHandle = nextUuid(world.random);
  }
  return taken;
};

const receive = async (input: ReceiveMessageRequest, context: SqsContext): Promise<ReceiveMessageResult> => {
  const { MaxNumberOfMessages: most = 1 } = input;
  if (most < 1 || most > 10) {
    throw new AwsFault(
      'InvalidParameterValue',
      `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
    );
  }
  const queue = knownQueue(context, input.QueueUrl);
  const waitMs = (input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds')) * 1000;
  const until = context.now() + waitMs;
  let taken = take(queue, input, context);
  while (taken.length === 0 && context.now() < until) {
    await context.sleep(POLL_MS);
    taken = take(queue, input, context);
  }
  return taken.length === 0 ? {} : { Messages: taken.map((each) => describe(each, input, context.world.account)) };
};

/** Receiving messages; those received too often go to the dead-letter queue instead. */
export const receiveOperations: readonly Operation<SqsContext>[] = [operation(ReceiveMessage$, receive)];
