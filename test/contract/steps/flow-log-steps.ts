import { answers, ec2, logs, refuses, type Step } from '../step.ts';

/** Events of a log stream; times are epoch milliseconds. */
interface Logged {
  readonly logGroup: string;
  readonly streams: Readonly<Record<string, readonly { readonly timestamp: number; readonly message: string }[]>>;
  /** What the steps know of it. */
  readonly known: Readonly<Record<string, number>>;
}

const logGroup = 'flows';
const [one, other] = ['eni-00000001-all', 'eni-00000002-all'];
const [accepted, quiet, rejected] = [
  '2 123456789012 eni-00000001 10.0.0.9 10.0.0.4 800 2049 6 9 900 100 160 ACCEPT OK',
  '2 123456789012 eni-00000001 - - - - - - - 700 1300 - NODATA',
  '2 123456789012 eni-00000002 10.0.0.8 10.0.0.5 800 2049 6 1 60 100 160 REJECT OK',
];

/** What flow logs wrote before the midnight that came last. CloudWatch Logs takes no event that is older than two weeks. */
export const flowLogged = (now: number): Logged => {
  const midnight = Math.floor(now / 86_400_000) * 86_400_000;
  const [first = 0, second = 0, third = 0] = [midnight - 3_000_000, midnight - 2_400_000, midnight - 1_800_000];
  return {
    logGroup,
    streams: {
      [one]: [
        { timestamp: first, message: accepted },
        { timestamp: second, message: quiet },
      ],
      [other]: [{ timestamp: third, message: rejected }],
    },
    known: { first, second, third },
  };
};

const fields = ['version', 'account', 'eni', 'source', 'target', 'from', 'to', 'protocol', 'packets', 'bytes'];
const pattern = (source: string, status: string): string =>
  `[${[...fields, 'start', 'end', 'action', 'status'].join(', ')}]`.replace('source', source).replace('status', status);
const all = { logGroupName: logGroup };
const event = (logStreamName: string, timestamp: string, message: string) => ({ logStreamName, timestamp, message });
const limited = (limit: number) => ({ ...all, limit });

/** Flow logs, and what they write into CloudWatch Logs. */
export const flowLogSteps: readonly Step[] = [
  ec2(
    'DescribeFlowLogs: filtered by log group',
    { Filter: [{ Name: 'log-group-name', Values: [logGroup] }] },
    answers({
      FlowLogs: [
        {
          FlowLogId: '$flowLog',
          ResourceId: '$vpc',
          FlowLogStatus: 'ACTIVE',
          TrafficType: 'ALL',
          LogDestinationType: 'cloud-watch-logs',
          LogGroupName: logGroup,
          DeliverLogsStatus: 'SUCCESS',
          MaxAggregationInterval: 600,
        },
      ],
    }),
  ),
  ec2(
    'DescribeFlowLogs: filtered by another log group',
    { Filter: [{ Name: 'log-group-name', Values: ['others'] }] },
    answers({ FlowLogs: [] }),
  ),
  ec2(
    'DescribeFlowLogs: filtered by VPC and traffic',
    {
      Filter: [
        { Name: 'resource-id', Values: ['$vpc'] },
        { Name: 'traffic-type', Values: ['ALL'] },
        { Name: 'log-destination-type', Values: ['cloud-watch-logs'] },
      ],
    },
    answers({ FlowLogs: [{ FlowLogId: '$flowLog' }] }),
  ),
  ec2(
    'DescribeFlowLogs: asked by id',
    { FlowLogIds: ['$flowLog'] },
    answers({ FlowLogs: [{ FlowLogId: '$flowLog' }] }),
  ),
  ec2(
    'DescribeFlowLogs: there is no such flow log',
    { FlowLogIds: ['fl-0123456789abcdef0'] },
    refuses('InvalidFlowLogId.NotFound'),
  ),
  logs(
    'FilterLogEvents: asked for all',
    all,
    answers({
      events: [event(one, '$first', accepted), event(one, '$second', quiet), event(other, '$third', rejected)],
    }),
  ),
  logs(
    'FilterLogEvents: asked for one stream',
    { ...all, logStreamNames: [other] },
    answers({ events: [event(other, '$third', rejected)] }),
  ),
  logs(
    'FilterLogEvents: asked for streams whose names begin alike',
    { ...all, logStreamNamePrefix: 'eni-00000001-' },
    answers({ events: [event(one, '$first', accepted), event(one, '$second', quiet)] }),
  ),
  logs(
    'FilterLogEvents: asked for a time, both ends of which count',
    { ...all, startTime: '$first', endTime: '$second' },
    answers({ events: [event(one, '$first', accepted), event(one, '$second', quiet)] }),
  ),
  logs(
    'FilterLogEvents: asked for what has a source',
    { ...all, filterPattern: pattern('source = "10.0.0.9" || source = "10.0.0.7"', 'status') },
    answers({ events: [event(one, '$first', accepted)] }),
  ),
  logs(
    'FilterLogEvents: asked for sources that begin alike, and for data',
    { ...all, filterPattern: pattern('source = 10.0.*', 'status != "NODATA"') },
    answers({ events: [event(one, '$first', accepted), event(other, '$third', rejected)] }),
  ),
  logs(
    'FilterLogEvents: asked for a page of two',
    limited(2),
    answers({ events: [event(one, '$first', accepted), event(one, '$second', quiet)] }),
    { more: 'nextToken' },
  ),
  logs(
    'FilterLogEvents: asked for the page after the first two of three',
    { ...limited(2), nextToken: '$more' },
    answers({ events: [event(other, '$third', rejected)] }),
  ),
  logs('FilterLogEvents: nothing is found', { ...all, startTime: 1, endTime: 2 }, answers({ events: [] })),
  logs('FilterLogEvents: a page is to have 10001', limited(10_001), refuses('InvalidParameterException')),
  logs(
    'FilterLogEvents: the token is none that it gave',
    { ...all, nextToken: 'made-up' },
    refuses('InvalidParameterException'),
  ),
  logs(
    'FilterLogEvents: asked for streams in two ways',
    { ...all, logStreamNames: [one], logStreamNamePrefix: 'eni' },
    refuses('InvalidParameterException'),
  ),
  logs('FilterLogEvents: there is no such log group', { logGroupName: 'none' }, refuses('ResourceNotFoundException')),
];
