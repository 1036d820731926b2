import * as z from 'zod/mini';
import { memoized } from '../../../functions/core/model/memoized.ts';
import type { rendered } from '../rendered.ts';
import { evaluate, type Series } from './metric-math.ts';

/** What an alarm can be in. */
export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

type Treatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

interface Judgement {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatment: Treatment;
}

/**
 * The state that CloudWatch gives an alarm by the datapoints of its evaluation range, the oldest first: whether each breaches,
 * or undefined where it is missing. After "How alarm state is evaluated when data is missing".
 */
export const judge = (
  points: readonly (boolean | undefined)[],
  { evaluationPeriods, datapointsToAlarm, treatment }: Judgement,
  state: State,
): State => {
  const real = points.filter((it) => it !== undefined);
  const byCount = (breaching: number): State => (breaching >= datapointsToAlarm ? 'ALARM' : 'OK');
  // The newest, also where older ones have to stand in for missing ones.
  const breaching = real.slice(-evaluationPeriods).filter(Boolean).length;
  const filled = evaluationPeriods - real.length;
  if (filled <= 0 || treatment === 'notBreaching') return byCount(breaching);
  if (treatment === 'breaching') return byCount(breaching + filled);
  if (real.length === 0) return treatment === 'ignore' ? state : 'INSUFFICIENT_DATA';
  if (breaching >= datapointsToAlarm || breaching < real.length) return byCount(breaching);
  if (treatment === 'ignore') return state;
  const oldest = points.slice(-evaluationPeriods).indexOf(true);
  return oldest !== -1 && evaluationPeriods - oldest >= datapointsToAlarm ? 'ALARM' : state;
};

const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() }));
const stat = z.enum(['Sum', 'Maximum']);
const metric = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions });

const shared = {
  AlarmDescription: z.string(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.optional(z.number()),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']),
  AlarmActions: z.optional(z.array(z.string())),
};

const metricStat = z.strictObject({ Metric: metric, Stat: stat, Period: z.number() });
type Stat = z.infer<typeof metricStat>;

const query = z.strictObject({
  Id: z.string(),
  Label: z.optional(z.string()),
  ReturnData: z.optional(z.boolean()),
  Expression: z.optional(z.string()),
  MetricStat: z.optional(metricStat),
});

const schema = z.union([
  z.strictObject({ ...shared, Metrics: z.array(query) }),
  z.strictObject({ ...shared, ...metric.shape, Statistic: stat, Period: z.number() }),
]);

/** An alarm of the template. */
export type Alarm = z.infer<typeof schema> & { readonly name: string };

/** The alarms of a rendered template. */
export const alarmsOf = ({ resources }: ReturnType<typeof rendered>): readonly Alarm[] =>
  [...resources].flatMap(([name, { Type, Properties }]) =>
    Type === 'AWS::CloudWatch::Alarm' ? [{ ...schema.parse(Properties), name }] : [],
  );

/** The queries of an alarm, one metric alone included. */
const queriesOf = (alarm: Alarm): readonly z.infer<typeof query>[] => {
  if ('Metrics' in alarm) return alarm.Metrics;
  const { Namespace, MetricName, Dimensions, Statistic: Stat, Period } = alarm;
  return [{ Id: 'it', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Stat, Period } }];
};

/** The metrics that an alarm watches. */
export const metricsOf = (alarm: Alarm): readonly z.infer<typeof metric>[] =>
  queriesOf(alarm).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);

/** The one period of all metrics of an alarm, in seconds. */
export const periodOf = (alarm: Alarm): number => {
  const periods = new Set(queriesOf(alarm).flatMap(({ MetricStat }) => MetricStat?.Period ?? []));
  const [period, ...more] = periods;
  if (period === undefined || more.length > 0) throw new Error(`${alarm.name}: not one period`);
  return period;
};

const minuteMs = 60_000;
const dayS = 86_400;

interface Point {
  readonly at: number;
  readonly value: number;
}

const keyOf = ({ Namespace, MetricName, Dimensions }: z.infer<typeof metric>): string =>
  [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' ');

