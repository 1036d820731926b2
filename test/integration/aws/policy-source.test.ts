import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { policySource } from '../../../functions/aws/policy-source.ts';
import { json, type Reply, wireStub } from './wire-stub.ts';

const TEXT = 'version: 1\n# Größe\n';

const against = async (...replies: readonly [Reply, ...Reply[]]) => {
  const { client, requests } = await wireStub(...replies);
  return { requests, readPolicy: policySource({ directory: '/nowhere', client: { ...client, maxAttempts: 1 } }) };
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
    expect(await policySource({ directory: await directory() })('file:policy.yaml')).toBe(TEXT);
  });

  it('reads an absolute path', async () => {
    const path = join(await directory(), 'policy.yaml');
    expect(await policySource({ directory: '/nowhere' })(`file:${path}`)).toBe(TEXT);
  });

  it('names the path and the remedy when there is no such file', async () => {
    await expect(policySource({ directory: '/nowhere' })('file:policy.yaml')).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'policy-unreadable',
      message: expect.stringMatching(/^file:policy\.yaml: \/nowhere\/policy\.yaml .*POLICY_URI/),
    });
  });
});

describe('ssm:', () => {
  it('reads the parameter decrypted, and once within a minute', async () => {
    const { readPolicy, requests } = await against(json({ Parameter: { Value: TEXT } }));
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    expect([await readPolicy('ssm:/mountguard/policy'), await readPolicy('ssm:/mountguard/policy')]).toEqual([
      TEXT,
      TEXT,
    ]);
    expect(requests.map(({ target, body }) => [target, JSON.parse(body)])).toEqual([
      ['AmazonSSM.GetParameter', { Name: '/mountguard/policy', WithDecryption: true }],
    ]);
    vi.advanceTimersByTime(60_001);
    await readPolicy('ssm:/mountguard/policy');
    expect(requests).toHaveLength(2);
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
  const session = json({ InitialConfigurationToken: 'one' });
  const configuration: Reply = {
    status: 200,
    headers: { 'content-type': 'application/x-yaml', 'next-poll-configuration-token': 'two' },
    body: TEXT,
  };

  it('reads the deployed configuration, and once within a minute', async () => {
    const { readPolicy, requests } = await against(session, configuration);
    const uri = 'appconfig:mountguard/prod/policy';
    expect([await readPolicy(uri), await readPolicy(uri)]).toEqual([TEXT, TEXT]);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /configurationsessions',
      'GET /configuration?configuration_token=one',
    ]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      ApplicationIdentifier: 'mountguard',
      EnvironmentIdentifier: 'prod',
      ConfigurationProfileIdentifier: 'policy',
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
    await expect(policySource({ directory: '/nowhere' })(uri)).rejects.toMatchObject({
      name: 'TerminalError',
      code: 'policy-unreadable',
      message: expect.stringContaining(uri),
    });
  },
);
