import {
  CreateQueue$,
  type CreateQueueRequest,
  type CreateQueueResult,
  GetQueueAttributes$,
  type GetQueueAttributesRequest,
  type GetQueueAttributesResult,
  GetQueueUrl$,
  type GetQueueUrlRequest,
  type GetQueueUrlResult,
  ListQueues$,
  type ListQueuesRequest,
  type ListQueuesResult,
  SetQueueAttributes$,
  type SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';
import { type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { defaults, type Queue, redriveOf } from '../world/queue.ts';
import type { World } from '../world/world.ts';
import { knownQueue, type SqsContext, urlOf } from './context.ts';

const SETTABLE: ReadonlySet<string> = new Set([
  ...Object.keys(defaults),
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'Policy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);

const unknownAttribute = (name: string) => new AwsFault('InvalidAttributeName', `Unknown Attribute ${name}.`);

const setAttributes = (queue: Queue, attributes: Readonly<Record<string, string>>, world: World): void => {
  const asked = Object.entries(attributes);
  for (const [name, value] of asked) {
    if (!SETTABLE.has(name)) throw unknownAttribute(name);
    if (name in defaults && !/^\d+$/.test(value)) {
      throw new AwsFault('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    }
  }
  const redrive = redriveOf(new Map(asked));
  if (redrive && !world.queues.values().some(({ arn }) => arn === redrive.deadLetterTargetArn)) {
    throw new AwsFault(
      'InvalidParameterValue',
      'Value for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.',
    );
  }
  for (const [name, value] of asked) queue.attributes.set(name, value);
};

const create = (input: CreateQueueRequest, context: SqsContext): CreateQueueResult => {
  const { world, now } = context;
  const { QueueName: name = '' } = input;
  // Only standard queues are kept here, so a FIFO queue's `.fifo` is as wrong as any other character.
  if (!/^[\w-]{1,80}$/.test(name)) {
    throw new AwsFault(
      'InvalidParameterValue',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  }
  const queue: Queue = world.queues.get(name) ?? {
    name,
    arn: `arn:aws:sqs:${world.region}:${world.account}:${name}`,
    createdAt: now(),
    attributes: new Map(),
    messages: [],
  };
  const { Attributes: asked = {} } = input;
  if (world.queues.has(name) && Object.entries(asked).some(([key, value]) => queue.attributes.get(key) !== value)) {
    throw new AwsFault(
      'QueueNameExists',
      'A queue already exists with the same name and a different value for an attribute.',
    );
  }
  setAttributes(queue, asked, world);
  world.queues.set(name, queue);
  return { QueueUrl: urlOf(context, queue) };
};

const count = (queue: Queue, now: number) => {
  const hidden = queue.messages.filter(({ visibleAt }) => visibleAt > now);
  const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
  return {
    ApproximateNumberOfMessages: String(queue.messages.length - hidden.length),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed),
  };
};

const getAttributes = (input: GetQueueAttributesRequest, context: SqsContext): GetQueueAttributesResult => {
  const queue = knownQueue(context, input.QueueUrl);
  const created = String(Math.floor(queue.createdAt / 1000));
  const all: Record<string, string> = {
    ...defaults,
    ...Object.fromEntries(queue.attributes),
    ...count(queue, context.now()),
    QueueArn: queue.arn,
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
  };
  const names: readonly string[] = input.AttributeNames ?? [];
  for (const name of names) {
    if (name !== 'All' && !(name in all) && !SETTABLE.has(name)) throw unknownAttribute(name);
  }
  const wanted = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
  return { Attributes: Object.fromEntries(wanted) };
};

const list = (input: ListQueuesRequest, context: SqsContext): ListQueuesResult => {
  const { QueueNamePrefix: prefix = '' } = input;
  const queues = context.world.queues.values().filter(({ name }) => name.startsWith(prefix));
  return { QueueUrls: [...queues].map((queue) => urlOf(context, queue)) };
};

/** The operations on queues themselves. */
export const queueOperations: readonly Operation<SqsContext>[] = [
  operation(CreateQueue$, create),
  operation(GetQueueAttributes$, getAttributes),
  operation(
    GetQueueUrl$,
    (input: GetQueueUrlRequest, context: SqsContext): GetQueueUrlResult => ({
      QueueUrl: urlOf(context, knownQueue(context, input.QueueName)),
    }),
  ),
  operation(ListQueues$, list),
  operation(SetQueueAttributes$, (input: SetQueueAttributesRequest, context: SqsContext) =>
    setAttributes(knownQueue(context, input.QueueUrl), input.Attributes ?? {}, context.world),
  ),
];
