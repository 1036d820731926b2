import { coverageItems } from '../../aws/ledger/coverage.ts';
import { isLookedAfter } from '../../core/decide/policy-at.ts';
import { memoized } from '../../core/model/memoized.ts';
import type { Place } from '../../core/model/place.ts';
import { together } from '../../engine/async/together.ts';
import type { Cli } from '../cli.ts';
import { UsageError } from '../usage-error.ts';
import { findDeployment } from './deployment.ts';
import { readPolicy } from './read-policy.ts';
import { assuming, type OwnOptions, roleIn } from './sdk-options.ts';
import { type Session, sessionIn } from './session.ts';

/** What the clients of an account are made with. An order needs no role: the hub has its own. */
const optionsOf = async (cli: Cli, { caller }: Session, own: OwnOptions, account: string): Promise<OwnOptions> => {
  const { roleName } = cli.globals;
  if (roleName !== undefined) return assuming(own, roleIn(caller, account, roleName), cli.globals);
  if (account === caller.account) return own;
  const credentials = async () => {
    throw new UsageError(
      `account ${account} is read by a role there; name it with --role-name, such as the one of your auditors`,
    );
  };
  return { ...own, credentials };
};

/**
 * A session for each account and Region that the policy of a hub looks after, as they are on record there: of those of
 * `--account` and `--region` where such are named. Throws `UsageError` where there are none, or some on record cannot be read.
 */
export const organizationSessions = async (cli: Cli, hub: Session, own: OwnOptions): Promise<readonly Session[]> => {
  const { account: accounts, region: regions } = cli.globals;
  const found = await findDeployment(cli, hub);
  if ('none' in found)
    throw new UsageError(
      `${found.none}; --organization asks the hub: use credentials of its account, and its Region in AWS_REGION or the profile`,
    );
  const { deployment } = found;
  const [policy, { places, unreadable = [] }] = await together([
    readPolicy(cli, deployment, hub.options),
    coverageItems(hub.clients.dynamo(), deployment.ledgerTable).listCoverage(),
  ]);
  const { organization } = policy.policy;
  if (!organization)
    throw new UsageError(
      `the policy ${policy.uri} has no field organization, so stack ${deployment.stack} looks after one account and Region; leave out --organization`,
    );
  const isNarrowed = accounts.length > 0 || (regions.length > 0 && !regions.includes('all'));
  if (unreadable.length > 0 && !isNarrowed)
    throw new UsageError(`some places on record cannot be read: ${unreadable.join('; ')}`);
  const isAsked = ({ account, region }: Place): boolean =>
    (accounts.length === 0 || accounts.includes(account)) &&
    (regions.length === 0 || regions.includes('all') || regions.includes(region));
  const asked = places.filter((it) => isAsked(it) && isLookedAfter(organization, it));
  if (asked.length === 0)
    throw new UsageError(
      `of ${places.length} places on record none is asked for and looked after; check --account, --region and the field organization of ${policy.uri}, or run the sweep of the organisation, which puts places on record`,
    );
  const optionsIn = memoized(String, (account: string) => optionsOf(cli, hub, own, account));
  return together(
    asked.map(async ({ account, region, units, isEnforced, notSwept }) => ({
      ...sessionIn(cli, await optionsIn(account), { ...hub.caller, account }, region),
      hub: { session: hub, deployment, policy },
      units,
      ...(isEnforced !== undefined && { isEnforced }),
      ...(notSwept && { notSwept }),
    })),
  );
};
