import {
  DescribeFlowLogs$,
  type DescribeFlowLogsRequest,
  type DescribeFlowLogsResult,
  type FlowLog as FlowLogDescription,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import type { FlowLog } from '../world/flow-log.ts';
import { toPairs } from '../world/tags.ts';
import type { World } from '../world/world.ts';
import { type FilterValues, filterBy } from './filter.ts';
import { ec2Page } from './page.ts';

const isInLogs = ({ destinationType }: FlowLog): boolean => destinationType === 'cloud-watch-logs';

const describe = (of: FlowLog, { account, region }: World): FlowLogDescription => ({
  FlowLogId: of.id,
  ResourceId: of.resourceId,
  FlowLogStatus: 'ACTIVE',
  TrafficType: of.trafficType,
  LogDestinationType: of.destinationType,
  ...(isInLogs(of)
    ? {
        LogGroupName: of.destination,
        DeliverLogsPermissionArn: `arn:aws:iam::${account}:role/flow-logs`,
        LogDestination: `arn:aws:logs:${region}:${account}:log-group:${of.destination}`,
      }
    : { LogDestination: of.destination }),
  DeliverCrossAccountRole: of.crossAccountRole,
  DeliverLogsStatus: of.delivery,
  ...(of.delivery === 'FAILED' ? { DeliverLogsErrorMessage: 'Access error' } : {}),
  LogFormat: of.format,
  MaxAggregationInterval: of.aggregationSeconds,
  CreationTime: new Date(of.createdAt),
  Tags: toPairs(of.tags),
});

const filterValues: FilterValues<FlowLog> = {
  'deliver-log-status': (of) => [of.delivery],
  'flow-log-id': (of) => [of.id],
  'log-destination-type': (of) => [of.destinationType],
  'log-group-name': (of) => [isInLogs(of) ? of.destination : undefined],
  'resource-id': (of) => [of.resourceId],
  'traffic-type': (of) => [of.trafficType],
};

const knownFlowLog = (world: World, id: string): FlowLog => {
  const known = world.flowLogs.get(id);
  if (!known) throw new AwsFault('InvalidFlowLogId.NotFound', `The flow log ID '${id}' does not exist`);
  return known;
};

const list = (input: DescribeFlowLogsRequest, { world }: Context): DescribeFlowLogsResult => {
  const all = input.FlowLogIds?.map((id) => knownFlowLog(world, id)) ?? world.flowLogs.values();
  const { items, next } = ec2Page(all, input, filterBy(input.Filter, filterValues));
  return { FlowLogs: items.map((of) => describe(of, world)), NextToken: next };
};

/** Reading flow logs; their records are in CloudWatch Logs. */
export const flowLogOperations: readonly Operation[] = [operation(DescribeFlowLogs$, list)];
