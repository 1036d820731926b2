import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { template } from './template.ts';

const alarm = z.object({
  Type: z.literal('AWS::CloudWatch::Alarm'),
  Properties: z.looseObject({ Namespace: z.string(), MetricName: z.string() }),
});

const alarms = Object.values(template.Resources).flatMap((resource) => {
  const { data } = z.safeParse(alarm, resource);
  return data ? [data.Properties] : [];
});

describe('the alarms in template.yaml', () => {
  it.each(['Failed', 'OverBudget', 'Flapping', 'OpenToWorld', 'ClientsRefused', 'Unconfirmed'])(
    'go off at the first %s, as the functions count it, and are mailed',
    (metric) => {
      expect(alarms.filter(({ MetricName }) => MetricName === metric)).toMatchObject([
        {
          Namespace: 'Mountguard',
          Dimensions: [{ Name: 'service', Value: 'mountguard' }],
          Statistic: 'Sum',
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: expect.anything(),
        },
      ]);
    },
  );

  it('miss a sweep by what the functions count, for the queue invokes the sweep too', () => {
    expect(alarms.filter(({ MetricName }) => MetricName === 'Swept')).toMatchObject([
      { Namespace: 'Mountguard', ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
    ]);
    expect(alarms.filter(({ MetricName }) => MetricName === 'Invocations')).toEqual([]);
  });

  it('can be told from one another by what they say', () => {
    const told = alarms.map(({ AlarmDescription }) => AlarmDescription);
    expect(new Set(told).size).toBe(told.length);
  });
});

describe('the pause in template.yaml', () => {
  it.each(['Remediate', 'Sweep'] as const)('reaches %s by its parameter, and is off unless asked for', (name) => {
    expect(template.Resources[name].Properties.Environment.Variables['PAUSED']).toBe('Paused');
    expect(template.Parameters['Paused']?.Default).toBe('false');
  });
});
