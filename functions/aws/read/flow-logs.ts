import type { CloudWatchLogsClient, FilterLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { FlowLog } from '@aws-sdk/client-ec2';
import { RetryableError } from '../../core/model/errors.ts';
import type { FlowLogAnswer } from '../../core/nfs/flow-log.ts';
import { together } from '../../engine/async/together.ts';
import type { FlowLogQuestion, FlowLogReader } from '../../engine/ports/flow-log.ts';
import type { Clock } from '../../engine/ports/ports.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { everyItem, listing, pages, present } from '../client/read-answer.ts';
import { within } from '../client/within.ts';
import { type Ec2, MaxResults, networkInterfaces } from './ec2-lists.ts';
import { coverage } from './flow-log-coverage.ts';
import { filterPattern } from './flow-log-format.ts';
import { isHere, planReading } from './flow-log-plan.ts';
import { talkersIn } from './talkers.ts';

/** What reading flow logs takes: the clients, and the time of day. */
export interface FlowLogClients {
  readonly ec2: Ec2;
  logs(): Promise<Pick<CloudWatchLogsClient, 'send'>>;
  readonly clock: Pick<Clock, 'now'>;
}

/** How much one question may cost. */
export interface FlowLogLimits {
  readonly calls: number;
  readonly ms: number;
}

const usual: FlowLogLimits = { calls: 6, ms: 5_000 };

/** Clients that are asked so often, and so long, and then answer no more. */
const limited = ({ ec2, logs }: FlowLogClients, { calls, ms }: FlowLogLimits) => {
  const limit = AbortSignal.timeout(ms);
  let left = calls;
  const counted = <Client extends { readonly send: unknown }>(client: Client): Pick<Client, 'send'> => {
    left -= 1;
    if (left < 0) throw new RetryableError(`flow logs take more than ${calls} calls`, { code: 'out-of-time' });
    return within(client, limit);
  };
  return {
    isOver: () => limit.aborted,
    ec2: () => counted(ec2()),
    async filter(about: string, request: FilterLogEventsRequest) {
      const { FilterLogEventsCommand } = await import('../client/logs-client.ts');
      const client = counted(await logs());
      const call: Call = { action: 'logs:FilterLogEvents', about };
      const { events, nextToken } = await ask(call, () => client.send(new FilterLogEventsCommand(request)));
      return { items: present(events, 'events', call), next: nextToken };
    },
  };
};

type Asking = ReturnType<typeof limited>;

/** The flow logs that write records of the interface into the log group. */
const logsOf = async (asking: Asking, question: FlowLogQuestion): Promise<readonly FlowLog[]> => {
  const { logGroup, networkInterfaceId, vpcId } = question;
  const { DescribeFlowLogsCommand } = await import('../client/logs-client.ts');
  const Filter = [{ Name: 'log-group-name', Values: [logGroup] }];
  const all = await everyItem(
    listing(
      { action: 'ec2:DescribeFlowLogs', about: logGroup },
      'FlowLogs',
      (NextToken) => asking.ec2().send(new DescribeFlowLogsCommand({ Filter, MaxResults, NextToken })),
      (log) => log,
    ),
  );
  const here = all.filter(isHere);
  const isOfSubnet = ({ ResourceId = '' }: FlowLog): boolean => ResourceId.startsWith('subnet-');
  const subnets = !here.some(isOfSubnet)
    ? []
    : await everyItem(
        ...networkInterfaces(asking.ec2, { by: ['network-interface-id', [networkInterfaceId]] }, (it, call) =>
          present(it.SubnetId, 'SubnetId', call),
        ),
      );
  const watched = [networkInterfaceId, vpcId, ...subnets];
  return here.filter(({ ResourceId = '' }) => watched.includes(ResourceId));
};

/** Records of an interface, page by page: of the streams whose names begin with its id. */
const recordsOf = (asking: Asking, { logGroup, networkInterfaceId }: FlowLogQuestion) => {
  const logStreamNamePrefix = `${networkInterfaceId}-`;
  return (request: Omit<FilterLogEventsRequest, 'logGroupName'>) =>
    pages({ action: 'logs:FilterLogEvents', about: logGroup }, async (nextToken) => {
      const given = { logGroupName: logGroup, logStreamNamePrefix, ...request, ...(nextToken && { nextToken }) };
      const { items, next } = await asking.filter(logGroup, given);
      return { items: items.filter(({ logStreamName }) => logStreamName?.startsWith(logStreamNamePrefix)), next };
    });
};

const at = (time: number): string => new Date(time).toISOString();

/**
 * Reads VPC flow logs. It acquits by a log of all or of accepted traffic that is delivered, has all fields, skipped nothing, and
 * has records of the interface all the time, so that neither the retention of the log group nor an outage is taken for silence:
 * an interval without traffic has a record too (VPC user guide, `NODATA`).
 */
export const flowLogReader = (clients: FlowLogClients, limits: FlowLogLimits = usual): FlowLogReader => ({
  async flows(question) {
    const { networkInterfaceId, logGroup, sources } = question;
    const asking = limited(clients, limits);
    const gaps: string[] = [];
    /** What AWS answers; undefined, and a gap, where it does not. */
    const unlessGap = async <T>(asked: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await asked();
      } catch (error) {
        const late = `flow logs were not read to the end within ${limits.ms / 1000} s`;
        gaps.push(asking.isOver() ? late : error instanceof Error ? error.message : String(error));
        return undefined;
      }
    };
    const nothing = (): FlowLogAnswer => ({ gaps, accepted: [], rejected: [] });

    const logs = await unlessGap(() => logsOf(asking, question));
    if (!logs) return nothing();
    const { fields, from, covers, seconds, ...plan } = planReading(logs, question, clients.clock.now());
    gaps.push(...plan.gaps);
    if (fields.length === 0) return nothing();

    const records = recordsOf(asking, question);
    const lines: string[] = [];
    const isProof = gaps.length === 0 && covers.from < covers.to;
    const [known] = await together([
      isProof ? unlessGap(() => coverage(records, { fields, covers, seconds })) : undefined,
      unlessGap(async () => {
        const request = { startTime: from, endTime: question.to, filterPattern: filterPattern(fields, sources) };
        for await (const page of records(request)) lines.push(...page.map(({ message = '' }) => message));
      }),
    ]);
    // Two flow logs write the same record twice.
    const talkers = talkersIn(logs.length > 1 ? [...new Set(lines)] : lines, { fields, sources, seconds });
    gaps.push(...talkers.gaps);
    if (known?.hole) {
      const { hole } = known;
      gaps.push(
        `the log group ${logGroup} has no records of ${networkInterfaceId} from ${at(hole.from)} to ${at(hole.to)}`,
      );
    }
    if (!known || gaps.length > 0) return { ...talkers, gaps };
    return { ...talkers, gaps, covered: { from: known.from, to: covers.to } };
  },
});
