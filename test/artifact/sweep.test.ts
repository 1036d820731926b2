import { afterAll, describe, expect, it } from 'vitest';
import { askedMessage } from '../support/asked-message.ts';
import { sample } from '../support/samples.ts';
import { runBuilt } from './run-built.ts';
import { servedAccount } from './served-account.ts';

const { env, queued, close } = await servedAccount();
const drifted = { mountTargetId: 'fsmt-0a1b2c3d4e5f60718', fileSystemId: 'fs-0123456789abcdef0' };

describe('dist/sweep', () => {
  it('says at start, in one error, everything that is wrong with its environment', async () => {
    await expect(runBuilt('sweep', { POLICY_URI: 'ftp:policy' }, [])).rejects.toThrow(
      /TerminalError(?=.*OWN_ROLE_ARN)(?=.*AWS_REGION)(?=.*POLICY_URI)(?=.*LEDGER_TABLE)(?=.*QUEUE_URL)/,
    );
  });

  describe('on an account', () => {
    afterAll(close);

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
      const [answer] = await runBuilt('sweep', env, [sample('schedule-scheduler')]);
      expect(answer).toMatchObject({ checked: 1, queued: 1, summary: { drifted: 1 } });
      const place = { account: '111122223333', region: 'us-east-1' };
      const plan = expect.stringMatching(/^[0-9a-f]{12}$/);
      expect(await queued()).toEqual([{ version: 2, cause: 'sweep', plan, ...place, ...drifted }]);
    });

    it('answers a batch of its queue by one sweep, and sends back what it cannot read', async () => {
      const question = sample('region-message');
      const later = Date.now() + 60_000;
      const Records = ['{', question, question].map((body, index) => askedMessage(`m-${index}`, body, later));
      expect(await runBuilt('sweep', env, [{ Records }])).toEqual([{ batchItemFailures: [{ itemIdentifier: 'm-0' }] }]);
      expect(await queued()).toHaveLength(1);
    });

    it('takes no event that is for remediate', async () => {
      await expect(runBuilt('sweep', env, [sample('tag-change-file-system')])).rejects.toThrow('to remediate');
    });
  });
});
