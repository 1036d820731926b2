import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { asking } from './asking.ts';

/** The work queue: makes a received message visible again after so many seconds (SQS allows at most 12 hours). */
export const messageQueue = ({ sqs }: { sqs(): Promise<Pick<SQSClient, 'send'>> }, url: string) => ({
  returnLater: (receiptHandle: string, seconds: number): Promise<void> =>
    asking({ action: 'sqs:ChangeMessageVisibility', about: url }, async () => {
      const client = await sqs();
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    }),
});
