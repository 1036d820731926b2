import { describe, expect, it } from 'vitest';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { outputLines, parsedLines } from '../../support/engine-lines.ts';
import { arnOf, parameters, rendered, variablesOf } from '../rendered.ts';
import { alarmsOf, metricsOf, periodOf } from './cloudwatch.ts';

const alarms = alarmsOf(rendered({ AlarmEmail: 'on-call@example.com' }));

/** The metrics that a sweep of the schedule gives when it finds nothing. */
const gauges = (): ReadonlySet<string> => {
  const { journal, metrics, countTries } = telemetry({}, Date.now);
  const lines = outputLines();
  const result = { checked: 0, summary: {}, queued: 0, policyVersion: 'v', fingerprint: 'f', results: [] };
  const none = new Set<never>();
  const circumstances = { cause: 'sweep', dryRun: false, durationMs: 1, overBudget: false };
  countTries(1);
  journal.swept(result, { ...circumstances, gauges: { all: [], fresh: none, lostRule: none } });
  metrics.publishStoredMetrics();
  const published = JSON.stringify(parsedLines(lines).map((line) => line['_aws']));
  return new Set([...published.matchAll(/"Name":"(\w+)"/g)].map(([, name = '']) => name));
};

describe('the alarms in template.yaml', () => {
  it.each(alarms)('are mailed: $name', ({ AlarmActions }) => {
    expect(AlarmActions).toHaveLength(1);
  });

  it('are mailed to nobody where there is no address', () => {
    expect(alarmsOf(rendered()).flatMap(({ AlarmActions }) => AlarmActions)).toEqual([]);
  });

  it('can be told from one another by what they say', () => {
    const told = alarms.map(({ AlarmDescription }) => AlarmDescription);
    expect(new Set(told).size).toBe(told.length);
  });

  it.each(alarmsOf(rendered({ SweepOverdueHours: 168 })))('stay within what CloudWatch takes: $name', (alarm) => {
    const period = periodOf(alarm);
    expect(period * alarm.EvaluationPeriods).toBeLessThanOrEqual(period < 3600 ? 86_400 : 604_800);
    expect(metricsOf(alarm).length).toBeLessThanOrEqual(10);
    expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1024);
  });

  it('watch metrics that a sweep gives also when it finds nothing, so that they end', () => {
    const watched = alarms
      .flatMap(metricsOf)
      .flatMap(({ Namespace, MetricName }) => (Namespace === 'Mountguard' ? MetricName : []));
    const given = gauges();
    expect(watched.filter((name) => !given.has(name))).toEqual([]);
  });

  it('watch the metrics of their own stack, which its functions give its name', () => {
    const other = rendered({}, { stack: 'second' });
    const names = alarmsOf(other)
      .flatMap(metricsOf)
      .flatMap(({ Namespace, Dimensions }) => (Namespace === 'Mountguard' ? Dimensions : []));
    const services = ['Remediate', 'Sweep'].map((id) => variablesOf(other, id)['POWERTOOLS_SERVICE_NAME']);
    expect(new Set(services)).toEqual(new Set(['second']));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter(({ Name, Value }) => Name !== 'service' || Value !== 'second')).toEqual([]);
  });

  it('miss a sweep by what the functions count, for the queue and people invoke the sweep too', () => {
    const all = alarms.flatMap(metricsOf).map(({ MetricName }) => MetricName);
    expect(all).toContain('Swept');
    expect(all).not.toContain('Invocations');
  });

  it('tell of every dead-letter queue', () => {
    const { resources } = rendered();
    const dead = [...resources].flatMap(([name, { Type }]) =>
      Type === 'AWS::SQS::Queue' && name.endsWith('Undelivered') ? name : [],
    );
    const named = alarms
      .filter(({ name }) => name === 'UndeliveredAlarm')
      .flatMap(metricsOf)
      .flatMap(({ Dimensions }) => Dimensions[0]?.Value ?? []);
    expect(named.toSorted()).toEqual(dead.map((name) => `mountguard-${name}-QueueName`).toSorted());
    expect(dead.map((id) => arnOf(id))).toHaveLength(6);
  });
});

/** Days between two sweeps at most, of a schedule that names days of the week or the month. */
const daysApart = (schedule: string): number => {
  const [, , days = '', , weekdays = ''] = schedule.replace(/^cron\(|\)$/g, '').split(' ');
  const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
  const numberOf = (day: string): number => (/\d/.test(day) ? Number(day) - 1 : names.indexOf(day));
  const isOn = (date: Date): boolean => {
    if (weekdays === '?') {
      const [, every = '1'] = days.split('/');
      return (date.getUTCDate() - 1) % Number(every) === 0;
    }
    return weekdays.split(',').some((span) => {
      const [from = 0, to = from] = span === '*' ? [0, 6] : span.split('-').map(numberOf);
      return from <= date.getUTCDay() && date.getUTCDay() <= to;
    });
  };
  let [longest, since] = [0, 0];
  for (let day = 1; day <= 366; day++) {
    since += 1;
    if (!isOn(new Date(Date.UTC(2027, 0, day)))) continue;
    longest = Math.max(longest, since);
    since = 0;
  }
  return longest;
};

describe('the schedule', () => {
  const pattern = new RegExp(parameters['SweepSchedule']?.AllowedPattern ?? '');

  it.each([
    'rate(1 minute)',
    'rate(90 minutes)',
    'rate(7999 minutes)',
    'rate(1 hour)',
    'rate(144 hours)',
    'rate(6 days)',
  ])('may be %s', (schedule) => {
    expect(schedule).toMatch(pattern);
  });

  it.each([
    'cron(0 6 * * ? *)',
    'cron(0/15 * * * ? *)',
    'cron(0 6 ? * * *)',
    'cron(0 6 ? * MON,THU *)',
    'cron(0 6 ? * MON-FRI *)',
    'cron(0 6 ? * 1,2 *)',
    'cron(0 6 */6 * ? *)',
    'cron(0 6 1/6 * ? *)',
  ])('may be %s, which comes at least every six days', (schedule) => {
    expect(schedule).toMatch(pattern);
    expect(daysApart(schedule)).toBeLessThanOrEqual(6);
  });

  it.each([
    'rate(7 days)',
    'rate(145 hours)',
    'rate(10000 minutes)',
    'rate(0 hours)',
    'cron(0 6 ? * MON *)',
    'cron(0 6 ? * MON,MON *)',
    'cron(0 6 ? * MON-MON *)',
    'cron(0 6 ? * 2,MON *)',
    'cron(0 6 1 * ? *)',
    'cron(0 6 1,15 * ? *)',
    'cron(0 6 */7 * ? *)',
    'cron(0 6 * 1 ? *)',
    'cron(0 6 * * ? 2027)',
    'at(2027-01-01T00:00:00)',
  ])('may not be %s: CloudWatch looks back seven days at most', (schedule) => {
    expect(schedule).not.toMatch(pattern);
  });
});
