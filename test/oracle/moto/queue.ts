import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { queueEvent } from '../support/queue-event.ts';

/** A queue in moto, the work queue unless it is named, with Lambda's part of it. */
export const queueIn = async (endpoint: string, QueueName = 'work') => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return {
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
