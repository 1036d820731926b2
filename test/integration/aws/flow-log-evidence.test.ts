import { describe, expect, it } from 'vitest';
import type { FlowLog } from '../../../infra/local/world/flow-log.ts';
import { DEFAULT_FORMAT, logEvent, logNothing } from '../../../infra/local/world/flow-logs.ts';
import { custom, heard, hour, logGroup, now, scene } from './flow-log-scene.ts';

describe('the sources asked about', () => {
  const spoke = ['10.0.0.4', '10.0.0.5', '10.0.1.5', '10.1.0.5', '11.0.0.5', '2600:1f18::5', '2600:1f18::6'];

  it.each([
    { sources: ['10.0.0.5'], told: ['10.0.0.5'] },
    { sources: ['10.0.0.5/32', '10.0.1.0/24'], told: ['10.0.0.5', '10.0.1.5'] },
    { sources: ['10.0.0.4/31'], told: ['10.0.0.4', '10.0.0.5'] },
    { sources: ['10.0.0.0/15'], told: ['10.0.0.4', '10.0.0.5', '10.0.1.5', '10.1.0.5'] },
    { sources: ['8.0.0.0/6', '10.0.0.5'], told: ['10.0.0.4', '10.0.0.5', '10.0.1.5', '10.1.0.5', '11.0.0.5'] },
    { sources: ['2600:1f18:0:0::5'], told: ['2600:1f18::5'] },
    { sources: ['10.0.0.5', '2600:1f18::/64'], told: ['10.0.0.5', '2600:1f18::5', '2600:1f18::6'] },
    { sources: [], told: spoke },
  ])('are all that is told of: $sources', async ({ sources, told }) => {
    const { watch, quiet, speak, flows } = scene();
    watch();
    quiet();
    for (const address of spoke) speak(address);
    const { accepted, ...rest } = await flows({ sources });
    expect(accepted.map(({ address }) => address)).toEqual(told);
    expect(rest.covered).toBeDefined();
  });

  it('may be so many that no pattern names them all', async () => {
    const { aws, watch, quiet, speak, flows } = scene();
    const patterns: number[] = [];
    for (let call = 0; call < 3; call += 1)
      aws.faults.before('logs:FilterLogEvents', (input) => void patterns.push(JSON.stringify(input).length));
    watch();
    quiet();
    for (const address of spoke) speak(address);
    const sources = Array.from({ length: 20_000 }, (_, n) => `10.${n % 200}.${Math.floor(n / 200)}.5`);
    const { accepted, covered } = await flows({ sources });
    expect(accepted.map(({ address }) => address)).toEqual(['10.0.0.5', '10.0.1.5', '10.1.0.5']);
    expect(covered).toBeDefined();
    expect(patterns.every((length) => length < 1_500)).toBe(true);
  });
});

describe('a flow log acquits nobody', () => {
  const unusable = { gaps: expect.anything(), accepted: [], rejected: [] };

  it.each<{ readonly when: string; readonly say: Partial<FlowLog>; readonly gap: RegExp }>([
    { when: 'that goes to S3', say: { destinationType: 's3' }, gap: /^no flow log of eni-\w+ goes to/ },
    {
      when: 'that goes to another account',
      say: { crossAccountRole: 'arn:aws:iam::1:role/x' },
      gap: /^no flow log of/,
    },
    { when: 'of another VPC', say: { resourceId: 'vpc-0123456789abcdef0' }, gap: /^no flow log of/ },
    { when: 'of another subnet', say: { resourceId: 'subnet-0123456789abcdef0' }, gap: /^no flow log of/ },
    { when: 'that is not delivered', say: { delivery: 'FAILED' }, gap: /is not delivered: Access error$/ },
    { when: 'of rejected traffic', say: { trafficType: 'REJECT' }, gap: /has only rejected traffic$/ },
    ...['srcaddr', 'dstport', 'action', 'bytes', 'packets', 'start', 'end', 'log-status'].map((name) => ({
      when: `without ${name}`,
      say: { format: DEFAULT_FORMAT.replace(`\${${name}} `, '').replace(` \${${name}}`, '') },
      gap: new RegExp(`has no field ${name}$`),
    })),
  ])('$when', async ({ say, gap }) => {
    const { watch, quiet, flows } = scene();
    watch(say);
    quiet();
    const answer = await flows();
    expect(answer).toEqual(unusable);
    expect(answer.gaps).toEqual([expect.stringMatching(gap)]);
  });

  it('where there is none', async () => {
    const { aws, flows } = scene();
    expect((await flows()).gaps).toEqual([expect.stringMatching(/^no flow log of eni-\w+ goes to \/vpc\/flow-logs$/)]);
    expect(aws.calls.total('logs')).toBe(0);
  });

  it('where two of different formats write into one log group', async () => {
    const { watch, quiet, flows, networkInterfaceId } = scene();
    watch();
    watch({ resourceId: networkInterfaceId, format: custom });
    quiet();
    expect((await flows()).gaps).toEqual(['flow logs of different formats go to /vpc/flow-logs']);
  });

  it('when it skipped data, but tells what it has', async () => {
    const { world, watch, quiet, speak, flows, networkInterfaceId } = scene();
    watch();
    quiet();
    logNothing(world, { networkInterfaceId, from: now - hour, to: now - hour + 1, status: 'SKIPDATA' });
    speak('10.0.0.9');
    const gaps = ['the flow log skipped data'];
    expect(await flows()).toEqual({ gaps, accepted: [heard('10.0.0.9')], rejected: [] });
    expect(await flows({ sources: ['10.0.0.8'] })).toEqual({ gaps, accepted: [], rejected: [] });
  });

  it('when a record cannot be read', async () => {
    const { world, watch, quiet, flows, networkInterfaceId } = scene();
    watch();
    quiet();
    const message = `2 1 ${networkInterfaceId} here 10.0.0.4 1 2049 6 9 900 1 2 ACCEPT OK`;
    logEvent(world, { logGroup, stream: `${networkInterfaceId}-all`, timestamp: now - hour, message });
    expect((await flows()).gaps).toEqual([`a record of the flow log cannot be read: ${message}`]);
  });

  it('when its log group is gone', async () => {
    const { world, watch, flows } = scene();
    watch();
    world.logGroups.clear();
    const { covered, gaps } = await flows();
    expect(covered).toBeUndefined();
    expect(gaps).toContainEqual(expect.stringContaining('logs:FilterLogEvents failed with ResourceNotFoundException'));
  });

  it.each([
    {
      operation: 'ec2:DescribeFlowLogs',
      error: 'UnauthorizedOperation',
      told: 'grant ec2:DescribeFlowLogs to the role',
    },
    {
      operation: 'logs:FilterLogEvents',
      error: 'AccessDeniedException',
      told: 'grant logs:FilterLogEvents to the role',
    },
    { operation: 'logs:FilterLogEvents', error: 'ThrottlingException', told: 'ThrottlingException' },
    { operation: 'logs:FilterLogEvents', error: 'ServiceUnavailableException', told: 'ServiceUnavailableException' },
  ])('when $operation answers $error', async ({ operation, error, told }) => {
    const { aws, watch, quiet, flows } = scene();
    watch();
    quiet();
    aws.faults.next(operation, { error });
    const { covered, gaps } = await flows();
    expect(covered).toBeUndefined();
    expect(gaps).toEqual([expect.stringContaining(told)]);
  });
});
