import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { type FlowLogLimits, flowLogReader } from '../../../functions/aws/read/flow-logs.ts';
import { vpcId } from '../../../functions/core/model/ids.ts';
import { LAG, type Talker } from '../../../functions/core/nfs/flow-log.ts';
import type { FlowLogQuestion } from '../../../functions/engine/ports/flow-log.ts';
import { type LocalAwsOptions, localAws } from '../../../infra/local/local-aws.ts';
import type { FlowLog } from '../../../infra/local/world/flow-log.ts';
import {
  addFlowLog,
  DEFAULT_FORMAT,
  type Flow,
  logEvent,
  logFlow,
  logNothing,
} from '../../../infra/local/world/flow-logs.ts';
import { addInterface } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, subnetOf } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { known } from './ids.ts';

const now = Date.parse('2026-03-08T12:00:00Z');
const minute = 60_000;
const hour = 60 * minute;
const from = now - 6 * hour;
const to = now - LAG;
const logGroup = '/vpc/flow-logs';
const formatOf = (...fields: readonly string[]): string => fields.map((field) => `\${${field}}`).join(' ');
const custom = formatOf(
  ...['srcaddr', 'pkt-srcaddr', 'dstport', 'bytes', 'packets', 'start', 'end', 'action', 'log-status'],
);

/** A mount target, and flow logs whose records the test writes. */
const scene = (
  options: LocalAwsOptions = {},
  { onCall, limits }: { readonly onCall?: (operation: string) => void; readonly limits?: FlowLogLimits } = {},
) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  onTestFinished(() => void vi.unstubAllEnvs());
  const aws = localAws(options);
  const { world } = aws;
  const { networkInterfaceId, subnetId } = addMountTarget(world, {
    fileSystemId: addFileSystem(world).id,
    ipv6Address: '2600:1f18::5',
  });
  const { vpcId: vpc } = subnetOf(world, { subnetId });
  const clients = awsClients({
    requestHandler: aws.handler,
    region: 'us-east-1',
    maxAttempts: 1,
    ...(onCall && { onCall }),
  });
  const reader = flowLogReader({ ...clients, clock: { now: () => now } }, limits);
  const question: FlowLogQuestion = {
    logGroup,
    networkInterfaceId,
    vpcId: known(vpcId(vpc)),
    sources: [],
    from,
    to: now,
  };
  return {
    aws,
    world,
    networkInterfaceId,
    subnetId,
    vpc,
    /** Adds a flow log of the VPC, unless said otherwise, that began long ago. */
    watch: (say: Partial<FlowLog> = {}) => addFlowLog(world, { resourceId: vpc, logGroup, ...say }),
    /** Has every interval recorded without traffic. */
    quiet: (since = from, until = now) => logNothing(world, { networkInterfaceId, from: since, to: until }),
    speak: (address: string, say: Partial<Flow> = {}) =>
      logFlow(world, { networkInterfaceId, from: address, at: now - hour, bytes: 500, packets: 5, ...say }),
    flows: (say: Partial<FlowLogQuestion> = {}) => reader.flows({ ...question, ...say }),
  };
};

const heard = (address: string, say: Partial<Talker> = {}): Talker => ({
  address,
  origins: [],
  bytes: 500,
  packets: 5,
  intervals: 1,
  last: now - hour + minute,
  ...say,
});
const silence = { covered: { from, to }, gaps: [], accepted: [], rejected: [] };

