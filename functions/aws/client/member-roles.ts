import type { AwsCredentialIdentity } from '@smithy/types';
import type { Clock } from '../../engine/ports/ports.ts';
import { ask, askUnless } from './ask.ts';
import type { Call } from './call.ts';
import { type ClientOptions, clientConfig } from './clients.ts';
import { AssumeRoleCommand, STSClient } from './sts-client.ts';

/** The roles of a member account: names are fixed, and without a path, so that an account alone makes their ARNs. */
export const [READ_ROLE, WRITE_ROLE] = ['mountguard-read', 'mountguard-write'];

/** How long credentials last, in seconds: the most that a role lets another role have (STS, role chaining). */
const lastSeconds = 3600;

/** Before its end, in ms, a session is renewed: earlier than the SDK asks, which is five minutes. */
const renewedMs = 360_000;

/** How long a denial is believed, in ms: a role that was just made must not wait for long. */
const deniedMs = 60_000;

interface Trust {
  /** `aws`, `aws-cn` and the like. */
  readonly partition: string;
  readonly externalId: string;
}

/** The ARN of a role of an account. */
export const roleArnOf = ({ partition }: Pick<Trust, 'partition'>, account: string, role: string): string =>
  `arn:${partition}:iam::${account}:role/${role}`;

/** Credentials of a role in an account, by one AssumeRole for all who ask; undefined when STS denies it. */
export type Assume = (account: string, role: string) => Promise<AwsCredentialIdentity | undefined>;

/** Assumes the roles of members. `sessionName` is asked when a session begins. Rejects as `ask` does. */
export const memberRoles = (
  options: ClientOptions,
  trust: Trust,
  { now }: Pick<Clock, 'now'>,
  sessionName: () => string,
): Assume => {
  const { onCall: _, ...config } = options;
  const client = new STSClient(clientConfig(config));
  const kept = new Map<string, { readonly session: ReturnType<Assume>; until: number }>();

  const begin = async (RoleArn: string): ReturnType<Assume> => {
    const call: Call = { action: 'sts:AssumeRole', about: RoleArn };
    const { Credentials: given } =
      (await askUnless('AccessDenied', call, () =>
        client.send(
          new AssumeRoleCommand({
            RoleArn,
            RoleSessionName: sessionName(),
            ExternalId: trust.externalId,
            DurationSeconds: lastSeconds,
          }),
        ),
      )) ?? {};
    if (given === undefined) return undefined;
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given;
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      return ask(call, () => Promise.reject(new Error('STS answered without credentials')));
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  };

  return (account, role) => {
    const arn = roleArnOf(trust, account, role);
    const known = kept.get(arn);
    if (known !== undefined && now() < known.until) return known.session;
    const entry = { session: begin(arn), until: now() + lastSeconds * 1000 - renewedMs };
    kept.set(arn, entry);
    entry.session.then(
      (credentials) => {
        entry.until = credentials?.expiration ? credentials.expiration.getTime() - renewedMs : now() + deniedMs;
      },
      () => kept.delete(arn),
    );
    return entry.session;
  };
};
