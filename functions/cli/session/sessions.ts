import { type Caller, configuredRegion, readCaller } from '../../aws/account/caller.ts';
import { enabledRegions } from '../../aws/account/enabled-regions.ts';
import { type AwsClients, awsClients, type ClientOptions } from '../../aws/client/clients.ts';
import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../usage-error.ts';
import { assuming, sdkOptions } from './sdk-options.ts';

/** One account and Region that AWS is asked about. */
export interface Session {
  readonly account: string;
  readonly region: string;
  readonly caller: Caller;
  readonly clients: AwsClients;
  /** What further clients of it are made with. */
  readonly options: ClientOptions;
  /** Calls by operation until now, retries included. */
  readonly calls: ReadonlyMap<string, number>;
}

/** Accounts and Regions that are asked at once. */
export const atOnce = 4;

/** The Region that the environment or the profile says. */
const ownRegion = ({ globals: { profile }, host: { env } }: Cli): Promise<string> | string => {
  const said = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (said) return said;
  return configuredRegion(profile);
};

const partitionOf = (arn: string): string => arn.split(':')[1] ?? 'aws';

/** A session in a Region, which counts its calls and says what is going on. */
const sessionIn = (cli: Cli, options: ClientOptions, caller: Caller, region: string): Session => {
  const calls = new Map<string, number>();
  const onCall = (operation: string): void => {
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    const total = calls.values().reduce((sum, n) => sum + n, 0);
    cli.progress(`reading ${region}: ${total} calls, last ${operation}`);
    if (cli.globals.debug) cli.detail(`${new Date().toISOString()} ${region} ${operation}`);
  };
  const its = { ...options, region };
  return { account: caller.account, region, caller, clients: awsClients({ ...its, onCall }), options: its, calls };
};

/** The accounts that were asked for, each with what its clients are made with; your own when none was. */
const accountsOf = async (cli: Cli, region: string): Promise<readonly { options: ClientOptions; caller: Caller }[]> => {
  const { account: ids, roleName } = cli.globals;
  const own = { ...(await sdkOptions(cli)), region };
  const caller = await readCaller(own);
  if (ids.length === 0) return [{ options: own, caller }];
  const others = ids.filter((id) => id !== caller.account);
  if (others.length > 0 && !roleName)
    throw new UsageError(
      `--account ${others[0]} is not the account of your credentials; name the role to assume there with --role-name`,
    );
  return together(
    ids.map(async (id) => {
      if (id === caller.account && !roleName) return { options: own, caller };
      const options = await assuming(own, `arn:${partitionOf(caller.arn)}:iam::${id}:role/${roleName}`, cli.globals);
      return { options, caller: await readCaller(options) };
    }),
  );
};

/** The Regions that were asked for: the profile's when none was, and every enabled one for `all`. */
const regionsOf = async (
  asked: readonly string[],
  fallback: string,
  options: ClientOptions,
): Promise<readonly string[]> => {
  if (!asked.includes('all')) return asked.length > 0 ? [...new Set(asked)] : [fallback];
  return enabledRegions(awsClients({ ...options, region: fallback }).ec2);
};

/** A session for each account and Region that was asked for, in their order. */
export const sessionsOf = async (cli: Cli): Promise<readonly Session[]> => {
  const { region: asked } = cli.globals;
  const first = asked.find((it) => it !== 'all');
  const fallback = first ?? (await ownRegion(cli));
  const limited = atMost(atOnce);
  const accounts = await accountsOf(cli, fallback);
  const all = await together(
    accounts.map(({ options, caller }) =>
      limited(async () => {
        const regions = await regionsOf(asked, fallback, options);
        return regions.map((region) => sessionIn(cli, options, caller, region));
      }),
    ),
  );
  return all.flat();
};
