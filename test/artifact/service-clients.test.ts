import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { bundle } from '../../infra/build/bundle.ts';
import * as theirs from './every-client.ts';

type Name = keyof typeof theirs;
interface Made {
  readonly config: Readonly<Record<string, unknown>>;
  readonly middlewareStack: { identify(): readonly string[] };
}
type Clients = Readonly<Record<Name, new (config: Readonly<Record<string, unknown>>) => Made>>;

let folder = '';
let ours: Clients;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mountguard-clients-'));
  await bundle('test/artifact/every-client.ts', folder);
  ours = await import(join(folder, 'index.mjs'));
});
afterAll(() => void vi.unstubAllEnvs());
afterAll(() => rm(folder, { recursive: true }));

/** No function reads an event stream, looks for an endpoint of its own, or gives a client a logger. */
const leftOut = /endpointDiscovery|endpointCache|eventStream/i;
const leftOutSteps = /^(loggerMiddleware|endpointDiscovery)/;

const plain = (value: unknown): boolean => ['string', 'number', 'boolean', 'undefined'].includes(typeof value);

/** A configuration as it can be compared: what its providers provide, of classes and functions their presence. */
const comparable = async (config: Made['config']) => {
  const known = ['region', 'maxAttempts', 'retryMode', 'useFipsEndpoint', 'useDualstackEndpoint', 'userAgentAppId'];
  const asked = [...known, 'authSchemePreference', 'accountIdEndpointMode'];
  const entries = Object.entries(config).filter(([key]) => !leftOut.test(key));
  const values = entries.map(async ([key, value]) => {
    // The version of a package's ES modules and of its CommonJS differ in some releases.
    if (key === 'defaultUserAgentProvider' && typeof value === 'function')
      return [key, JSON.stringify(await value()).replaceAll(/3\.1\d{3}\.\d+/g, 'VERSION')];
    if (asked.includes(key) && typeof value === 'function') return [key, await value()];
    if (key === 'protocolSettings') return [key, { ...(value as object), errorTypeRegistries: [], jsonCodec: [] }];
    return [key, plain(value) ? value : typeof value];
  });
  return Object.fromEntries(await Promise.all(values));
};

describe.each(Object.keys(theirs) as Name[])('%s of a bundle', (name) => {
  it.each([
    // The SDK's own default differs between its clients; the functions always say how often.
    { when: 'nothing but the attempts is configured', configured: { maxAttempts: 4 }, environment: {} },
    {
      when: 'the functions configure it',
      configured: {
        region: 'eu-west-1',
        maxAttempts: 4,
        requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
        endpoint: 'http://127.0.0.1:4566',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      },
      environment: {},
    },
    {
      when: 'the environment configures it',
      configured: {},
      environment: {
        AWS_MAX_ATTEMPTS: '7',
        AWS_RETRY_MODE: 'adaptive',
        AWS_USE_FIPS_ENDPOINT: 'true',
        AWS_USE_DUALSTACK_ENDPOINT: 'true',
        AWS_SDK_UA_APP_ID: 'mountguard',
        AWS_DEFAULTS_MODE: 'standard',
      },
    },
  ])("is configured, and takes its steps, as the SDK's is when $when", async ({ configured, environment }) => {
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const [key, value] of Object.entries({ AWS_REGION: 'us-east-1', ...environment })) vi.stubEnv(key, value);
    const of = (clients: Clients) => new clients[name](configured);
    const [mine, original] = [of(ours), of(theirs as unknown as Clients)];
    expect(mine.middlewareStack.identify()).toEqual(
      original.middlewareStack.identify().filter((step) => !leftOutSteps.test(step)),
    );
    expect(await comparable(mine.config)).toEqual(await comparable(original.config));
  });
});

it('refuses extensions', () => {
  expect(() => new ours.EFSClient({ extensions: [{}] })).toThrow('not part of this bundle');
});
