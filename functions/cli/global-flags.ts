import { type Command, InvalidArgumentError, Option } from 'commander';
import { ACCOUNT } from '../core/model/place.ts';
import { type Format, formats } from '../report/formats.ts';
import { statuses } from '../report/plan/status.ts';

/** The flags that every command takes, as commander reads them. */
export interface Globals {
  readonly profile?: string;
  readonly region: readonly string[];
  readonly account: readonly string[];
  /** Accounts that are named together, with commas or in a file; `runCli` puts them with `account`. */
  readonly accounts?: string;
  /** Whether all that a hub looks after is meant. */
  readonly organization?: true;
  readonly roleName?: string;
  readonly externalId?: string;
  /** False: none is looked for. */
  readonly stack: string | false;
  readonly policy?: string;
  readonly format?: Format;
  readonly out: readonly string[];
  readonly status: readonly string[];
  readonly fileSystem: readonly string[];
  readonly rule: readonly string[];
  readonly vpc: readonly string[];
  readonly tag: readonly (readonly [key: string, value: string])[];
  /** The sample world instead of AWS; how many file systems, where that was said. */
  readonly local?: true | number;
  readonly endpointUrl?: string;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  readonly yes: boolean;
  readonly input: boolean;
}

const repeated = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const listed =
  (allowed: readonly string[]) =>
  (value: string, before: readonly string[]): readonly string[] => {
    const values = value.split(',').map((it) => it.trim());
    const wrong = values.find((it) => !allowed.includes(it));
    if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is none of ${allowed.join(', ')}.`);
    return [...before, ...values];
  };

const accountId = (value: string, before: readonly string[]): readonly string[] => {
  if (!ACCOUNT.test(value)) throw new InvalidArgumentError('An account id is twelve digits.');
  return [...before, value];
};

const tag = (value: string, before: Globals['tag']): Globals['tag'] => {
  const [key = '', ...rest] = value.split('=');
  if (key === '' || rest.length === 0) throw new InvalidArgumentError('Write KEY=VALUE.');
  return [...before, [key, rest.join('=')]];
};

const fileSystems = (value: string): true | number => {
  if (value === '') return true;
  if (!/^[1-9]\d{0,4}$/.test(value)) throw new InvalidArgumentError('Write a number of file systems up to 99999.');
  return Number(value);
};

const option = (flags: string, says: string): Option => new Option(flags, says);
const many = (flags: string, says: string, parse: (value: string, before: never) => unknown = repeated): Option =>
  option(flags, says)
    .argParser(parse as (value: string, before: unknown) => unknown)
    .default([]);

/** The flags of every command; `MOUNTGUARD_STACK` names the stack where no flag does. */
const globalOptions = (): readonly Option[] => [
  option('--profile <name>', 'profile of the AWS CLI; SSO and assumed roles work').env('AWS_PROFILE'),
  many('--region <region>', "Region, repeatable; all: every Region that is enabled (default: the profile's)"),
  many('--account <id>', 'account whose role is assumed, repeatable (default: your own)', accountId),
  option('--accounts <list>', 'the same for many: ids with commas, or @FILE with one a line'),
  option('--organization', 'every account and Region that the hub looks after; --account and --region narrow it'),
  option('--role-name <name>', 'role to assume in each account'),
  option('--external-id <id>', 'external id that the role asks for'),
  option('--stack <name>', 'deployment whose policy and ledger are used').env('MOUNTGUARD_STACK').default('mountguard'),
  option('--no-stack', 'look for no deployment'),
  option('--policy <uri>', 'FILE, ssm:/NAME, appconfig:A/E/P, - (default: that of the stack, then ./policy.yaml)'),
  option('--format <format>', 'what is written (default: pretty on a terminal, plain in a pipe)').choices(formats),
  many('--out <file>', 'also write there, in the format of its suffix; repeatable'),
  many('--status <status,…>', `only these: ${statuses.join(', ')}`, listed(statuses)),
  many('--file-system <id|name>', 'only this file system, repeatable'),
  many('--rule <name>', 'only what this rule governs, repeatable'),
  many('--vpc <id>', 'only in this VPC, repeatable'),
  many('--tag <key=value>', 'only file systems with this tag, repeatable', tag),
  option(
    '--local [n]',
    'a sample world instead of AWS, which lasts in ./.mountguard-local; --local=N: of N file systems',
  ).argParser(fileSystems),
  option('--endpoint-url <url>', 'ask this endpoint for every service'),
  option('--no-color', 'no colour; NO_COLOR and FORCE_COLOR are obeyed, too'),
  option('-q, --quiet', 'no progress and no warnings').default(false),
  option('-v, --verbose', 'say the calls and times').default(false),
  option('--debug', 'say each request to AWS, and where an error came from; no secrets').default(false),
  option('--yes', 'answer every question with yes').default(false),
  option('--no-input', 'never ask: what needs an answer fails unless --yes gives it'),
];

/** Adds the flags of every command to the program. */
export const addGlobalFlags = (program: Command): Command => {
  for (const it of globalOptions()) program.addOption(it);
  return program;
};
