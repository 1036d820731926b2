import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { ask } from '../client/ask.ts';
import type { AwsClients } from '../client/clients.ts';

type Clients = Pick<AwsClients, 'sqs'>;

/** Messages that can be received, and those that a receiver has and has not deleted. */
export const received = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** Those, and the ones whose delay is not over. */
export const everyMessage = [...received, 'ApproximateNumberOfMessagesDelayed'] as const;

/** SQS GetQueueAttributes: how many messages a queue has of these kinds, about. Throws as `Reader` does. */
export const messagesIn = async (
  clients: Clients,
  QueueUrl: string,
  kinds: typeof received | typeof everyMessage,
): Promise<number> => {
  const { Attributes = {} } = await ask({ action: 'sqs:GetQueueAttributes', about: QueueUrl }, async () =>
    (await clients.sqs()).send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...kinds] })),
  );
  return kinds.reduce((sum, kind) => sum + Number(Attributes[kind] ?? 0), 0);
};

/** SQS GetQueueUrl: the URL of a queue of the account and Region, by its ARN. Throws as `Reader` does. */
export const queueUrl = async (clients: Clients, arn: string): Promise<string> => {
  const QueueName = arn.split(':').at(-1) ?? arn;
  const { QueueUrl = '' } = await ask({ action: 'sqs:GetQueueUrl', about: QueueName }, async () =>
    (await clients.sqs()).send(new GetQueueUrlCommand({ QueueName })),
  );
  return QueueUrl;
};
