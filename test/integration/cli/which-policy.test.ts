import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import type { PlanReport } from '../../../functions/report/plan/plan-report.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { AwsFault } from '../../../infra/local/wire/aws-fault.ts';
import { jsonService, lambdaService, queryService } from '../../../infra/sample/control-plane.ts';
import { addMixedAccount, mixedPolicy } from '../../support/mixed-account.ts';
import { cli } from '../../support/run-cli.ts';
import { scratch } from '../../support/scratch.ts';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => void vi.unstubAllEnvs());

const inside = `# inside\n${mixedPolicy}`;
const outputs = {
  RemediateFunction: 'remediate',
  SweepFunction: 'sweep',
  LedgerTable: localTables.ledger,
  PolicyUri: 'file:policy.yaml',
};

/** What a plan says of its policy where the caller may not read stacks, and the parameter of the stack says what is deployed. */
const planOn = async (describe: () => object, ...flags: readonly string[]): Promise<PlanReport> => {
  const services = [
    queryService(
      'cloudformation',
      { state: 1 },
      {
        DescribeStacks: () => {
          throw new AwsFault('AccessDenied', 'not authorized', 403);
        },
      },
    ),
    jsonService('ssm', 'AmazonSSM', { GetParameter: () => ({ Parameter: { Value: JSON.stringify(outputs) } }) }),
    lambdaService({ sweep: async () => describe() }, 'arn:aws:iam::111122223333:role/remediate'),
  ];
  const aws = localAws({ services });
  addMixedAccount(aws.world);
  const { url: endpoint, close } = await aws.listen();
  onTestFinished(close);
  await createTables({ endpoint });
  const { directory } = scratch({ 'policy.yaml': mixedPolicy, 'new.yaml': mixedPolicy });
  const asked = ['--region', 'us-east-1', '--endpoint-url', endpoint, '--format', 'json', ...flags];
  const { stdout, stderr } = await cli(['plan', ...asked], { directory });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as PlanReport;
};

const described = () => ({ writes: 'on', policyText: inside, checks: [] });

it.each([
  {
    when: 'the functions say which policy is inside them',
    describe: described,
    flags: [],
    uri: 'file:policy.yaml',
    why: 'the one inside the functions of stack mountguard; ./policy.yaml is another',
  },
  {
    when: 'the functions do not say it',
    describe: () => ({ error: 'unknown payload' }),
    flags: [],
    uri: 'policy.yaml',
    why: './policy.yaml, because the policy of stack mountguard is inside its functions, which did not say it (unknown payload)',
  },
  {
    when: 'a flag names it',
    describe: described,
    flags: ['--policy', 'new.yaml'],
    uri: 'new.yaml',
    why: 'named by --policy; stack mountguard has file:policy.yaml',
  },
])('says which policy was used, and why, when $when', async ({ describe, flags, uri, why }) => {
  const { policy, stack } = await planOn(describe, ...flags);
  expect(stack).toEqual({ name: 'mountguard' });
  expect(policy).toMatchObject({ uri, why });
});
