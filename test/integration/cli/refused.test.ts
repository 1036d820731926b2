import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import type { Service } from '../../../infra/local/service.ts';
import { AwsFault } from '../../../infra/local/wire/aws-fault.ts';
import { queryService } from '../../../infra/sample/control-plane.ts';
import { cli, type Ran } from '../../support/run-cli.ts';

const outputs = { RemediateFunction: 'remediate', SweepFunction: 'sweep', LedgerTable: 'ledger', Version: '0.1.0' };

const stack = (its: Readonly<Record<string, string>>): Service =>
  queryService(
    'cloudformation',
    { state: 1 },
    {
      DescribeStacks: () => ({
        Stacks: [
          {
            StackName: 'mountguard',
            StackStatus: 'CREATE_COMPLETE',
            CreationTime: '2026-11-27T06:00:00Z',
            Outputs: Object.entries(its).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
          },
        ],
      }),
    },
  );

const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});

afterEach(() => void vi.unstubAllEnvs());

const pauseOn = async (...services: readonly Service[]): Promise<Ran> => {
  const { url, close } = await localAws({ services }).listen();
  closing.push(close);
  return cli(['pause', '--reason', 'INC-7', '--region', 'us-east-1', '--endpoint-url', url]);
};

describe('an order', () => {
  it('is not sent to a deployment of another major version, and says what to do', async () => {
    const { code, stdout, stderr } = await pauseOn(stack({ ...outputs, Version: '7.2.0' }));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^mountguard: stack mountguard is mountguard 7\.2\.0 and this is .*; use npx mountguard@7, or deploy .*\n$/,
    );
  });

  it('is not sent where the stack is something else', async () => {
    const { code, stderr } = await pauseOn(stack({ Bucket: 'x' }));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^mountguard: stack mountguard is no deployment of mountguard, .*sam deploy --guided.*\n$/);
  });

  it('names the right that is missing to give it', async () => {
    const denied: Service = {
      ...queryService('lambda', { state: 1 }, {}),
      matches: ({ path }) => path.startsWith('/2015-03-31/functions/'),
      operation: () => 'Invoke',
      perform: () => {
        throw new AwsFault('AccessDeniedException', 'not authorized', 403);
      },
      refuse: ({ code, message }) => ({
        status: 403,
        headers: { 'x-amzn-errortype': code },
        body: JSON.stringify({ Message: message }),
      }),
    };
    const { code, stderr } = await pauseOn(stack(outputs), denied);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ask for the right to lambda:InvokeFunction, by which orders are given\n$/);
  });
});
