import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';

const host = 'https://sqs.us-east-1.amazonaws.com/111122223333';
/** Where work waits, and where a sweep is asked for. */
export const queueUrls: Readonly<Record<Process['queue'], string>> = { work: `${host}/work`, region: `${host}/region` };

/** Creates the queues and their dead-letter queue as the template does: six times as long as their functions may take. */
export const createQueues = ({ account }: Stage): void => {
  account.sqs('CreateQueue', { QueueName: 'undelivered' });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:111122223333:undelivered',
    maxReceiveCount: 8,
  });
  for (const [QueueName, VisibilityTimeout] of [
    ['work', '360'],
    ['region', '1800'],
  ])
    account.sqs('CreateQueue', { QueueName, Attributes: { VisibilityTimeout, RedrivePolicy } });
};
