import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { policySource } from '../../../functions/aws/policy/policy-source.ts';
import { json, type Received, type Reply, wireStub } from './wire-stub.ts';

const TEXT = 'version: 1\n# Größe\n';

const nowhere = { directory: '/nowhere', readFile: (path: string) => readFile(path, 'utf8'), now: () => Date.now() };

const against = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  return { requests, readPolicy: policySource({ ...nowhere, client: { ...client, maxAttempts: 1 } }) };
};

const awsError = (status: number, type: string, message = 'no'): Reply => ({
  status,
  headers: { 'x-amzn-errortype': type, 'content-type': 'application/json' },
  body: JSON.stringify({ __type: type, message }),
});

describe('file:', () => {
  const directory = async () => {
    const made = await mkdtemp(join(tmpdir(), 'policy-'));
    onTestFinished(() => rm(made, { recursive: true }));
    await writeFile(join(made, 'policy.yaml'), TEXT);
    return made;
  };

  it('reads a path relative to the bundle', async () => {
    expect(await policySource({ ...nowhere, directory: await directory() })('file:policy.yaml')).toBe(TEXT);
  });

  it('reads an absolute path', async () => {
    const path = join(await directory(), 'policy.yaml');
    expect(await policySource(nowhere)(`file:${path}`)).toBe(TEXT);
  });

  it('names the path and the remedy when there is no such file', async () => {
    await expect(policySource(nowhere)('file:policy.yaml')).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'policy-unreadable',
      message: expect.stringMatching(/^file:policy\.yaml: \/nowhere\/policy\.yaml .*POLICY_URI/),
    });
  });
});

describe('ssm:', () => {
  it('reads the parameter decrypted, and anew each time', async () => {
    const { readPolicy, requests } = await against(
      json({ Parameter: { Value: TEXT } }),
      json({ Parameter: { Value: 'version: 2\n' } }),
    );
    expect(await readPolicy('ssm:/mountguard/policy')).toBe(TEXT);
    expect(await readPolicy('ssm:/mountguard/policy')).toBe('version: 2\n');
    expect(requests.map(({ target, body }) => [target, JSON.parse(body)])).toEqual(
      Array(2).fill(['AmazonSSM.GetParameter', { Name: '/mountguard/policy', WithDecryption: true }]),
    );
  });

  it.each([
    { reply: awsError(400, 'ParameterNotFound'), name: 'TerminalError', code: 'policy-unreadable', says: /POLICY_URI/ },
    {
      reply: awsError(400, 'AccessDeniedException'),
      name: 'TerminalError',
      code: 'access-denied',
      says: /grant ssm:GetParameter/,
    },
    {
      reply: awsError(400, 'AccessDeniedException', 'r is not authorized to perform: kms:Decrypt on resource k'),
      name: 'TerminalError',
      code: 'access-denied',
      says: /grant kms:Decrypt/,
    },
    {
      reply: awsError(400, 'ThrottlingException'),
      name: 'RetryableError',
      code: 'throttled',
      says: /ssm:GetParameter/,
    },
    { reply: 'reset' as const, name: 'RetryableError', code: 'no-response', says: /ssm:GetParameter/ },
    { reply: json({}), name: 'TerminalError', code: 'policy-unreadable', says: /is empty.*POLICY_URI/ },
  ])('fails as $name, $code, saying $says', async ({ reply, name, code, says }) => {
    const { readPolicy } = await against(reply);
    const error: unknown = await readPolicy('ssm:/p').catch((it: unknown) => it);
    expect(error).toMatchObject({ name, code, message: expect.stringMatching(/^ssm:\/p: /) });
    expect(error).toMatchObject({ message: expect.stringMatching(says) });
  });
});