const firstFrom = (points: readonly Point[], at: number): number => {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

const breaches = ({ ComparisonOperator, Threshold }: Alarm, value: number): boolean => {
  if (ComparisonOperator === 'LessThanThreshold') return value < Threshold;
  return value > Threshold || (ComparisonOperator === 'GreaterThanOrEqualToThreshold' && value === Threshold);
};

/** A mail that an alarm sent. */
export interface Mail {
  readonly alarm: string;
  readonly at: number;
}

/** The values of a metric by period, up to an end. */
const bucketsOf = (points: readonly Point[], { Stat, Period }: Stat, range: number, end: number): Series => {
  const start = end - range * Period * 1000;
  const buckets: (number | undefined)[] = Array.from({ length: range }, () => undefined);
  for (let index = firstFrom(points, start); index < points.length; index++) {
    const point = points[index];
    if (!point || point.at >= end) break;
    const bucket = Math.floor((point.at - start) / (Period * 1000));
    const before = buckets[bucket];
    if (before === undefined) buckets[bucket] = point.value;
    else buckets[bucket] = Stat === 'Sum' ? before + point.value : Math.max(before, point.value);
  }
  return buckets;
};

/** What an alarm makes of the points of its metrics, up to an end: whether each of its datapoints breaches. */
const judged = (alarm: Alarm, beyond: number, pointsOf: (key: string) => readonly Point[]) => {
  const range = alarm.EvaluationPeriods + beyond;
  const queries = queriesOf(alarm);
  const metrics = queries.flatMap(({ Id, MetricStat: stat }) =>
    stat ? { id: Id, stat, points: pointsOf(keyOf(stat.Metric)) } : [],
  );
  const [returned, ...more] = queries.filter(({ ReturnData }) => ReturnData !== false);
  if (!returned || more.length > 0) throw new Error(`${alarm.name}: not one result`);
  // An expression may name another, but METRICS() is the metrics alone.
  const expressions = [...queries.filter((it) => it !== returned), returned].flatMap(({ Id: id, Expression: text }) =>
    text === undefined ? [] : { id, text, ofMetrics: text.includes('METRICS()') },
  );
  return (end: number): readonly (boolean | undefined)[] => {
    const series = new Map(metrics.map(({ id, stat, points }) => [id, bucketsOf(points, stat, range, end)]));
    const named = new Map(series);
    for (const { id, text, ofMetrics } of expressions) named.set(id, evaluate(text, ofMetrics ? series : named, range));
    return (named.get(returned.Id) ?? []).map((it) => (it === undefined ? undefined : breaches(alarm, it)));
  };
};

/**
 * CloudWatch with some alarms, by its documentation: a sliding window that moves each minute, or each hour to the full hour where it is longer than a day;
 * an evaluation range that is longer than the window by so many periods; an action at the change of state only.
 */
export const cloudWatch = (alarms: readonly Alarm[], beyond = 2) => {
  const pointsOf = memoized(String, (_key: string): Point[] => []);
  const mails: Mail[] = [];
  const watched = alarms.map((alarm) => {
    const { EvaluationPeriods: evaluationPeriods, DatapointsToAlarm: datapointsToAlarm = evaluationPeriods } = alarm;
    const by = { evaluationPeriods, datapointsToAlarm, treatment: alarm.TreatMissingData };
    const isLong = periodOf(alarm) * evaluationPeriods > dayS;
    return { alarm, by, isLong, pointsAt: judged(alarm, beyond, pointsOf), state: 'INSUFFICIENT_DATA' as State };
  });
  return {
    mails,
    put: (
      Namespace: string,
      MetricName: string,
      [Name, Value]: readonly [string, string],
      at: number,
      value: number,
    ): void => {
      const points = pointsOf(keyOf({ Namespace, MetricName, Dimensions: [{ Name, Value }] }));
      points.splice(firstFrom(points, at + 1), 0, { at, value });
    },
    /** Evaluates every alarm at the end of a minute. */
    evaluate: (now: number): void => {
      for (const each of watched) {
        if (each.isLong && Math.floor(now / minuteMs) % 60 !== 0) continue;
        const before = each.state;
        each.state = judge(each.pointsAt(now), each.by, before);
        if (each.state === 'ALARM' && before !== 'ALARM' && each.alarm.AlarmActions?.length)
          mails.push({ alarm: each.alarm.name, at: now });
      }
    },
  };
};
