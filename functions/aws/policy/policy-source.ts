import { resolve } from 'node:path';
import { TerminalError } from '../../core/model/errors.ts';
import { memoized } from '../../core/model/memoized.ts';
import { ask, isNamed } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

interface PolicySourceOptions {
  /** What `file:` paths are relative to: the directory of the bundle. */
  readonly directory: string;
  readFile(path: string): Promise<string>;
  /** Epoch milliseconds. */
  now(): number;
  readonly client?: ClientOptions;
}

/** Reads the policy's text, each time anew. */
type ReadText = () => Promise<string>;
type Source = (uri: string, location: string, options: PolicySourceOptions) => Promise<ReadText>;

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

/** Puts a question about the policy to AWS, which may answer with `missing`. */
const askFor = <T>(missing: string, call: Call, question: () => Promise<T>): Promise<T> =>
  ask(call, question).catch((error: unknown) => {
    const isMissing = error instanceof Error && isNamed(error.cause, missing);
    throw isMissing ? unreadable(call.about, 'it does not exist', error.cause) : error;
  });

const filled = (uri: string, text: string | undefined): string => {
  if (!text) throw unreadable(uri, 'it is empty');
  return text;
};

const file: Source = async (uri, location, { directory, readFile }) => {
  const path = resolve(directory, location);
  return () =>
    readFile(path).catch((error: unknown) => {
      throw unreadable(uri, `${path} cannot be read`, error);
    });
};

const ssm: Source = async (uri, Name, options) => {
  const { GetParameterCommand, SSMClient } = await import('./ssm-client.ts');
  const client = new SSMClient(clientConfig(options.client));
  return async () => {
    const { Parameter } = await askFor('ParameterNotFound', { action: 'ssm:GetParameter', about: uri }, () =>
      client.send(new GetParameterCommand({ Name, WithDecryption: true })),
    );
    return filled(uri, Parameter?.Value);
  };
};

const appconfig: Source = async (uri, location, { client: options, now }) => {
  const [application, environment, profile, ...rest] = location.split('/');
  if (!application || !environment || !profile || rest.length > 0)
    throw unreadable(uri, 'it is not appconfig:application/environment/profile');
  const { AppConfigDataClient, GetLatestConfigurationCommand, StartConfigurationSessionCommand } = await import(
    './appconfig-client.ts'
  );
  const client = new AppConfigDataClient(clientConfig(options));
  const askAppConfig = <T>(operation: string, question: () => Promise<T>): Promise<T> =>
    askFor('ResourceNotFoundException', { action: `appconfig:${operation}`, about: uri }, question);
  const start = async (): Promise<Session> => {
    const command = new StartConfigurationSessionCommand({
      ApplicationIdentifier: application,
      EnvironmentIdentifier: environment,
      ConfigurationProfileIdentifier: profile,
      RequiredMinimumPollIntervalInSeconds: POLL_S,
    });
    const answer = await askAppConfig('StartConfigurationSession', () => client.send(command));
    return { token: answer.InitialConfigurationToken, text: '', pollAt: 0 };
  };
  const poll = async ({ token, text }: Session): Promise<Session> => {
    const command = new GetLatestConfigurationCommand({ ConfigurationToken: token });
    const answer = await askAppConfig('GetLatestConfiguration', () => client.send(command));
    // AppConfig leaves out what has not changed since the last token.
    const latest = answer.Configuration?.length ? new TextDecoder().decode(answer.Configuration) : text;
    const pollAt = now() + (answer.NextPollIntervalInSeconds ?? POLL_S) * 1000;
    return { token: answer.NextPollConfigurationToken, text: filled(uri, latest), pollAt };
  };
  let session: Session | undefined;
  return async () => {
    const last = session;
    if (last && now() < last.pollAt) return last.text;
    // A token is good for one answer, within a day: after a fault only a new session is sure to be understood.
    session = undefined;
    session = await poll(last && now() < last.pollAt + TOKEN_MS ? last : await start());
    return session.text;
  };
};

const sources: ReadonlyMap<string, Source> = new Map(Object.entries({ file, ssm, appconfig }));

const open = async (uri: string, options: PolicySourceOptions): Promise<ReadText> => {
  const [, scheme = '', location = ''] = /^([a-z]+):(.+)$/.exec(uri) ?? [];
  const source = sources.get(scheme);
  if (!source) throw unreadable(uri, 'it is none of file:, ssm: and appconfig:');
  return source(uri, location, options);
};

/**
 * Makes the function that reads the policy's text from a POLICY_URI: `file:PATH`, `ssm:NAME` or
 * `appconfig:APPLICATION/ENVIRONMENT/PROFILE`. Each call reads anew, so that a change holds from the next invocation;
 * only AppConfig's text is kept until it may be asked again, 15 s unless it says otherwise. Rejects with
 * `RetryableError` or `TerminalError` naming the URI and the remedy.
 */
export const policySource = (options: PolicySourceOptions): ((uri: string) => Promise<string>) => {
  const opened = memoized(
    (uri: string) => uri,
    (uri) => open(uri, options),
  );
  return async (uri) => (await opened(uri))();
};
