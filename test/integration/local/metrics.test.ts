import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addFileSystem, setClientConnections } from '../../../infra/local/world/storage.ts';

const NOON = Date.UTC(2026, 10, 1, 12);
const MINUTE = 60_000;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A file system that had as many clients as minutes had passed since noon, at four and a half minutes past. */
const scene = () => {
  const aws = localAws({ clock: { now: () => NOON + 4.5 * MINUTE, sleep: async () => {} } });
  const { id } = addFileSystem(aws.world);
  setClientConnections(aws.world, id, (minute) => (minute < NOON ? undefined : (minute - NOON) / MINUTE));
  const client = new CloudWatchClient({ region: 'us-east-1', credentials, requestHandler: aws.handler });
  const stat = (say: Partial<MetricStat> = {}): MetricStat => ({
    Metric: {
      Namespace: 'AWS/EFS',
      MetricName: 'ClientConnections',
      Dimensions: [{ Name: 'FileSystemId', Value: id }],
    },
    Period: 60,
    Stat: 'Sum',
    ...say,
  });
  const ask = (say: Partial<GetMetricDataCommandInput> = {}) =>
    client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'a', MetricStat: stat() }],
        StartTime: new Date(NOON - 2 * MINUTE),
        EndTime: new Date(NOON + 10 * MINUTE),
        ...say,
      }),
    );
  return { aws, stat, ask };
};

describe('ClientConnections', () => {
  it('has one value for each minute that is over, the latest first', async () => {
    const { aws, ask } = scene();
    const { MetricDataResults } = await ask();
    expect(MetricDataResults).toEqual([
      {
        Id: 'a',
        Label: 'ClientConnections',
        Timestamps: [3, 2, 1, 0].map((minute) => new Date(NOON + minute * MINUTE)),
        Values: [3, 2, 1, 0],
        StatusCode: 'Complete',
      },
    ]);
    expect(aws.calls.counts()).toEqual({ 'cloudwatch:GetMetricData': 1 });
  });

  it('can be asked for in the order of time, from the minute that the start is in to before the end', async () => {
    const { ask } = scene();
    const { MetricDataResults } = await ask({
      StartTime: new Date(NOON + MINUTE + 30_000),
      EndTime: new Date(NOON + 3 * MINUTE),
      ScanBy: 'TimestampAscending',
    });
    expect(MetricDataResults?.[0]?.Values).toEqual([1, 2]);
  });

  it.each([
    { what: 'another metric', metric: { MetricName: 'StorageBytes' } },
    { what: 'another namespace', metric: { Namespace: 'AWS/EC2' } },
    { what: 'another dimension', metric: { Dimensions: [{ Name: 'Id', Value: 'fs-0' }] } },
    { what: 'no dimension', metric: { Dimensions: [] } },
  ])('is not what $what holds, which is nothing', async ({ metric }) => {
    const { ask, stat } = scene();
    const MetricStat = stat({ Metric: { ...stat().Metric, ...metric } });
    const { MetricDataResults } = await ask({ MetricDataQueries: [{ Id: 'a', MetricStat }] });
    expect(MetricDataResults).toMatchObject([{ Values: [], StatusCode: 'Complete' }]);
  });

  it('is not shown by the control page, which shows data', async () => {
    const { aws } = scene();
    const { url, close } = await aws.listen();
    const world = await (await fetch(`${url}/_local/world`)).json();
    await close();
    expect(world).not.toHaveProperty('clientConnections');
  });
});

describe('a question about metrics that is not answered here', () => {
  it.each([
    {
      what: 'the statistic has no meaning for it',
      say: (it: MetricStat) => ({ MetricDataQueries: [{ Id: 'a', MetricStat: { ...it, Stat: 'Average' } }] }),
    },
    { what: 'it is an expression', say: () => ({ MetricDataQueries: [{ Id: 'a', Expression: 'm1 + m2' }] }) },
  ])('is a ValidationException when $what', async ({ say }) => {
    const { ask, stat } = scene();
    await expect(ask(say(stat()))).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
