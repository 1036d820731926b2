import { expect, it } from 'vitest';
import { awsClients } from '../../../functions/aws/clients.ts';
import { messageQueue } from '../../../functions/aws/message-queue.ts';
import { json, wireStub } from './wire-stub.ts';

const url = 'https://sqs.eu-west-1.amazonaws.com/111122223333/work';

it('makes a message visible again after the seconds asked for', async () => {
  const { client, requests } = await wireStub(json({}));
  await messageQueue(awsClients(client), url, { sleep: async () => {} }).returnLater('receipt', 30);
  expect(requests.map(({ target, body }) => [target, JSON.parse(body)])).toEqual([
    ['AmazonSQS.ChangeMessageVisibility', { QueueUrl: url, ReceiptHandle: 'receipt', VisibilityTimeout: 30 }],
  ]);
});
