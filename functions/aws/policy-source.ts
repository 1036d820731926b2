import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TerminalError } from '../core/errors.ts';
import { asking, isNamed } from './asking.ts';
import type { Call } from './call.ts';
import { type ClientOptions, clientConfig } from './clients.ts';

interface PolicySourceOptions {
  /** What `file:` paths are relative to: the directory of the bundle. */
  readonly directory: string;
  readonly client?: ClientOptions;
}

const CACHE_S = 60;

const unreadable = (uri: string, why: string, cause?: unknown) =>
  new TerminalError(`${uri}: ${why}; put the policy there or correct POLICY_URI`, { code: 'policy-unreadable', cause });

/** Asks Powertools for a parameter, and AWS's own error, not its wrapper, if it has none. */
const parameter = (call: Call, get: () => Promise<string | Uint8Array | undefined>): Promise<string> =>
  asking(call, async () => {
    try {
      const value = await get();
      if (value === undefined || value.length === 0) throw unreadable(call.about, 'it is empty');
      return typeof value === 'string' ? value : new TextDecoder().decode(value);
    } catch (error) {
      const cause = isNamed(error, 'GetParameterError') && error instanceof Error ? error.cause : error;
      if (isNamed(cause, 'ParameterNotFound') || isNamed(cause, 'ResourceNotFoundException')) {
        throw unreadable(call.about, 'it does not exist', cause);
      }
      throw cause;
    }
  });

const fileSource = (uri: string, path: string) => async () => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(uri, `${path} cannot be read`, error);
  }
};

const ssmSource = async (uri: string, name: string, client: ClientOptions) => {
  const { SSMProvider } = await import('@aws-lambda-powertools/parameters/ssm');
  const provider = new SSMProvider({ clientConfig: clientConfig(client) });
  return () =>
    parameter({ action: 'ssm:GetParameter', about: uri }, () => provider.get(name, { decrypt: true, maxAge: CACHE_S }));
};

const appConfigSource = async (uri: string, location: string, client: ClientOptions) => {
  const [application, environment, profile, ...rest] = location.split('/');
  if (!application || !environment || !profile || rest.length > 0) {
    throw unreadable(uri, 'it is not appconfig:application/environment/profile');
  }
  const { AppConfigProvider } = await import('@aws-lambda-powertools/parameters/appconfig');
  const provider = new AppConfigProvider({ application, environment, clientConfig: clientConfig(client) });
  return () =>
    parameter({ action: 'appconfig:GetLatestConfiguration', about: uri }, () =>
      provider.get(profile, { maxAge: CACHE_S }),
    );
};

const open = async (uri: string, { directory, client = {} }: PolicySourceOptions): Promise<() => Promise<string>> => {
  const [, scheme, location] = /^(file|ssm|appconfig):(.+)$/.exec(uri) ?? [];
  if (!location) throw unreadable(uri, 'it is none of file:, ssm: and appconfig:');
  if (scheme === 'ssm') return ssmSource(uri, location, client);
  if (scheme === 'appconfig') return appConfigSource(uri, location, client);
  return fileSource(uri, resolve(directory, location));
};

/**
 * Makes the function that reads the policy's text from a POLICY_URI: `file:PATH`, `ssm:NAME` or
 * `appconfig:APPLICATION/ENVIRONMENT/PROFILE`. The last two are kept for 60 s. Rejects with `RetryableError` or
 * `TerminalError` naming the URI and the remedy.
 */
export const policySource = (options: PolicySourceOptions): ((uri: string) => Promise<string>) => {
  const opened = new Map<string, ReturnType<typeof open>>();
  return async (uri) => {
    const source = opened.get(uri) ?? open(uri, options);
    opened.set(uri, source);
    return (await source)();
  };
};