describe('a flow log', () => {
  it.each([
    { of: 'the VPC', resource: ({ vpc }: ReturnType<typeof scene>) => vpc, calls: 0 },
    { of: 'the subnet', resource: ({ subnetId }: ReturnType<typeof scene>) => subnetId, calls: 1 },
    {
      of: 'the interface',
      resource: ({ networkInterfaceId }: ReturnType<typeof scene>) => networkInterfaceId,
      calls: 0,
    },
  ])('of $of is read in at most six calls', async ({ resource, calls }) => {
    const stage = scene();
    stage.watch({ resourceId: resource(stage) });
    stage.quiet();
    expect(await stage.flows()).toEqual(silence);
    expect(stage.aws.calls.counts()).toEqual({
      'ec2:DescribeFlowLogs': 1,
      ...(calls > 0 && { 'ec2:DescribeNetworkInterfaces': calls }),
      'logs:FilterLogEvents': 2,
    });
  });

  it('is counted in calls as EFS and EC2 are', async () => {
    const asked: string[] = [];
    const { watch, quiet, flows } = scene({}, { onCall: (call) => asked.push(call) });
    watch();
    quiet();
    await flows();
    expect(asked).toEqual(['ec2:DescribeFlowLogs', ...Array(2).fill('logs:FilterLogEvents')]);
  });

  it('tells who spoke to NFS, how much, in how many intervals and when last', async () => {
    const { watch, quiet, speak, flows } = scene();
    watch();
    quiet();
    speak('10.0.0.9');
    speak('10.0.0.9', { at: now - hour + minute });
    speak('10.0.0.9', { at: now - 2 * hour });
    speak('2600:1f18::9');
    speak('10.0.0.8', { action: 'REJECT' });
    speak('10.0.0.7', { port: 22 });
    expect(await flows()).toEqual({
      ...silence,
      accepted: [
        heard('10.0.0.9', { bytes: 1_500, packets: 15, intervals: 2, last: now - hour + 2 * minute }),
        heard('2600:1f18::9'),
      ],
      rejected: [heard('10.0.0.8')],
    });
  });

  it('tells who spoke in the last 15 minutes, though it does not acquit by them', async () => {
    const { watch, quiet, speak, flows } = scene();
    watch();
    quiet();
    speak('10.0.0.9', { at: now - minute });
    expect(await flows()).toEqual({ ...silence, accepted: [heard('10.0.0.9', { last: now })] });
  });

  it('is judged by the address that the interface sees, and names where the packets came from', async () => {
    const { watch, quiet, speak, flows } = scene();
    watch({ format: custom });
    quiet();
    speak('10.0.0.9', { origin: '100.64.0.7' });
    speak('10.0.0.9', { origin: '100.64.0.6', at: now - 2 * hour });
    speak('10.0.0.8');
    expect((await flows()).accepted).toEqual([
      heard('10.0.0.8'),
      heard('10.0.0.9', { origins: ['100.64.0.6', '100.64.0.7'], bytes: 1_000, packets: 10, intervals: 2 }),
    ]);
  });

  it('has nothing of other interfaces, nor of one whose id begins alike', async () => {
    const { world, watch, quiet, flows, subnetId, networkInterfaceId } = scene();
    watch();
    quiet();
    const { id } = addInterface(world, { subnetId, groupIds: [], ipAddress: '10.0.0.77', instanceId: 'i-1' });
    logFlow(world, { networkInterfaceId: id, from: '10.0.0.9', at: now - hour });
    const message = `2 1 ${networkInterfaceId}0 10.0.0.9 10.0.0.4 1 2049 6 9 900 1 2 ACCEPT OK`;
    logEvent(world, { logGroup, stream: `${networkInterfaceId}0-all`, timestamp: now - hour, message });
    expect(await flows()).toEqual(silence);
  });

  it('counts intervals by its own length', async () => {
    const { watch, quiet, speak, flows } = scene();
    watch({ aggregationSeconds: 60 });
    quiet();
    for (const minutes of [0, 1, 2]) speak('10.0.0.9', { at: now - hour + minutes * minute });
    expect((await flows()).accepted).toMatchObject([{ intervals: 3 }]);
  });

  it('that another doubles is counted once', async () => {
    const { watch, quiet, speak, flows, networkInterfaceId } = scene();
    watch();
    watch({ resourceId: networkInterfaceId });
    watch({ resourceId: networkInterfaceId, trafficType: 'ACCEPT' });
    quiet();
    speak('10.0.0.9');
    expect(await flows()).toEqual({ ...silence, accepted: [heard('10.0.0.9')] });
  });

  it('of accepted traffic acquits, and one of rejected traffic beside it is read too', async () => {
    const { watch, quiet, speak, flows } = scene();
    watch({ trafficType: 'ACCEPT' });
    watch({ trafficType: 'REJECT' });
    quiet();
    speak('10.0.0.8', { action: 'REJECT' });
    expect(await flows()).toEqual({ ...silence, rejected: [heard('10.0.0.8')] });
  });
});

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

