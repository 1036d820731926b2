import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { cloudWatchConnections } from '../../../functions/aws/read/connections.ts';
import { fileSystemId } from '../../../functions/core/model/ids.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addFileSystem, setClientConnections } from '../../../infra/local/world/storage.ts';
import { fs, known } from './ids.ts';
import { type Reply, wireStub } from './wire-stub.ts';

const NOON = Date.UTC(2026, 10, 1, 12);
const MINUTE = 60_000;

/** A file system, some minutes after noon, whose clients a test says. */
const account = () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  onTestFinished(() => void vi.unstubAllEnvs());
  const now = () => NOON + 30 * MINUTE;
  const aws = localAws({ clock: { now, sleep: async () => {} } });
  const clients = awsClients({ requestHandler: aws.handler, region: 'us-east-1', maxAttempts: 1 });
  const id = known(fileSystemId(addFileSystem(aws.world).id));
  return { aws, id, connections: cloudWatchConnections(clients) };
};

const answers = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  return { requests, connections: cloudWatchConnections(awsClients({ ...client, maxAttempts: 1 })) };
};

const json = (body: object, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(body),
});
/** An answer of CloudWatch's with the counts of some minutes, which are numbered from noon; its times are in seconds. */
const page = (minutes: readonly (readonly [number, number])[], more: object = {}, StatusCode = 'Complete') => {
  const Timestamps = minutes.map(([minute]) => (NOON + minute * MINUTE) / 1000);
  const Values = minutes.map(([, count]) => count);
  return json({ MetricDataResults: [{ Id: 'clients', StatusCode, Timestamps, Values }], ...more });
};

/** Counts by minute, numbered from noon. */
const numbered = (minutes: ReadonlyMap<number, number>) =>
  Object.fromEntries([...minutes].map(([start, count]) => [(start - NOON) / MINUTE, count]));

describe('the clients of a file system', () => {
  it('are counted minute by minute', async () => {
    const { aws, id, connections } = account();
    setClientConnections(aws.world, id, (minute) => (minute < NOON ? 100 : (minute - NOON) / MINUTE));
    expect(numbered(await connections.clients(id, NOON, NOON + 3 * MINUTE))).toEqual({ 0: 0, 1: 1, 2: 2 });
    expect(numbered(await connections.clients(id, NOON - 2 * MINUTE, NOON))).toEqual({ '-2': 100, '-1': 100 });
    expect(aws.calls.counts()).toEqual({ 'cloudwatch:GetMetricData': 2 });
  });

  it('leave out minutes without data, and may be none at all', async () => {
    const { aws, id, connections } = account();
    setClientConnections(aws.world, id, (minute) => (minute === NOON ? undefined : minute < NOON ? 0 : 8));
    expect(numbered(await connections.clients(id, NOON - MINUTE, NOON + 3 * MINUTE))).toEqual({ '-1': 0, 1: 8, 2: 8 });
  });

  it('are unknown where there is no data', async () => {
    const { aws, id, connections } = account();
    expect(numbered(await connections.clients(id, NOON, NOON + MINUTE))).toEqual({});
    setClientConnections(aws.world, id, () => 5);
    expect(numbered(await connections.clients(fs, NOON, NOON + MINUTE))).toEqual({});
  });

  it('are read from every page', async () => {
    const { connections, requests } = await answers(
      page(
        [
          [1, 4],
          [0, 2],
        ],
        { NextToken: 'two' },
        'PartialData',
      ),
      page([[-1, 6]]),
    );
    expect(numbered(await connections.clients(fs, NOON, NOON + MINUTE))).toEqual({ 1: 4, 0: 2, '-1': 6 });
    expect(requests.map(({ body }) => JSON.parse(body).NextToken)).toEqual([undefined, 'two']);
  });
});

describe('an answer that says nothing of the clients', () => {
  it.each([
    {
      what: 'CloudWatch fails within',
      reply: page([], {}, 'InternalError'),
      name: 'RetryableError',
      code: 'aws-error',
    },
    {
      what: 'it does not say which minute a count is of',
      reply: json({ MetricDataResults: [{ Id: 'clients', StatusCode: 'Complete', Values: [1] }] }),
      name: 'TerminalError',
      code: 'aws-error',
    },
    { what: 'it has no results', reply: json({}), name: 'TerminalError', code: 'aws-error' },
    {
      what: 'access is denied',
      reply: json({ __type: 'com.amazonaws.cloudwatch#AccessDeniedException', message: 'no' }, 400),
      name: 'TerminalError',
      code: 'access-denied',
    },
    {
      what: 'it is throttled',
      reply: json({ __type: 'com.amazonaws.cloudwatch#ThrottlingException', message: 'no' }, 400),
      name: 'RetryableError',
      code: 'throttled',
    },
  ])('is a $name when $what', async ({ reply, name, code }) => {
    const { connections } = await answers(reply);
    await expect(connections.clients(fs, NOON, NOON + MINUTE)).rejects.toMatchObject({
      name,
      code,
      message: expect.stringContaining(`${fs}: cloudwatch:GetMetricData`),
    });
  });
});
