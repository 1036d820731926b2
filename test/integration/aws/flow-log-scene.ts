import { awsClients } from '../../../functions/aws/client/clients.ts';
import { type FlowLogLimits, flowLogReader } from '../../../functions/aws/read/flow-logs.ts';
import { vpcId } from '../../../functions/core/model/ids.ts';
import { LAG, type Talker } from '../../../functions/core/nfs/flow-log.ts';
import type { FlowLogQuestion } from '../../../functions/engine/ports/flow-log.ts';
import { type LocalAwsOptions, localAws } from '../../../infra/local/local-aws.ts';
import type { FlowLog } from '../../../infra/local/world/flow-log.ts';
import { addFlowLog, type Flow, logFlow, logNothing } from '../../../infra/local/world/flow-logs.ts';
import { addFileSystem, addMountTarget, subnetOf } from '../../../infra/local/world/storage.ts';
import { inProcess } from '../../support/in-process.ts';
import { known } from './ids.ts';

export const now = Date.parse('2026-03-08T12:00:00Z');
export const minute = 60_000;
export const hour = 60 * minute;
export const from = now - 6 * hour;
export const to = now - LAG;
export const logGroup = '/vpc/flow-logs';
const formatOf = (...fields: readonly string[]): string => fields.map((field) => `\${${field}}`).join(' ');
export const custom = formatOf(
  ...['srcaddr', 'pkt-srcaddr', 'dstport', 'bytes', 'packets', 'start', 'end', 'action', 'log-status'],
);

/** A mount target, and flow logs whose records the test writes. */
export const scene = (
  options: LocalAwsOptions = {},
  { onCall, limits }: { readonly onCall?: (operation: string) => void; readonly limits?: FlowLogLimits } = {},
) => {
  const aws = localAws(options);
  const { world } = aws;
  const { networkInterfaceId, subnetId } = addMountTarget(world, {
    fileSystemId: addFileSystem(world).id,
    ipv6Address: '2600:1f18::5',
  });
  const { vpcId: vpc } = subnetOf(world, { subnetId });
  const clients = awsClients({
    ...inProcess(aws),
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

export const heard = (address: string, say: Partial<Talker> = {}): Talker => ({
  address,
  origins: [],
  bytes: 500,
  packets: 5,
  intervals: 1,
  last: now - hour + minute,
  ...say,
});
export const silence = { covered: { from, to }, gaps: [], accepted: [], rejected: [] };
