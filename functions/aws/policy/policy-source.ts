import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TerminalError } from '../../core/model/errors.ts';
import { ask, isNamed } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

interface PolicySourceOptions {
  /** What `file:` paths are relative to: the directory of the bundle. */
  readonly directory: string;
  readonly client?: ClientOptions;
}

interface Session {
  readonly token: string | undefined;
  readonly text: string;
  /** Epoch milliseconds before which AppConfig refuses to be asked again. */
  readonly pollAt: number;
}

/** The shortest that AppConfig allows (API reference, StartConfigurationSession). */
const POLL_S = 15;

/** Well within the day for which a token is good (API reference, GetLatestConfiguration). */
const TOKEN_MS = 12 * 3_600_000;

const unreadable = (uri: string, why: string, cause?: unknown) =>
  new TerminalError(`${uri}: ${why}; put the policy there or correct POLICY_URI`, { code: 'policy-unreadable', cause });

/** Puts a question about the policy to AWS, which may know none of that name. */
const askFor = <T>(call: Call, question: () => Promise<T>): Promise<T> =>
  ask(call, async () => {
    try {
      return await question();
    } catch (error) {
      if (isNamed(error, 'ParameterNotFound') || isNamed(error, 'ResourceNotFoundException')) {
        throw unreadable(call.about, 'it does not exist', error);
      }
      throw error;
    }
  });

const filled = (uri: string, text: string | undefined): string => {
  if (!text) throw unreadable(uri, 'it is empty');
  return text;
};

const fileSource = (uri: string, path: string) => async () => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(uri, `${path} cannot be read`, error);
  }
};

const ssmSource = async (uri: string, name: string, options: ClientOptions) => {
  const { GetParameterCommand, SSMClient } = await import('./ssm-client.ts');
  const client = new SSMClient(clientConfig(options));
  return async () => {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    const { Parameter } = await askFor({ action: 'ssm:GetParameter', about: uri }, () => client.send(command));
    return filled(uri, Parameter?.Value);
  };
};

const appConfigSource = async (uri: string, location: string, options: ClientOptions) => {
  const [application, environment, profile, ...rest] = location.split('/');
  if (!application || !environment || !profile || rest.length > 0) {
    throw unreadable(uri, 'it is not appconfig:application/environment/profile');
  }
  const { AppConfigDataClient, GetLatestConfigurationCommand, StartConfigurationSessionCommand } = await import(
    './appconfig-client.ts'
  );
  const client = new AppConfigDataClient(clientConfig(options));
  const start = async (): Promise<Session> => {
    const command = new StartConfigurationSessionCommand({
      ApplicationIdentifier: application,
      EnvironmentIdentifier: environment,
      ConfigurationProfileIdentifier: profile,
      RequiredMinimumPollIntervalInSeconds: POLL_S,
    });
    const call: Call = { action: 'appconfig:StartConfigurationSession', about: uri };
    return {
      token: (await askFor(call, () => client.send(command))).InitialConfigurationToken,
      text: '',
      pollAt: 0,
    };
  };
  const poll = async ({ token, text }: Session): Promise<Session> => {
    const command = new GetLatestConfigurationCommand({ ConfigurationToken: token });
    const call: Call = { action: 'appconfig:GetLatestConfiguration', about: uri };
    const answer = await askFor(call, () => client.send(command));
    // AppConfig leaves out what has not changed since the last token.
    const now = answer.Configuration?.length ? new TextDecoder().decode(answer.Configuration) : text;
    return {
      token: answer.NextPollConfigurationToken,
      text: filled(uri, now),
      pollAt: Date.now() + (answer.NextPollIntervalInSeconds ?? POLL_S) * 1000,
    };
  };
  let session: Session | undefined;
  return async () => {
    if (session && Date.now() < session.pollAt) return session.text;
    const last = session;
    // A token is good for one answer, within a day: after a fault only a new session is sure to be understood.
    session = undefined;
    session = await poll(last && Date.now() < last.pollAt + TOKEN_MS ? last : await start());
    return session.text;
  };
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
 * `appconfig:APPLICATION/ENVIRONMENT/PROFILE`. Each call reads anew, so that a change holds from the next invocation;
 * only AppConfig's text is kept until it may be asked again, 15 s unless it says otherwise. Rejects with
 * `RetryableError` or `TerminalError` naming the URI and the remedy.
 */
export const policySource = (options: PolicySourceOptions): ((uri: string) => Promise<string>) => {
  const opened = new Map<string, ReturnType<typeof open>>();
  return async (uri) => {
    const source = opened.get(uri) ?? open(uri, options);
    opened.set(uri, source);
    return (await source)();
  };
};
