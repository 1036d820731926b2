import { answers, refuses, type Step, sqs } from '../step.ts';

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;
const redrive = (name: string, maxReceiveCount = 5) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount }),
});
const create = (QueueName: string, Attributes: Readonly<Record<string, string>> = {}): Step['input'] => ({
  QueueName,
  Attributes,
});

/** Queues: made, found, described and changed. */
export const queueSteps: readonly Step[] = [
  sqs('CreateQueue: it is new', create('dead'), answers(), { dead: 'QueueUrl' }),
  sqs('CreateQueue: it is new and has attributes', create('work', { VisibilityTimeout: '60' }), answers(), {
    work: 'QueueUrl',
  }),
  sqs(
    'CreateQueue: it exists as asked for',
    create('work', { VisibilityTimeout: '60' }),
    answers({ QueueUrl: '$work' }),
  ),
  sqs('CreateQueue: it exists otherwise', create('work', { VisibilityTimeout: '61' }), refuses('QueueNameExists')),
  sqs('CreateQueue: no queue may have the name', create('a b'), refuses('InvalidParameterValue')),
  sqs('CreateQueue: no queue has the attribute', create('odd', { Colour: 'red' }), refuses('InvalidAttributeName')),
  sqs(
    'CreateQueue: the attribute cannot have the value',
    create('odd', { VisibilityTimeout: 'long' }),
    refuses('InvalidAttributeValue'),
  ),
  sqs('CreateQueue: its messages are to be short', create('short', { MaximumMessageSize: '1024' }), answers(), {
    short: 'QueueUrl',
  }),
  sqs('CreateQueue: its messages are to be received once', create('once', redrive('dead', 1)), answers(), {
    once: 'QueueUrl',
  }),
  sqs('GetQueueUrl: it exists', { QueueName: 'work' }, answers({ QueueUrl: '$work' })),
  sqs('GetQueueUrl: there is no such queue', { QueueName: 'nobody' }, refuses('QueueDoesNotExist')),
  sqs('ListQueues: a prefix is given', { QueueNamePrefix: 'wo' }, answers({ QueueUrls: ['$work'] })),
  sqs('ListQueues: no queue has the prefix', { QueueNamePrefix: 'none' }, answers()),
  sqs('SetQueueAttributes: it gets a dead-letter queue', { QueueUrl: '$work', Attributes: redrive('dead') }, answers()),
  sqs(
    'SetQueueAttributes: there is no such dead-letter queue',
    { QueueUrl: '$work', Attributes: redrive('nobody') },
    refuses('InvalidParameterValue'),
  ),
  sqs(
    'SetQueueAttributes: no queue has the attribute',
    { QueueUrl: '$work', Attributes: { Colour: 'red' } },
    refuses('InvalidAttributeName'),
  ),
  sqs(
    'GetQueueAttributes: some are asked for',
    { QueueUrl: '$work', AttributeNames: ['QueueArn', 'VisibilityTimeout', 'ApproximateNumberOfMessages'] },
    answers({ Attributes: { QueueArn: arnOf('work'), VisibilityTimeout: '60', ApproximateNumberOfMessages: '0' } }),
  ),
  sqs(
    'GetQueueAttributes: all are asked for',
    { QueueUrl: '$work', AttributeNames: ['All'] },
    answers({
      Attributes: { DelaySeconds: '0', MessageRetentionPeriod: '345600', MaximumMessageSize: '1048576' },
    }),
  ),
  sqs(
    'GetQueueAttributes: no queue has the attribute',
    { QueueUrl: '$work', AttributeNames: ['Colour'] },
    refuses('InvalidAttributeName'),
  ),
];
