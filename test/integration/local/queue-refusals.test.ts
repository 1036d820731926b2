import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { localAws } from '../../../infra/local/local-aws.ts';

const aws = localAws();
const sqs = new SQSClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  requestHandler: aws.handler,
  maxAttempts: 1,
});
let endpoint: Listening;
let QueueUrl: string | undefined;
beforeAll(async () => {
  endpoint = await aws.listen();
  ({ QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' })));
});
afterAll(() => endpoint.close());

const ask = (operation: string, input: object) =>
  fetch(endpoint.url, {
    method: 'POST',
    headers: { 'x-amz-target': `AmazonSQS.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ QueueUrl, ...input }),
  });

describe('a refusal by SQS', () => {
  it.each([
    {
      of: 'a queue that does not exist',
      operation: 'SendMessage',
      input: { QueueUrl: 'http://localhost/1/nobody', MessageBody: 'x' },
      status: 400,
      type: 'com.amazonaws.sqs#QueueDoesNotExist',
      former: 'AWS.SimpleQueueService.NonExistentQueue;Sender',
    },
    {
      of: 'an empty batch',
      operation: 'SendMessageBatch',
      input: { Entries: [] },
      status: 400,
      type: 'com.amazonaws.sqs#EmptyBatchRequest',
      former: 'AWS.SimpleQueueService.EmptyBatchRequest;Sender',
    },
    {
      of: 'a handle that it never gave',
      operation: 'DeleteMessage',
      input: { ReceiptHandle: 'nonsense' },
      status: 404,
      type: 'com.amazonaws.sqs#ReceiptHandleIsInvalid',
      former: 'ReceiptHandleIsInvalid;Sender',
    },
    {
      of: 'a number that is too large',
      operation: 'ReceiveMessage',
      input: { MaxNumberOfMessages: 11 },
      status: 400,
      type: 'com.amazon.coral.service#InvalidParameterValueException',
      former: 'InvalidParameterValue;Sender',
    },
    {
      of: 'a message without a body',
      operation: 'SendMessage',
      input: {},
      status: 400,
      type: 'com.amazon.coral.service#MissingRequiredParameterException',
      former: 'MissingParameter;Sender',
    },
    {
      of: 'a body of another type',
      operation: 'SendMessage',
      input: { MessageBody: 3 },
      status: 400,
      type: 'com.amazon.coral.service#SerializationException',
      former: 'MalformedInput;Sender',
    },
  ])('of $of says what it is in both protocols', async ({ operation, input, status, type, former }) => {
    const response = await ask(operation, input);
    expect({
      status: response.status,
      type: JSON.parse(await response.text()).__type,
      former: response.headers.get('x-amzn-query-error'),
    }).toEqual({ status, type, former });
  });

  it.each([
    { error: 'RequestThrottled', status: 403, former: 'RequestThrottled;Sender' },
    { error: 'AccessDenied', status: 403, former: 'AccessDenied;Sender' },
    { error: 'InternalFailure', status: 500, former: 'InternalFailure;Receiver' },
    { error: 'ServiceUnavailable', status: 503, former: 'ServiceUnavailable;Receiver' },
  ])('that a script asks for, $error, has the status that SQS gives it', async ({ error, status, former }) => {
    aws.faults.next('sqs:SendMessage', { error });
    const response = await ask('SendMessage', { MessageBody: 'x' });
    expect([response.status, response.headers.get('x-amzn-query-error')]).toEqual([status, former]);
  });

  it.each([
    {
      of: 'an attribute that no queue has',
      error: 'InvalidAttributeName',
      command: () => new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Colour' as QueueAttributeName] }),
    },
    {
      of: 'a delay of more than 15 minutes',
      error: 'InvalidParameterValue',
      command: () => new SendMessageCommand({ QueueUrl, MessageBody: 'late', DelaySeconds: 901 }),
    },
    {
      of: 'an entry whose id has a space',
      error: 'InvalidBatchEntryId',
      command: () => new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a b', MessageBody: 'x' }] }),
    },
    {
      of: 'entries that are too long together',
      error: 'BatchRequestTooLong',
      command: () => {
        const MessageBody = 'x'.repeat(600_000);
        return new SendMessageBatchCommand({ QueueUrl, Entries: ['1', '2'].map((Id) => ({ Id, MessageBody })) });
      },
    },
  ])('of $of is $error', async ({ error, command }) => {
    const client: { send(command: object): Promise<unknown> } = sqs;
    await expect(client.send(command())).rejects.toMatchObject({ name: error });
  });
});

it('SQS tells the MD5 of attributes to the sender, and to the receiver that of those it asked for', async () => {
  const attributes = {
    kind: { DataType: 'String', StringValue: 'x' },
    bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 3) },
  };
  const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one', MessageAttributes: attributes }));
  expect(sent.MD5OfMessageAttributes).toBe('d785dc1b8550d5eddb86ba0ec4511b07');
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['kind'] }));
  expect(Messages?.[0]?.MD5OfMessageAttributes).toBe('57dd03eb020678b56fd5c31e88f4cff1');
});
