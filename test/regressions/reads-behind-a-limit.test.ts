import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { awsClients } from '../../functions/aws/client/clients.ts';
import { readingUntil } from '../../functions/aws/client/within.ts';
import { awsReader } from '../../functions/aws/read/reader.ts';
import { awsRegionReader } from '../../functions/aws/read/region-reader.ts';
import { type LocalAws, localAws } from '../../infra/local/local-aws.ts';
import { addFileSystem } from '../../infra/local/world/storage.ts';
import { mt, vpc } from '../support/builders.ts';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  // The longest pauses between tries.
  vi.spyOn(Math, 'random').mockReturnValue(0.99);
  return () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  };
});

const wires: readonly { readonly over: string; readonly handle: (aws: LocalAws) => Promise<object> }[] = [
  { over: 'in process', handle: async ({ handler }) => ({ requestHandler: handler }) },
  {
    over: 'over HTTP',
    handle: async (aws) => {
      const { url, close } = await aws.listen();
      onTestFinished(close);
      return { endpoint: url };
    },
  },
];

describe.each(wires)('behind its limit, $over', ({ handle }) => {
  const operation = 'efs:DescribeMountTargetSecurityGroups';
  const outOfTime = { name: 'RetryableError', code: 'out-of-time' };
  const reading = async () => {
    const aws = localAws();
    const limit = new AbortController();
    const clients = awsClients({ region: 'us-east-1', ...(await handle(aws)) });
    const until = readingUntil(clients, limit.signal);
    return { aws, limit, reader: awsReader(until), region: awsRegionReader(until) };
  };
  const isAnswered = (aws: LocalAws) => vi.waitUntil(() => aws.calls.log[0]?.ended !== undefined, { interval: 1 });

  it('a read asks nothing', async () => {
    const { aws, limit, reader } = await reading();
    limit.abort();
    await expect(reader.attachedGroups(mt(1))).rejects.toMatchObject(outOfTime);
    await expect(reader.usableGroups(vpc(1))).rejects.toMatchObject(outOfTime);
    expect(aws.calls.counts()).toEqual({});
  });

  it('a read that is under way ends, and is not tried again', async () => {
    const { aws, limit, reader } = await reading();
    const answers = Promise.withResolvers<void>();
    aws.faults.before(operation, () => answers.promise);
    const asked = reader.attachedGroups(mt(1));
    await vi.waitUntil(() => aws.calls.total(operation) === 1);
    limit.abort();
    await expect(asked).rejects.toMatchObject(outOfTime);
    answers.resolve();
    await wait(400);
    expect(aws.calls.counts()).toEqual({ [operation]: 1 });
  });

  it('a read that waits for its next try makes none', async () => {
    const { aws, limit, reader } = await reading();
    aws.faults.next(operation, { error: 'InternalServerError', times: 9 });
    const asked = reader.attachedGroups(mt(1));
    await isAnswered(aws);
    limit.abort();
    await expect(asked).rejects.toMatchObject(outOfTime);
    await wait(400);
    expect(aws.calls.counts()).toEqual({ [operation]: 1 });
  });

  it('a list is not read beyond the page that is under way', async () => {
    const { aws, limit, region } = await reading();
    for (let n = 0; n < 101; n += 1) addFileSystem(aws.world);
    aws.faults.after('efs:DescribeFileSystems', () => limit.abort());
    await expect(Array.fromAsync(region.fileSystems())).rejects.toMatchObject(outOfTime);
    await wait(100);
    expect(aws.calls.counts()).toEqual({ 'efs:DescribeFileSystems': 1 });
  });
});
