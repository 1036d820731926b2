import {
  GetMetricData$,
  type GetMetricDataInput,
  type GetMetricDataOutput,
  type MetricDataQuery,
  type MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import type { World } from '../world/world.ts';

const MINUTE = 60_000;

const refuse = (why: string): AwsFault => new AwsFault('ValidationException', why);

/** The file system whose clients a metric counts; undefined for any other metric, which has no data here. */
const fileSystemOf = ({ Metric }: MetricStat): string | undefined => {
  const [dimension, ...more] = Metric?.Dimensions ?? [];
  const counted = Metric?.Namespace === 'AWS/EFS' && Metric.MetricName === 'ClientConnections' && more.length === 0;
  return counted && dimension?.Name === 'FileSystemId' ? dimension.Value : undefined;
};

/** The sum of a period's minutes that have data; undefined when none has. */
const sumOf = (count: (minute: number) => number | undefined, from: number, to: number): number | undefined => {
  let sum: number | undefined;
  for (let minute = from; minute < to; minute += MINUTE) {
    const clients = count(minute);
    if (clients !== undefined) sum = (sum ?? 0) + clients;
  }
  return sum;
};

/** Sums by period from the one that `from` is in; a minute has data once it is over. */
const series = (world: World, stat: MetricStat, from: number, to: number, now: number): [at: number, sum: number][] => {
  const period = (stat.Period ?? 0) * 1000;
  if (period <= 0 || period % MINUTE !== 0) throw refuse('Period must be a multiple of 60.');
  if (stat.Stat !== 'Sum') throw refuse(`This endpoint keeps no ${stat.Stat} of a metric, only its Sum.`);
  const count = world.clientConnections.get(fileSystemOf(stat) ?? '');
  const sums: [number, number][] = [];
  for (let at = Math.floor(from / period) * period; count && at < to; at += period) {
    const sum = sumOf((minute) => (minute + MINUTE <= now ? count(minute) : undefined), at, at + period);
    if (sum !== undefined) sums.push([at, sum]);
  }
  return sums;
};

const getMetricData = (input: GetMetricDataInput, { world, now }: Context): GetMetricDataOutput => {
  const [from, to] = [input.StartTime?.getTime() ?? 0, input.EndTime?.getTime() ?? 0];
  if (from >= to) throw refuse('The parameter StartTime must be less than the parameter EndTime.');
  const answer = ({ Id, Label, MetricStat }: MetricDataQuery) => {
    if (!MetricStat) throw refuse('This endpoint answers MetricStat alone, no Expression.');
    const sums = series(world, MetricStat, from, to, now());
    if (input.ScanBy !== 'TimestampAscending') sums.reverse();
    return {
      Id,
      Label: Label ?? MetricStat.Metric?.MetricName,
      Timestamps: sums.map(([at]) => new Date(at)),
      Values: sums.map(([, sum]) => sum),
      StatusCode: 'Complete' as const,
    };
  };
  return { MetricDataResults: (input.MetricDataQueries ?? []).map(answer), Messages: [] };
};

/** Reading the clients of file systems. */
export const metricOperations: readonly Operation[] = [operation(GetMetricData$, getMetricData)];