describe('the time that is covered', () => {
  it('begins 15 minutes after the flow log did', async () => {
    const { watch, quiet, flows } = scene();
    watch({ createdAt: from + minute });
    quiet(from + minute);
    expect((await flows()).covered).toEqual({ from: from + minute + LAG, to });
  });

  it('begins with the first record that the log group kept', async () => {
    const { watch, quiet, flows } = scene();
    watch();
    quiet(from + hour);
    expect((await flows()).covered).toEqual({ from: from + hour, to });
  });

  it('ends when the question ends, if that is more than 15 minutes ago', async () => {
    const { watch, quiet, flows } = scene();
    watch();
    quiet();
    expect((await flows({ to: to - hour })).covered).toEqual({ from, to: to - hour });
  });

  it('is none where the log has no record of the interface', async () => {
    const { watch, flows } = scene();
    watch();
    const { covered, gaps } = await flows();
    expect(covered).toBeUndefined();
    expect(gaps).toEqual([
      expect.stringMatching(
        /^the log group \/vpc\/flow-logs has no records of eni-\w+ from 2026-03-08T06:00:00.000Z to 2026-03-08T11:45:00.000Z$/,
      ),
    ]);
  });

  it('is none where the log fell silent', async () => {
    const { watch, quiet, flows } = scene();
    watch();
    quiet(from, to - hour);
    expect((await flows()).gaps).toEqual([
      expect.stringMatching(/ has no records of eni-\w+ from 2026-03-08T10:40:00.000Z to 2026-03-08T11:45:00.000Z$/),
    ]);
  });

  it.each([
    { when: 'an outage of an hour', missing: { from: now - 3 * hour, to: now - 2 * hour }, hole: ['08:50', '10:00'] },
    {
      when: 'two intervals in a row',
      missing: { from: now - 2 * hour, to: now - 100 * minute },
      hole: ['09:50', '10:20'],
    },
  ])('is none where the log has a hole in the middle: $when', async ({ missing, hole: [begin, end] }) => {
    const { watch, quiet, flows } = scene();
    watch();
    quiet(from, missing.from);
    quiet(missing.to);
    const { covered, gaps } = await flows({ sources: ['10.0.0.9'] });
    expect(covered).toBeUndefined();
    expect(gaps).toEqual([
      expect.stringMatching(
        new RegExp(` has no records of eni-\\w+ from 2026-03-08T${begin}:00.000Z to 2026-03-08T${end}:00.000Z$`),
      ),
    ]);
  });

  it('is none where only rejected traffic was recorded meanwhile', async () => {
    const { watch, quiet, flows, world, networkInterfaceId } = scene();
    watch({ trafficType: 'ACCEPT' });
    quiet(from, now - 3 * hour);
    quiet(now - 2 * hour);
    const rejects = `${networkInterfaceId}-reject`;
    const message = `2 1 ${networkInterfaceId} - - - - - - - 1 2 - NODATA`;
    for (let at = now - 3 * hour; at < now - 2 * hour; at += 10 * minute)
      logEvent(world, { logGroup, stream: rejects, timestamp: at, message });
    expect((await flows()).covered).toBeUndefined();
  });

  it('is whole where one record is missing between traffic that begins late in its interval', async () => {
    const { watch, quiet, speak, flows } = scene();
    watch();
    quiet(from, now - 2 * hour);
    speak('10.0.0.9', { at: now - 2 * hour + minute });
    quiet(now - 100 * minute);
    expect((await flows()).covered).toEqual({ from, to });
  });

  it('is none in the last 15 minutes', async () => {
    const { watch, quiet, flows } = scene();
    watch();
    quiet();
    const { covered, gaps } = await flows({ from: now - LAG });
    expect({ covered, gaps }).toEqual({ covered: undefined, gaps: [] });
  });
});

describe('a long log', () => {
  it('is read page by page, empty ones too', async () => {
    const { aws, watch, quiet, speak, flows } = scene({ logEventsScanned: 25 });
    watch();
    quiet();
    speak('10.0.0.9', { at: now - 30 * minute });
    const { accepted, covered } = await flows();
    expect(accepted).toMatchObject([{ address: '10.0.0.9' }]);
    expect(covered).toEqual({ from, to });
    expect(aws.calls.counts()['logs:FilterLogEvents']).toBe(4);
  });

  it('is cut short after six calls, and then acquits nobody', async () => {
    const { aws, watch, quiet, speak, flows } = scene({ logEventsScanned: 10 });
    watch();
    quiet();
    speak('10.0.0.9', { at: from + minute });
    speak('10.0.0.8', { at: now - minute });
    const { covered, gaps, accepted } = await flows();
    expect(aws.calls.total()).toBe(6);
    expect(covered).toBeUndefined();
    expect(gaps).toContain('flow logs take more than 6 calls');
    expect(accepted.map(({ address }) => address)).toEqual(['10.0.0.9']);
  });

  describe('of a mount target that many use', () => {
    const intervals = Array.from({ length: 36 }, (_, n) => from + n * 10 * minute);
    /** Eight hundred clients speak in every other interval, and one in all; more records than one page has. */
    const busy = (isAway: (at: number) => boolean = () => false) => {
      const stage = scene();
      stage.watch();
      for (const [index, at] of intervals.filter((it) => !isAway(it)).entries()) {
        for (let n = index % 2; n < 800; n += 2) stage.speak(`10.1.${n >> 8}.${n & 255}`, { at });
        stage.speak('10.0.0.9', { at });
      }
      return stage;
    };

    it('is known to have no hole by the client that speaks all the time', async () => {
      const { aws, flows } = busy();
      expect(await flows({ sources: ['10.0.9.9'] })).toEqual(silence);
      expect(aws.calls.counts()['logs:FilterLogEvents']).toBe(3);
    });

    it('acquits nobody where it has a hole for all of them', async () => {
      const { flows } = busy((at) => at >= now - 3 * hour && at < now - 2 * hour);
      const { covered, gaps } = await flows({ sources: ['10.0.9.9'] });
      expect(covered).toBeUndefined();
      expect(gaps).not.toEqual([]);
    });
  });

  it('is cut short when its time is up', async () => {
    const { aws, watch, quiet, flows } = scene({}, { limits: { calls: 6, ms: 20 } });
    watch();
    quiet();
    aws.faults.set({ latencyMs: 200 });
    expect(await flows()).toEqual({
      gaps: ['flow logs were not read to the end within 0.02 s'],
      accepted: [],
      rejected: [],
    });
  });
});

describe('a question that no call is left for', () => {
  it('says so', async () => {
    const { watch, quiet, flows } = scene({}, { limits: { calls: 0, ms: 5_000 } });
    watch();
    quiet();
    expect(must((await flows()).gaps[0])).toBe('flow logs take more than 0 calls');
  });
});
