import type { CloudWatchClient, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { RetryableError } from '../core/errors.ts';
import type { FileSystemId } from '../core/ids.ts';
import type { Connections } from '../engine/ports.ts';
import { everyPage, present } from './answers.ts';
import { asking } from './asking.ts';
import type { Call } from './call.ts';

/** EFS gives one value a minute, and of all statistics only their sum has a meaning (EFS user guide, "CloudWatch metrics"). */
const clientsOf = (id: FileSystemId) => ({
  Id: 'clients',
  MetricStat: {
    Metric: {
      Namespace: 'AWS/EFS',
      MetricName: 'ClientConnections',
      Dimensions: [{ Name: 'FileSystemId', Value: id }],
    },
    Period: 60,
    Stat: 'Sum',
  },
});

type Minute = readonly [start: number, count: number];

const minutesOf = ({ StatusCode, Timestamps = [], Values = [] }: MetricDataResult, call: Call): readonly Minute[] => {
  if (StatusCode !== 'Complete' && StatusCode !== 'PartialData')
    throw new RetryableError(`${call.about}: ${call.action} answered ${StatusCode} in place of data`, {
      code: 'aws-error',
    });
  return Values.map((count, index) => [present(Timestamps[index], 'Timestamps', call).getTime(), count]);
};

/** Reads CloudWatch, whose client is loaded at first use. */
export const cloudWatchConnections = (clients: {
  cloudwatch(): Promise<Pick<CloudWatchClient, 'send'>>;
}): Connections => ({
  clients: (id, from, to) => {
    const call: Call = { action: 'cloudwatch:GetMetricData', about: id };
    const range = { StartTime: new Date(from), EndTime: new Date(to) };
    return asking(call, async () => {
      const { GetMetricDataCommand } = await import('./get-metric-data.ts');
      const client = await clients.cloudwatch();
      const minutes = await everyPage(call, async (NextToken) => {
        const request = { MetricDataQueries: [clientsOf(id)], ...range, NextToken };
        const answer = await client.send(new GetMetricDataCommand(request));
        const results = present(answer.MetricDataResults, 'MetricDataResults', call);
        return { items: results.flatMap((it) => minutesOf(it, call)), next: answer.NextToken };
      });
      return new Map(minutes);
    });
  },
});
