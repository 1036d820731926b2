import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateFlowLogsCommand } from '@aws-sdk/client-ec2';
import { DescribeMountTargetsCommand } from '@aws-sdk/client-efs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { awsClients, type ClientOptions } from '../../../functions/aws/client/clients.ts';
import { flowLogReader } from '../../../functions/aws/read/flow-logs.ts';
import { vpcId } from '../../../functions/core/model/ids.ts';
import { weighEvidence } from '../../../functions/core/nfs/flow-evidence.ts';
import { LAG } from '../../../functions/core/nfs/flow-log.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addFlowLog, logEvent } from '../../../infra/local/world/flow-logs.ts';
import { addFileSystem, addMountTarget, subnetOf } from '../../../infra/local/world/storage.ts';
import { client } from '../../support/builders.ts';
import { must } from '../../support/must.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { accountIn } from './account.ts';

const minute = 60_000;
// A flow log of moto's is made now, and CloudWatch Logs takes what is two hours ahead: that is the time that is asked about.
const made = Math.ceil(Date.now() / 1000) * 1000;
const from = made + LAG + minute;
const now = made + 110 * minute;
const seconds = (ms: number) => Math.floor(ms / 1000);

/** One record in the default format. */
interface Written {
  readonly at: number;
  readonly text: string;
}
const nfs = (source: string, at: number, say = '20 3000'): Written => {
  const times = `${seconds(at)} ${seconds(at) + 60}`;
  return { at, text: `${source} 10.0.0.4 800 2049 6 ${say} ${times} ACCEPT OK` };
};
const without = (status: string, at: number): Written => ({
  at,
  text: `- - - - - - - ${seconds(at)} ${seconds(at) + 600} - ${status}`,
});
const quiet = (until = now): readonly Written[] =>
  Array.from({ length: Math.ceil((until - from) / (10 * minute)) }, (_, n) =>
    without('NODATA', from + n * 10 * minute),
  );
const middle = from + 30 * minute;
const used = [nfs('10.0.0.9', middle), nfs('10.0.0.9', middle + 20 * minute)];

interface Case {
  readonly when: string;
  readonly on: 'VPC' | 'Subnet';
  readonly records: readonly Written[];
  readonly acquitted: readonly string[];
  readonly convicted: readonly string[];
  readonly gaps: number;
}
const cases: readonly Case[] = [
  { when: 'nobody spoke', on: 'VPC', records: quiet(), acquitted: ['eni-8', 'eni-9'], convicted: [], gaps: 0 },
  {
    when: 'one spoke',
    on: 'Subnet',
    records: [...quiet(), ...used],
    acquitted: ['eni-8'],
    convicted: ['eni-9'],
    gaps: 0,
  },
  {
    when: 'one shook hands',
    on: 'VPC',
    records: [...quiet(), nfs('10.0.0.9', middle, '4 240')],
    acquitted: ['eni-8'],
    convicted: [],
    gaps: 0,
  },
  {
    when: 'something was skipped',
    on: 'VPC',
    records: [...quiet(), ...used, without('SKIPDATA', middle)],
    acquitted: [],
    convicted: ['eni-9'],
    gaps: 1,
  },
  { when: 'it fell silent', on: 'Subnet', records: quiet(middle), acquitted: [], convicted: [], gaps: 1 },
  { when: 'it is empty', on: 'VPC', records: [], acquitted: [], convicted: [], gaps: 1 },
];

interface Watched {
  readonly vpcId: string;
  readonly networkInterfaceId: string;
}

/** What the adapter answers there, and what it comes to. */
const verdict = async (options: ClientOptions, logGroup: string, { vpcId: vpc, networkInterfaceId }: Watched) => {
  const reader = flowLogReader({ ...awsClients({ region: 'us-east-1', ...options }), clock: { now: () => now } });
  const asked = { from, to: now, sources: ['10.0.0.8', '10.0.0.9'] };
  const told = await reader.flows({ ...asked, logGroup, networkInterfaceId, vpcId: must(vpcId(vpc)) });
  const answer = { ...told, gaps: told.gaps.map((gap) => gap.replace(networkInterfaceId, 'the interface')) };
  const losers = [8, 9].map((n) => client(n, { addresses: [`10.0.0.${n}`], attachedAt: 0 }));
  const weighed = weighEvidence({
    answer,
    asked,
    losers,
    lost: [{ members: losers }],
    beside: [],
    present: losers,
    vpcId: must(losers[0]).vpcId,
  });
  return { ...answer, weighed };
};

let moto: Moto;
let account: Awaited<ReturnType<typeof accountIn>>;

const groupOf = (when: string): string => when.replaceAll(' ', '-');

const linesOf = (records: readonly Written[], eni: string) =>
  records
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, text }) => ({ timestamp: at, message: `2 123456789012 ${eni} ${text}` }));

const onLocal = async ({ when, on, records }: Case) => {
  const logGroup = groupOf(when);
  const { world, handler } = localAws({ account: '123456789012' });
  const { networkInterfaceId, subnetId } = addMountTarget(world, { fileSystemId: addFileSystem(world).id });
  const { vpcId: vpc } = subnetOf(world, { subnetId });
  addFlowLog(world, { resourceId: on === 'VPC' ? vpc : subnetId, logGroup, createdAt: made });
  for (const line of linesOf(records, networkInterfaceId))
    logEvent(world, { logGroup, stream: `${networkInterfaceId}-all`, ...line });
  return verdict({ requestHandler: handler }, logGroup, { vpcId: vpc, networkInterfaceId });
};

const onMoto = async ({ when, on, records }: Case) => {
  const logGroup = groupOf(when);
  const { mountTargetId: MountTargetId } = await account.mountTarget('web', [await account.group('web')]);
  const { MountTargets = [] } = await account.efs.send(new DescribeMountTargetsCommand({ MountTargetId }));
  const { VpcId: vpc = '', SubnetId = '', NetworkInterfaceId: networkInterfaceId = '' } = must(MountTargets[0]);
  const logs = new CloudWatchLogsClient(account.config);
  const stream = { logGroupName: logGroup, logStreamName: `${networkInterfaceId}-all` };
  await logs.send(new CreateLogGroupCommand({ logGroupName: logGroup }));
  await logs.send(new CreateLogStreamCommand(stream));
  const logEvents = linesOf(records, networkInterfaceId);
  if (logEvents.length > 0) await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  await account.ec2.send(
    new CreateFlowLogsCommand({
      ResourceType: on,
      ResourceIds: [on === 'VPC' ? vpc : SubnetId],
      TrafficType: 'ALL',
      LogGroupName: logGroup,
      DeliverLogsPermissionArn: 'arn:aws:iam::123456789012:role/flow-logs',
    }),
  );
  return verdict({ endpoint: moto.url }, logGroup, { vpcId: vpc, networkInterfaceId });
};

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  moto = await startMoto();
  account = await accountIn(moto.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await moto.stop();
});

// moto finds everything by a pattern of fields and in all streams: what is not asked for, the adapter itself leaves out.
describe("flow logs in moto's CloudWatch Logs", () => {
  it.each(cases)('come to what they do on the local endpoint when $when', async (it) => {
    const [here, there] = [await onLocal(it), await onMoto(it)];
    expect(there).toEqual(here);
    expect([...there.weighed.acquitted]).toEqual(it.acquitted);
    expect(there.weighed.convicted.map(({ by }) => by?.id)).toEqual(it.convicted);
    expect(there.gaps).toHaveLength(it.gaps);
  });
});
