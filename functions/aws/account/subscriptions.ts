import { paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** Who is told by a topic. */
export interface Subscription {
  /** Such as `email`. */
  readonly protocol: string;
  readonly endpoint: string;
  /** Until then nothing is sent there. */
  readonly isConfirmed: boolean;
}

/** SNS ListSubscriptionsByTopic. Throws as `Reader` does. */
export const subscriptionsOf = (topic: string, options: ClientOptions): Promise<readonly Subscription[]> =>
  ask({ action: 'sns:ListSubscriptionsByTopic', about: topic }, async () => {
    const all: Subscription[] = [];
    const pages = paginateListSubscriptionsByTopic(
      { client: new SNSClient(clientConfig(options)) },
      { TopicArn: topic },
    );
    for await (const { Subscriptions = [] } of pages)
      for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of Subscriptions)
        all.push({ protocol: Protocol, endpoint: Endpoint, isConfirmed: SubscriptionArn.startsWith('arn:') });
    return all;
  });
