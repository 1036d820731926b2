import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';

const scene = async (Attributes: Record<string, string> = {}) => {
  let now = 1_800_000_000_000;
  const sleep = async (ms: number) => {
    now += ms;
  };
  const aws = localAws({ clock: { now: () => now, sleep } });
  const config = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const sqs = new SQSClient({ ...config, requestHandler: aws.handler });
  await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work', Attributes }));
  const receive = async (more = {}) => {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more };
    const { Messages } = await sqs.send(new ReceiveMessageCommand(asked));
    return Messages ?? [];
  };
  const send = (MessageBody: string, more = {}) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  return { aws, sqs, QueueUrl, receive, send, pass: sleep };
};

describe('a queue', () => {
  it('hides what was received until its visibility timeout ends, and forgets what was deleted', async () => {
    const { sqs, QueueUrl, receive, send, pass } = await scene({ VisibilityTimeout: '60' });
    await send('one', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } } });
    const [first] = await receive({ MessageAttributeNames: ['All'] });
    expect(first).toMatchObject({
      Body: 'one',
      Attributes: { ApproximateReceiveCount: '1' },
      MessageAttributes: { kind: { StringValue: 'x' } },
    });
    expect(await receive()).toEqual([]);
    await pass(60_000);
    const [again] = await receive();
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    await pass(60_000);
    expect(await receive()).toEqual([]);
  });

  it('sends what was received too often to its dead-letter queue', async () => {
    const redrive = { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:111122223333:dead', maxReceiveCount: 2 };
    const { sqs, receive, send, pass } = await scene({ RedrivePolicy: JSON.stringify(redrive) });
    await send('poison');
    for (const _ of [1, 2]) {
      expect(await receive()).toHaveLength(1);
      await pass(30_000);
    }
    expect(await receive()).toEqual([]);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'dead' }));
    expect(await receive({ QueueUrl })).toMatchObject([{ Body: 'poison' }]);
  });

  it('lets a receiver choose when a message comes back', async () => {
    const { sqs, QueueUrl, receive, send, pass } = await scene();
    await send('later');
    const [{ ReceiptHandle } = {}] = await receive();
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 }));
    await pass(5000);
    const change = sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 }));
    await expect(change).rejects.toMatchObject({ name: 'MessageNotInflight' });
    expect(await receive()).toHaveLength(1);
  });

  it('takes and deletes batches of at most ten', async () => {
    const { sqs, QueueUrl, receive } = await scene();
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: `body ${index}` }));
    const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(Successful).toHaveLength(10);
    const eleven = [...Entries, { Id: '10', MessageBody: 'too much' }];
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: eleven }))).rejects.toMatchObject({
      name: 'TooManyEntriesInBatchRequest',
    });
    const handles = (await receive()).map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    const wrong = { Id: 'wrong', ReceiptHandle: 'nonsense' };
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [...handles.slice(0, 9), wrong] }),
    );
    expect(deleted.Successful).toHaveLength(9);
    expect(deleted.Failed).toMatchObject([{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid' }]);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' });
  });

  it('waits for a message as long as the receiver asks', async () => {
    const { receive, send } = await scene();
    await send('delayed', { DelaySeconds: 2 });
    expect(await receive()).toEqual([]);
    expect(await receive({ WaitTimeSeconds: 3 })).toHaveLength(1);
  });

  it('that does not exist is refused, and its calls are counted and can fail', async () => {
    const { aws, sqs, send } = await scene();
    const missing = sqs.send(new GetQueueUrlCommand({ QueueName: 'missing' }));
    await expect(missing).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    aws.faults.next('sqs:SendMessage', { error: 'InternalError' });
    await expect(send('once')).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    await send('twice');
    expect(aws.calls.counts()).toMatchObject({ 'sqs:SendMessage': 2, 'sqs:GetQueueUrl': 1 });
  });
});
