import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePolicy } from '../../functions/policy/parse-policy.ts';
import { modified } from '../support/engine-events.ts';
import { runBuilt } from './run-built.ts';
import { needed, servedAccount } from './served-account.ts';

const { aws, env, close } = await servedAccount();
afterAll(close);

describe('dist/remediate', () => {
  it('starts without credentials, and answers an event that is none of its business', async () => {
    expect(
      await runBuilt('remediate', needed, [{ source: 'aws.s3', 'detail-type': 'AWS API Call via CloudTrail' }]),
    ).toEqual([{ results: [], ignored: expect.any(String) }]);
  });

  it('says at start, in one error, everything that is wrong with its environment', async () => {
    await expect(runBuilt('remediate', { POLICY_URI: 'ftp:policy' }, [])).rejects.toThrow(
      /TerminalError(?=.*OWN_ROLE_ARN)(?=.*AWS_REGION)(?=.*POLICY_URI)(?=.*LEDGER_TABLE)(?=.*IDEMPOTENCY_TABLE)/,
    );
  });

  it.each([
    'rules: [',
    'version: 1\n? { a: b }\n: 2\n? [c]\n: &x !!binary aGk=\n<<: *x\n',
    '%YAML 1.1\n---\nversion: !!set { 1, 2 }\nrules: !!omap [a: 1]\nwhen: 2001-01-01\n',
    'version: 2\n---\nversion: 1\n',
    'version: "\\q"\nrules: |9\n - x\n\tmode: audit\n',
  ])('says of a bad policy what its source says: %j', async (text) => {
    const folder = await mkdtemp(join(tmpdir(), 'mountguard-policy-'));
    try {
      await writeFile(join(folder, 'policy.yaml'), text);
      const parsed = parsePolicy(text, 'v');
      const findings = 'findings' in parsed ? parsed.findings : [];
      expect(findings).not.toEqual([]);
      const env = { ...needed, POLICY_URI: `file:${join(folder, 'policy.yaml')}` };
      const saying = findings.map(({ line, column, message }) => `${line}:${column} ${message}`).join('; ');
      await expect(runBuilt('remediate', env, [{ mountTargetIds: ['fsmt-0123456789abcdef0'] }])).rejects.toThrow(
        saying,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says how to give it credentials when there is only a profile', async () => {
    const env = { ...needed, AWS_PROFILE: 'someone' };
    const run = runBuilt('remediate', env, [{ mountTargetIds: ['fsmt-0123456789abcdef0'] }]);
    await expect(run).resolves.toEqual([
      expect.objectContaining({
        results: [
          expect.objectContaining({ status: 'failed', explanation: expect.stringContaining('set AWS_ACCESS_KEY_ID') }),
        ],
      }),
    ]);
  });

  describe('on an account', () => {
    it('knows AWS errors by their names, although most of their classes do not ship', async () => {
      const [answer] = await runBuilt('remediate', env, [{ mountTargetIds: ['fsmt-0123456789abcdef0'] }]);
      expect(answer).toMatchObject({ results: [{ status: 'gone' }], summary: { gone: 1 } });
    });

    it('answers a redelivered event with its first outcome', async () => {
      const about = modified({ id: 'fsmt-0123456789abcdef0' });
      const [first] = await runBuilt('remediate', env, [about]);
      aws.calls.reset();
      const [second] = await runBuilt('remediate', env, [about]);
      expect(second).toEqual(first);
      expect([aws.calls.total('efs:'), aws.calls.total('ec2:')]).toEqual([0, 0]);
    });
  });
});
