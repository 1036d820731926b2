import { type Caller, configuredRegion, readCaller } from '../../aws/account/caller.ts';
import { enabledRegions } from '../../aws/account/enabled-regions.ts';
import { awsClients, type ClientOptions } from '../../aws/client/clients.ts';
import { atMost } from '../../engine/async/at-most.ts';
import { together } from '../../engine/async/together.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../usage-error.ts';
import { organizationSessions } from './organization-sessions.ts';
import { assuming, roleIn, sdkOptions } from './sdk-options.ts';
import { type Session, sessionIn } from './session.ts';

/** Accounts and Regions that are asked at once. */
export const atOnce = 4;

/** The Region that the environment or the profile says. */
const ownRegion = ({ globals: { profile }, host: { env } }: Cli): Promise<string> | string => {
  const said = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  if (said) return said;
  return configuredRegion(profile);
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
      const options = await assuming(own, roleIn(caller, id, roleName ?? ''), cli.globals);
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

/** The places of the organisation whose hub is where the credentials and the profile's Region are. */
const placesOfOrganization = async (cli: Cli): Promise<readonly Session[]> => {
  const own = { ...(await sdkOptions(cli)), region: await ownRegion(cli) };
  const caller = await readCaller(own);
  return organizationSessions(cli, sessionIn(cli, own, caller, own.region), own);
};

/** A session for each account and Region that was asked for, in their order. */
export const sessionsOf = async (cli: Cli): Promise<readonly Session[]> => {
  if (cli.globals.organization) return placesOfOrganization(cli);
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
