import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { must } from '../../support/must.ts';
import { queueEvent } from './queue-event.ts';

/** Makes a queue at an endpoint, the work queue unless it is named, and plays Lambda's part of it. */
export const createWorkQueue = async (
  endpoint: string,
  Attributes: Record<string, string> = {},
  QueueName = 'work',
) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  const QueueUrl = must((await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl);
  return {
    sqs,
    url: QueueUrl,
    /** The queue's URL through a proxy at this URL. */
    urlAt: (proxy: string): string => QueueUrl.replace(endpoint, proxy),
    send: (body: unknown) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) })),
    /** Up to ten messages, as the event that Lambda makes of them. */
    async receive() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 360, MaxNumberOfMessages: 10 }),
      );
      return queueEvent(
        Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) => ({
          messageId: MessageId,
          receiptHandle: ReceiptHandle,
          body: Body,
        })),
      );
    },
  };
};

/** What `createWorkQueue` resolves to. */
export type WorkQueue = Awaited<ReturnType<typeof createWorkQueue>>;
