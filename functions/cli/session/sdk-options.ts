import { Agent } from 'node:https';
import { createInterface } from 'node:readline/promises';
import { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } from '@smithy/core';
import type { Caller } from '../../aws/account/caller.ts';
import type { ClientOptions } from '../../aws/client/clients.ts';
import { roleArnOf } from '../../aws/client/member-roles.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../usage-error.ts';

type Credentials = NonNullable<ClientOptions['credentials']>;

/** What clients of one account are made with. */
export type OwnOptions = ClientOptions & { readonly credentials: Credentials };

/** The ARN of a role of an account, in the partition of the caller. */
export const roleIn = ({ arn }: Pick<Caller, 'arn'>, account: string, role: string): string =>
  roleArnOf({ partition: arn.split(':')[1] ?? 'aws' }, account, role);

/** Asks for the code of an MFA device, where a person can answer. */
const askCode =
  ({ globals, host }: Cli) =>
  async (serial: string): Promise<string> => {
    if (!globals.input || !host.stdin.isTTY)
      throw new UsageError(
        `the profile needs a code of ${serial}, and no one can be asked for it here; run it on a terminal without --no-input, or hand in credentials of a session`,
      );
    const questions = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await questions.question(`Code of ${serial}: `);
    } finally {
      questions.close();
    }
  };

/** How a proxy of the environment is used; nothing where there is none. Node has done that since 22.21 and 24.5. */
const throughProxy = ({ host: { env }, tell }: Cli): Pick<ClientOptions, 'requestHandler'> => {
  const proxy = env['HTTPS_PROXY'] ?? env['https_proxy'];
  if (!proxy) return {};
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 21) || (major === 24 && minor < 5))
    tell(`warning: Node ${process.versions.node} does not use HTTPS_PROXY; Node 22.21 and 24.5 do`);
  const agent = { keepAlive: true, maxSockets: 50, proxyEnv: env } as ConstructorParameters<typeof Agent>[0];
  return { requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, httpsAgent: new Agent(agent) } };
};

/** What every client of the SDK is made with, before its Region. */
export const sdkOptions = async (cli: Cli): Promise<OwnOptions> => {
  const { profile, endpointUrl } = cli.globals;
  const { fromNodeProviderChain } = await import('./credential-providers.ts');
  const proxied = throughProxy(cli);
  // Clients of IAM Identity Center and STS inside the chain take nothing from the clients that ask it.
  const credentials = fromNodeProviderChain({
    ...(profile && { profile }),
    mfaCodeProvider: askCode(cli),
    clientConfig: proxied,
  });
  // A person waits: rather longer than a Lambda would, and with more tries.
  return { credentials, maxAttempts: 8, ...proxied, ...(endpointUrl && { endpoint: endpointUrl }) };
};

/** The same for a role of another account. */
export const assuming = async (
  options: OwnOptions,
  RoleArn: string,
  { externalId }: Pick<Cli['globals'], 'externalId'>,
): Promise<OwnOptions> => {
  const { fromTemporaryCredentials } = await import('./credential-providers.ts');
  const params = { RoleArn, RoleSessionName: 'mountguard-cli', ...(externalId && { ExternalId: externalId }) };
  const { credentials: masterCredentials, region, endpoint, requestHandler } = options;
  const clientConfig = {
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    ...(requestHandler && { requestHandler }),
  };
  const begin = fromTemporaryCredentials({ params, masterCredentials: masterCredentials as never, clientConfig });
  // Each client would assume the role for itself.
  const credentials = memoizeIdentityProvider(begin, isIdentityExpired, doesIdentityRequireRefresh);
  return { ...options, ...(credentials && { credentials }) };
};
