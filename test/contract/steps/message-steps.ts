import { answers, lacks, refuses, type Step, sqs } from '../step.ts';

const kind = { kind: { DataType: 'String', StringValue: 'x' } };
const attributes = { ...kind, bytes: { DataType: 'Binary', BinaryValue: '\x01\x02\x03' } };
const body = { Body: 'one', MD5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82' };
const batch = (...Entries: readonly object[]): Step['input'] => ({ QueueUrl: '$work', Entries });
const onWork = (more: Step['input']): Step['input'] => ({ QueueUrl: '$work', ...more });
const nowhere = 'http://127.0.0.1/123456789012/nobody';
const handle = (ReceiptHandle: string, more: Step['input'] = {}): Step['input'] => onWork({ ReceiptHandle, ...more });

const ofNoQueue = [
  { operation: 'SendMessage', input: { MessageBody: 'lost' } },
  { operation: 'SendMessageBatch', input: { Entries: [{ Id: '1', MessageBody: 'lost' }] } },
  { operation: 'ReceiveMessage', input: {} },
  { operation: 'DeleteMessage', input: { ReceiptHandle: 'x' } },
  { operation: 'DeleteMessageBatch', input: { Entries: [{ Id: '1', ReceiptHandle: 'x' }] } },
  { operation: 'ChangeMessageVisibility', input: { ReceiptHandle: 'x', VisibilityTimeout: 1 } },
  {
    operation: 'ChangeMessageVisibilityBatch',
    input: { Entries: [{ Id: '1', ReceiptHandle: 'x', VisibilityTimeout: 1 }] },
  },
  { operation: 'GetQueueAttributes', input: { AttributeNames: ['All'] } },
  { operation: 'SetQueueAttributes', input: { Attributes: { DelaySeconds: '1' } } },
];

const badBatches = [
  { when: 'the batch is empty', entries: [], error: 'EmptyBatchRequest' },
  { when: 'the batch has eleven entries', entries: Array(11).fill({}), error: 'TooManyEntriesInBatchRequest' },
  { when: 'two entries have one id', entries: [{ Id: '1' }, { Id: '1' }], error: 'BatchEntryIdsNotDistinct' },
  { when: 'the id of an entry has a space', entries: [{ Id: 'a b' }], error: 'InvalidBatchEntryId' },
] as const;
const rest = { MessageBody: 'body', ReceiptHandle: 'x', VisibilityTimeout: 1 };
const members: Readonly<Record<string, readonly (keyof typeof rest)[]>> = {
  SendMessageBatch: ['MessageBody'],
  DeleteMessageBatch: ['ReceiptHandle'],
  ChangeMessageVisibilityBatch: ['ReceiptHandle', 'VisibilityTimeout'],
};
const badBatchSteps = Object.entries(members).flatMap(([operation, names]) =>
  badBatches.map(({ when, entries, error }) => {
    const whole = entries.map((entry: object, index: number) => ({
      Id: `${index}`,
      ...Object.fromEntries(names.map((name) => [name, rest[name]])),
      ...entry,
    }));
    return sqs(`${operation}: ${when}`, batch(...whole), refuses(error));
  }),
);

/** Messages: sent, received, hidden and deleted. */
export const messageSteps: readonly Step[] = [
  sqs(
    'SendMessage: it has two attributes',
    onWork({ MessageBody: 'one', MessageAttributes: attributes }),
    answers({
      MD5OfMessageBody: 'f97c5d29941bfb1b2fdab0874906ab82',
      MD5OfMessageAttributes: 'd785dc1b8550d5eddb86ba0ec4511b07',
    }),
  ),
  sqs('SendMessage: its body is empty', { QueueUrl: '$short', MessageBody: '' }, refuses('MissingParameter')),
  sqs('SendMessage: it has no body', onWork({}), refuses('MissingParameter')),
  sqs('SendMessage: its body is a number', onWork({ MessageBody: 3 }), refuses('MalformedInput')),
  sqs(
    'SendMessage: it is longer than the queue takes',
    { QueueUrl: '$short', MessageBody: 'x'.repeat(1025) },
    refuses('InvalidParameterValue'),
  ),
  sqs(
    'SendMessage: it is to wait longer than a message may',
    onWork({ MessageBody: 'late', DelaySeconds: 901 }),
    refuses('InvalidParameterValue'),
  ),
  sqs(
    'SendMessageBatch: all is right',
    batch({ Id: 'first', MessageBody: 'two' }, { Id: 'second', MessageBody: 'three' }),
    answers({ Successful: [{ Id: 'first' }, { Id: 'second' }] }),
  ),
  sqs(
    'SendMessageBatch: one of two is to wait longer than a message may',
    batch({ Id: 'right', MessageBody: 'four' }, { Id: 'wrong', MessageBody: 'five', DelaySeconds: 901 }),
    answers({
      Successful: [{ Id: 'right' }],
      Failed: [{ Id: 'wrong', Code: 'InvalidParameterValue', SenderFault: true }],
    }),
  ),
  sqs(
    'SendMessageBatch: the entries are too long together',
    batch(...['1', '2'].map((Id) => ({ Id, MessageBody: 'x'.repeat(600_000) }))),
    refuses('BatchRequestTooLong'),
  ),
  ...badBatchSteps,

  sqs('ReceiveMessage: eleven are asked for', onWork({ MaxNumberOfMessages: 11 }), refuses('InvalidParameterValue')),
  sqs(
    'ReceiveMessage: one of several is asked for, with its attributes',
    onWork({ MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }),
    answers({
      Messages: [
        {
          ...body,
          MD5OfMessageAttributes: 'd785dc1b8550d5eddb86ba0ec4511b07',
          MessageAttributes: kind,
          Attributes: { ApproximateReceiveCount: '1' },
        },
      ],
    }),
    { handle: 'Messages.0.ReceiptHandle' },
  ),
  sqs(
    'ChangeMessageVisibility: it is to be hidden longer than a message may',
    handle('$handle', { VisibilityTimeout: 43_201 }),
    refuses('InvalidParameterValue'),
  ),
  sqs('ChangeMessageVisibility: no time is given', handle('$handle'), refuses('MissingParameter')),
  sqs(
    'ChangeMessageVisibility: the handle is none that it gave',
    handle('nonsense', { VisibilityTimeout: 1 }),
    refuses('ReceiptHandleIsInvalid', 404),
  ),
  sqs('ChangeMessageVisibility: it is to come back at once', handle('$handle', { VisibilityTimeout: 0 }), answers()),
  sqs(
    'ChangeMessageVisibility: it came back',
    handle('$handle', { VisibilityTimeout: 0 }),
    refuses('MessageNotInflight'),
  ),
  sqs(
    'ReceiveMessage: all are asked for, with one of two attributes',
    onWork({ MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['kind'] }),
    answers({
      Messages: [
        {
          ...body,
          MD5OfMessageAttributes: '57dd03eb020678b56fd5c31e88f4cff1',
          Attributes: { ApproximateReceiveCount: '2' },
        },
        { Body: 'two' },
        { Body: 'three' },
        { Body: 'four' },
      ],
    }),
    {
      one: 'Messages.0.ReceiptHandle',
      two: 'Messages.1.ReceiptHandle',
      three: 'Messages.2.ReceiptHandle',
    },
  ),
  sqs('ReceiveMessage: all are hidden', onWork({}), lacks('Messages')),
  sqs(
    'ChangeMessageVisibilityBatch: one of two handles is none that it gave',
    batch(
      { Id: 'right', ReceiptHandle: '$two', VisibilityTimeout: 120 },
      { Id: 'wrong', ReceiptHandle: 'nonsense', VisibilityTimeout: 120 },
    ),
    answers({ Successful: [{ Id: 'right' }], Failed: [{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid' }] }),
  ),
  sqs('ReceiveMessage: one is to stay hidden longer', onWork({}), lacks('Messages')),
  sqs('DeleteMessage: it was received', handle('$one'), answers()),
  sqs('DeleteMessage: it is gone', handle('$one'), answers()),
  sqs('DeleteMessage: the handle is none that it gave', handle('nonsense'), refuses('ReceiptHandleIsInvalid', 404)),
  sqs(
    'DeleteMessageBatch: one of three handles is none that it gave',
    batch(
      { Id: 'two', ReceiptHandle: '$two' },
      { Id: 'three', ReceiptHandle: '$three' },
      { Id: 'wrong', ReceiptHandle: 'nonsense' },
    ),
    answers({
      Successful: [{ Id: 'two' }, { Id: 'three' }],
      Failed: [{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid', SenderFault: true }],
    }),
  ),
  sqs(
    'GetQueueAttributes: one message of four is left and hidden',
    { QueueUrl: '$work', AttributeNames: ['ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessages'] },
    answers({ Attributes: { ApproximateNumberOfMessagesNotVisible: '1', ApproximateNumberOfMessages: '0' } }),
  ),
  sqs('SendMessage: it may be received once', { QueueUrl: '$once', MessageBody: 'poison' }, answers()),
  sqs('ReceiveMessage: it may be received once', { QueueUrl: '$once' }, answers({ Messages: [{ Body: 'poison' }] }), {
    poison: 'Messages.0.ReceiptHandle',
  }),
  sqs(
    'ChangeMessageVisibility: it was received as often as it may be',
    { QueueUrl: '$once', ReceiptHandle: '$poison', VisibilityTimeout: 0 },
    answers(),
  ),
  sqs('ReceiveMessage: it was received as often as it may be', { QueueUrl: '$once' }, lacks('Messages')),
  sqs('ReceiveMessage: it is a dead letter', { QueueUrl: '$dead' }, answers({ Messages: [{ Body: 'poison' }] })),
  ...ofNoQueue.map(({ operation, input }) =>
    sqs(`${operation}: there is no such queue`, { QueueUrl: nowhere, ...input }, refuses('QueueDoesNotExist')),
  ),
];
