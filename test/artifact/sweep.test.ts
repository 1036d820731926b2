import { fileURLToPath } from 'node:url';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../infra/local/listen.ts';
import { localAws } from '../../infra/local/local-aws.ts';
import { addSampleAccount } from '../../infra/local/sample-account.ts';
import { createTables, localTables } from '../../infra/local/tables.ts';
import { askedMessage } from '../support/asked-message.ts';
import { sampleFile } from '../support/sample-rows.ts';
import { runBuilt } from './run-built.ts';
import { eventWith } from './samples.ts';

const policy = fileURLToPath(new URL('../../infra/story/policy.yaml', import.meta.url));
const drifted = { mountTargetId: 'fsmt-0a1b2c3d4e5f60718', fileSystemId: 'fs-0123456789abcdef0' };

describe('dist/sweep', () => {
  it('says at start, in one error, everything that is wrong with its environment', async () => {
    await expect(runBuilt('sweep', { POLICY_URI: 'ftp:policy' }, [])).rejects.toThrow(
      /TerminalError(?=.*OWN_ROLE_ARN)(?=.*AWS_REGION)(?=.*POLICY_URI)(?=.*LEDGER_TABLE)(?=.*QUEUE_URL)/,
    );
  });

  describe('on an account', () => {
    const aws = localAws();
    let at: Listening;
    let sqs: SQSClient;
    let env: Record<string, string>;

    beforeAll(async () => {
      at = await aws.listen();
      addSampleAccount(aws.world);
      await createTables({ endpoint: at.url });
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      sqs = new SQSClient({ endpoint: at.url, region: 'us-east-1', credentials });
      const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
      env = {
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL: at.url,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        POLICY_URI: `file:${policy}`,
        LEDGER_TABLE: localTables.ledger,
        OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/mountguard-remediate',
        QUEUE_URL: QueueUrl,
      };
    });
    afterAll(() => at.close());

    const queued = async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: env['QUEUE_URL'], MaxNumberOfMessages: 10 }),
      );
      return Messages.map(({ Body = '' }) => JSON.parse(Body));
    };

    it('answers a dry run with what it would do, and queues nothing', async () => {
      const [answer] = await runBuilt('sweep', env, [{ dryRun: true }]);
      expect(answer).toMatchObject({
        checked: 1,
        queued: 0,
        calls: { 'efs:DescribeFileSystems': 1 },
        results: [drifted],
      });
      expect(await queued()).toEqual([]);
    });

    it('queues what drifted when its schedule comes', async () => {
      const [answer] = await runBuilt('sweep', env, [eventWith('schedule-scheduler', {})]);
      expect(answer).toMatchObject({ checked: 1, queued: 1, summary: { drifted: 1 } });
      const place = { account: '111122223333', region: 'us-east-1' };
      expect(await queued()).toEqual([{ version: 2, cause: 'sweep', ...place, ...drifted }]);
    });

    it('answers a batch of its queue by one sweep, and sends back what it cannot read', async () => {
      const question = sampleFile('region-message.json');
      const later = Date.now() + 60_000;
      const Records = ['{', question, question].map((body, index) => askedMessage(`m-${index}`, body, later));
      expect(await runBuilt('sweep', env, [{ Records }])).toEqual([{ batchItemFailures: [{ itemIdentifier: 'm-0' }] }]);
      expect(await queued()).toHaveLength(1);
    });

    it('takes no event that is for remediate', async () => {
      await expect(runBuilt('sweep', env, [eventWith('tag-change-file-system', {})])).rejects.toThrow('to remediate');
    });
  });
});
