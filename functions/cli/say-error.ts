import type { CommanderError } from 'commander';
import { MountguardError, RetryableError } from '../core/model/errors.ts';
import { printable } from '../core/model/printable.ts';
import { UsageError } from './usage-error.ts';

/** An error and everything that it was caused by. */
const chainOf = (error: unknown): readonly Error[] => {
  const chain: Error[] = [];
  for (let it = error; it instanceof Error && !chain.includes(it); it = it.cause) chain.push(it);
  return chain;
};

/** One line of a text of anyone's making. */
const oneLine = (text: string): string =>
  printable(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join('; '),
    600,
  );

/** What AWS, or the way to it, says and what to do about it. */
interface Meaning {
  readonly when: (error: Error) => boolean;
  readonly say: (error: Error, whole: string) => string;
}

const named =
  (...names: readonly string[]) =>
  ({ name }: Error): boolean =>
    names.includes(name);
const saying =
  (text: RegExp) =>
  ({ message }: Error): boolean =>
    text.test(message);
const coded =
  (...codes: readonly string[]) =>
  (error: Error): boolean =>
    'code' in error && codes.includes(String(error.code));

const login = 'aws sso login';

/** From the most special to the most general. */
const meanings: readonly Meaning[] = [
  {
    when: coded('EPIPE'),
    say: () => 'the program that read the answer ended before all of it was written; let it read to the end',
  },
  {
    when: ({ message }) =>
      /\bSSO\b/i.test(message)
        ? /\bexpired|\binvalid|\bcannot refresh/i.test(message)
        : /\btoken\b/i.test(message) && /\bexpired/i.test(message),
    say: () => `the SSO session has expired; log in again: ${login}, with the same --profile`,
  },
  {
    when: named('ExpiredToken', 'ExpiredTokenException', 'RequestExpired'),
    say: () => `the credentials have expired; get new ones, such as by ${login} or the command that you got them from`,
  },
  {
    when: (error) => named('CredentialsProviderError')(error) && /profile/i.test(error.message),
    say: ({ message }) => `${oneLine(message)}; name a profile of ~/.aws/config with --profile, or set AWS_PROFILE`,
  },
  {
    when: (error) => named('CredentialsProviderError')(error) && !/could not (?:load|find)/i.test(error.message),
    say: ({ message }) =>
      `no credentials could be had: ${oneLine(message)}; check the profile, the network and HTTPS_PROXY, or log in again: ${login}`,
  },
  {
    when: named('CredentialsProviderError', 'TokenProviderError'),
    say: () =>
      `no AWS credentials were found; run ${login} or aws configure, set AWS_PROFILE, or name a profile with --profile`,
  },
  {
    when: named(
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'AuthFailure',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
    ),
    say: () =>
      'AWS does not accept the credentials; they may be wrong, or this Region may not be enabled in the account: check --profile and --region',
  },
  {
    when: saying(/Region is missing/),
    say: () => 'no Region is set; give --region, or set AWS_REGION or the region of the profile',
  },
  {
    when: coded('ENOTFOUND', 'EAI_AGAIN'),
    say: ({ message }) =>
      `${message.split(' ').at(-1) || 'AWS'} does not exist or cannot be looked up; check --region, the network and HTTPS_PROXY`,
  },
  {
    when: coded('ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'),
    say: (_, whole) => `${whole}; check --endpoint-url, the network and HTTPS_PROXY`,
  },
  {
    when: coded('ERR_PROXY_TUNNEL'),
    say: (_, whole) => `${whole}; check HTTPS_PROXY, and whether the proxy lets you through to AWS`,
  },
  {
    when: (error) => error instanceof RetryableError && error.code === 'throttled',
    say: (_, whole) => `${whole}; AWS limits how often it is asked: wait a minute and try again`,
  },
  // Of the sample world, which says what to do.
  { when: named('InUse'), say: ({ message }) => oneLine(message) },
  { when: coded('ENOENT'), say: (error) => `${pathOf(error)} does not exist; correct the path` },
  { when: coded('EACCES', 'EPERM'), say: (error) => `${pathOf(error)} may not be read or written; change its rights` },
  { when: coded('EISDIR', 'ENOTDIR'), say: (error) => `${pathOf(error)} is not a file; correct the path` },
];

const pathOf = (error: Error): string => ('path' in error ? printable(String(error.path), 200) : 'a file');

/** Our own words speak of a role, because functions run under one: a person has rights. */
const forPerson = (text: string): string =>
  text
    .replace(/; grant (lambda:InvokeFunction) to the role$/, '; ask for the right to $1, by which orders are given')
    .replace(/; grant (\S+) to the role$/, '; ask for the right to $1 (mountguard only reads with it)');

/** An error in one line with the remedy. */
export const sayError = (error: unknown): string => {
  const chain = chainOf(error);
  // Also where the SDK asked for what a person has to say, such as a code.
  const usage = chain.find((it) => it instanceof UsageError);
  if (usage) return usage.message;
  const [first] = chain;
  if (!first) return oneLine(String(error));
  const whole = oneLine(first.message);
  for (const { when, say } of meanings) {
    const meant = chain.find(when);
    if (meant) return say(meant, whole);
  }
  if (first instanceof MountguardError) return forPerson(whole);
  return `${whole || first.name}; this is a fault of mountguard: run it again with --debug and report what it says`;
};

/** What is wrong with what was typed, and where to read on. */
export const sayUsage = ({ message }: CommanderError, argv: readonly string[]): string => {
  const [first = '', meant] = message.replace(/^error: /, '').split(/\n\(?Did you mean /);
  const said = meant === undefined ? first : `${first}; did you mean ${meant.replace(/\)$/, '')}`;
  const command = argv.find((it) => /^[a-z]+$/.test(it));
  const isKnown = command !== undefined && !said.startsWith('unknown command');
  return `${oneLine(said)}${/[.?]$/.test(said) ? '' : ';'} See: mountguard ${isKnown ? `help ${command}` : 'help'}`;
};