describe('appconfig:', () => {
  const uri = 'appconfig:mountguard/prod/policy';
  const session = json({ InitialConfigurationToken: 'one' });
  const configuration = (next: string, body: string, pollS?: string): Reply => ({
    status: 200,
    headers: {
      'content-type': 'application/x-yaml',
      'next-poll-configuration-token': next,
      ...(pollS && { 'next-poll-interval-in-seconds': pollS }),
    },
    body,
  });
  const calls = (requests: readonly Received[]) => requests.map(({ method, url }) => `${method} ${url}`);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    return () => {
      vi.useRealTimers();
    };
  });

  it.each([
    { says: '20', pollS: 20 },
    { says: undefined, pollS: 15 },
  ])('reads the deployed configuration, and after $pollS s again, AppConfig saying $says', async ({ says, pollS }) => {
    const replies = [session, configuration('two', TEXT, says), configuration('three', 'new')] as const;
    const { readPolicy, requests } = await against(...replies);
    expect([await readPolicy(uri), await readPolicy(uri)]).toEqual([TEXT, TEXT]);
    vi.advanceTimersByTime(pollS * 1000 - 1);
    expect(await readPolicy(uri)).toBe(TEXT);
    vi.advanceTimersByTime(1);
    expect(await readPolicy(uri)).toBe('new');
    expect(calls(requests)).toEqual([
      'POST /configurationsessions',
      'GET /configuration?configuration_token=one',
      'GET /configuration?configuration_token=two',
    ]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      ApplicationIdentifier: 'mountguard',
      EnvironmentIdentifier: 'prod',
      ConfigurationProfileIdentifier: 'policy',
      RequiredMinimumPollIntervalInSeconds: 15,
    });
  });

  it('keeps the text that AppConfig says is unchanged', async () => {
    const { readPolicy, requests } = await against(session, configuration('two', TEXT), configuration('three', ''));
    await readPolicy(uri);
    vi.advanceTimersByTime(20_000);
    expect(await readPolicy(uri)).toBe(TEXT);
    vi.advanceTimersByTime(20_000);
    await readPolicy(uri);
    expect(calls(requests).at(-1)).toBe('GET /configuration?configuration_token=three');
  });

  it('starts a new session after a fault', async () => {
    const { readPolicy, requests } = await against(
      session,
      configuration('two', TEXT),
      awsError(400, 'BadRequestException'),
      session,
      configuration('four', 'new'),
    );
    await readPolicy(uri);
    vi.advanceTimersByTime(20_000);
    await expect(readPolicy(uri)).rejects.toMatchObject({ code: 'bad-request' });
    expect(await readPolicy(uri)).toBe('new');
    expect(calls(requests).slice(2)).toEqual([
      'GET /configuration?configuration_token=two',
      'POST /configurationsessions',
      'GET /configuration?configuration_token=one',
    ]);
  });

  it('starts a new session when half a day has passed, before the token expires', async () => {
    const { readPolicy, requests } = await against(
      session,
      configuration('two', TEXT),
      session,
      configuration('three', 'new'),
    );
    await readPolicy(uri);
    vi.advanceTimersByTime(12 * 3_600_000 + 20_000);
    expect(await readPolicy(uri)).toBe('new');
    expect(calls(requests)[2]).toBe('POST /configurationsessions');
  });

  it.each([
    { first: awsError(403, 'AccessDeniedException'), action: 'appconfig:StartConfigurationSession' },
    { first: session, action: 'appconfig:GetLatestConfiguration' },
  ])('names $action when it is denied', async ({ first, action }) => {
    const { readPolicy } = await against(first, awsError(403, 'AccessDeniedException'));
    await expect(readPolicy(uri)).rejects.toMatchObject({
      code: 'access-denied',
      message: expect.stringContaining(`grant ${action} to the role`),
    });
  });

  it('fails by name when it does not exist', async () => {
    const { readPolicy } = await against(awsError(404, 'ResourceNotFoundException'));
    await expect(readPolicy('appconfig:a/b/c')).rejects.toMatchObject({ code: 'policy-unreadable' });
  });

  it('fails by name when nothing was ever deployed', async () => {
    const { readPolicy } = await against(session, { status: 200, body: '' });
    await expect(readPolicy('appconfig:a/b/c')).rejects.toMatchObject({ code: 'policy-unreadable' });
  });
});

it.each(['policy.yaml', 's3://bucket/policy', 'file:', 'appconfig:a/b', 'appconfig:a/b/c/d'])(
  'refuses %s, which names no source',
  async (uri) => {
    await expect(policySource(nowhere)(uri)).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'policy-unreadable',
      message: expect.stringContaining(uri),
    });
  },
);
