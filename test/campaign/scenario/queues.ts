import type { Stage } from '../stage/stage.ts';

const host = 'https://sqs.us-east-1.amazonaws.com/111122223333';
/** Where work waits. */
export const queueUrl = `${host}/work`;

/** Creates the work queue and its dead-letter queue as the template does. */
export const createQueues = ({ account }: Stage): void => {
  account.sqs('CreateQueue', { QueueName: 'undelivered' });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:111122223333:undelivered',
    maxReceiveCount: 8,
  });
  account.sqs('CreateQueue', { QueueName: 'work', Attributes: { VisibilityTimeout: '360', RedrivePolicy } });
};
