import { describe, expect, it } from 'vitest';
import { type Alarm, cloudWatch, judge, type State } from './cloudwatch.ts';
import { evaluate } from './metric-math.ts';

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const retained = 'retained';

/** The datapoints of AWS's tables: 0 within the threshold, X breaching, - missing, the newest on the right. */
const points = (text: string) => text.split(' ').map((it) => (it === '-' ? undefined : it === 'X'));

/** AWS's tables in "Configuring how CloudWatch alarms treat missing data": 3 periods, a range of 5. */
const published: readonly { m: number; rows: readonly (readonly [string, ...(State | typeof retained)[]])[] }[] = [
  {
    m: 3,
    rows: [
      ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
      ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
      ['- - - - -', 'INSUFFICIENT_DATA', retained, 'ALARM', 'OK'],
      ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['- - X - -', 'ALARM', retained, 'ALARM', 'OK'],
    ],
  },
  {
    m: 2,
    rows: [
      ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
      ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
      ['- - - X -', 'ALARM', retained, 'ALARM', 'OK'],
    ],
  },
];

const cases = published.flatMap(({ m, rows }) =>
  rows.flatMap(([data, ...states]) =>
    treatments.map((treatment, at) => ({ m, data, treatment, expected: states[at] })),
  ),
);

describe('an alarm, as AWS publishes it for missing data,', () => {
  it.each(cases)(
    'of $m of 3 datapoints at $data that are $treatment is $expected',
    ({ m, data, treatment, expected }) => {
      const by = { evaluationPeriods: 3, datapointsToAlarm: m, treatment };
      for (const state of ['OK', 'ALARM'] as const)
        expect(judge(points(data), by, state)).toBe(expected === retained ? state : expected);
    },
  );

  it.each(['- - - - X', '- - - X -'])('of 3 of 3 datapoints does not go off at %s, too early', (data) => {
    const by = { evaluationPeriods: 3, datapointsToAlarm: 3, treatment: 'missing' as const };
    expect(judge(points(data), by, 'OK')).toBe('OK');
  });
});

describe('metric math', () => {
  const named = new Map([
    ['a', [1, undefined, 3]],
    ['b', [undefined, undefined, 5]],
  ]);
  it.each([
    ['FILL(a, 0)', [1, 0, 3]],
    ['SUM(FILL(METRICS(), 0))', [1, 0, 8]],
    ['MAX([FILL(a, 0), FILL(b, 0)])', [1, 0, 5]],
    ['a + b', [undefined, undefined, 8]],
    ['DIFF(FILL(a, 0))', [undefined, -1, 3]],
    ['IF(FILL(a, 0) > 2, 7, 9)', [9, 9, 7]],
    ['IF(a > 0 AND b > 3, 1, 0)', [undefined, undefined, 1]],
  ])('%s', (text, expected) => {
    expect(evaluate(text, named, 3)).toEqual(expected);
  });
  it('says what it does not know', () => {
    expect(() => evaluate('RATE(a)', named, 3)).toThrow('RATE is not played here');
    expect(() => evaluate('a b', named, 3)).toThrow('left over');
  });
});

describe('a window', () => {
  const alarm = (over: Partial<Alarm>): Alarm =>
    ({
      name: 'it',
      AlarmDescription: '',
      ...{ Namespace: 'N', MetricName: 'M', Dimensions: [{ Name: 'd', Value: 'v' }], Statistic: 'Sum', Period: 3600 },
      ...{ EvaluationPeriods: 3, Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
      AlarmActions: ['topic'],
      ...over,
    }) as Alarm;
  const minutesTo = (it: Alarm): number | undefined => {
    const watch = cloudWatch([it]);
    watch.put('N', 'M', ['d', 'v'], 0, 1);
    for (let minute = 1; minute < 60 * 60; minute++) watch.evaluate(minute * 60_000);
    const [mail, ...more] = watch.mails;
    expect(more).toEqual([]);
    return mail && mail.at / 60_000;
  };
  const math = (fill: string) => ({
    ...{ Namespace: undefined, MetricName: undefined, Dimensions: undefined, Statistic: undefined, Period: undefined },
    Metrics: [
      { Id: 'e', Expression: fill },
      {
        ...{ Id: 'm', ReturnData: false },
        MetricStat: {
          Stat: 'Sum',
          Period: 3600,
          Metric: { Namespace: 'N', MetricName: 'M', Dimensions: [{ Name: 'd', Value: 'v' }] },
        },
      },
    ],
  });
  const without = (it: object) =>
    Object.fromEntries(Object.entries(it).filter(([, value]) => value !== undefined)) as Alarm;

  it('of missing data ends late, because CloudWatch looks further back', () => {
    expect(minutesTo(alarm({}))).toBeGreaterThan(181);
  });
  it('of filled data ends when it is over', () => {
    expect(minutesTo(without({ ...alarm({}), ...math('FILL(m, 0)') }))).toBe(181);
  });
  it('of more than a day is looked at by the hour', () => {
    expect(minutesTo(without({ ...alarm({ EvaluationPeriods: 30 }), ...math('FILL(m, 0)') }))).toBe(31 * 60);
  });
});
