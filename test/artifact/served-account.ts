import { fileURLToPath } from 'node:url';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localAws } from '../../infra/local/local-aws.ts';
import { addSampleAccount } from '../../infra/local/sample-account.ts';
import { createTables, localTables } from '../../infra/local/tables.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What both functions need to start. */
export const needed = {
  AWS_REGION: 'us-east-1',
  LEDGER_TABLE: localTables.ledger,
  IDEMPOTENCY_TABLE: localTables.idempotency,
  OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/mountguard-remediate',
};

/** The sample account with tables and a work queue, at an endpoint, and what a built function needs to run on it. */
export const servedAccount = async () => {
  const aws = localAws();
  const at = await aws.listen();
  addSampleAccount(aws.world);
  await createTables({ endpoint: at.url });
  const sqs = new SQSClient({ endpoint: at.url, region: 'us-east-1', credentials });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
  const { QueueUrl: deadUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'undelivered' }));
  return {
    aws,
    env: {
      ...needed,
      AWS_ENDPOINT_URL: at.url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      POLICY_URI: `file:${fileURLToPath(new URL('../../infra/story/policy.yaml', import.meta.url))}`,
      QUEUE_URL: QueueUrl,
      WORK_UNDELIVERED_URL: deadUrl,
    },
    /** The bodies of messages that were queued since the last time of asking. */
    async queued(): Promise<readonly unknown[]> {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      return Messages.map(({ Body = '' }) => JSON.parse(Body));
    },
    close: () => at.close(),
  };
};
