import type { AwsClients, ClientOptions } from '../aws/client/clients.ts';
import { isOfMember, memberClients, memberOptions } from '../aws/client/member-clients.ts';
import { memberRoles, READ_ROLE, roleArnOf, WRITE_ROLE } from '../aws/client/member-roles.ts';
import { coverageItems } from '../aws/ledger/coverage.ts';
import { isLookedAfter } from '../core/decide/policy-at.ts';
import type { Place } from '../core/model/place.ts';
import type { Policy } from '../core/model/policy.ts';
import { together } from '../engine/async/together.ts';
import type { Coverage } from '../engine/ports/coverage.ts';
import type { Clock } from '../engine/ports/ports.ts';
import type { SharedConfig } from './config.ts';
import type { Reaching } from './security-hub.ts';
import type { Station } from './station.ts';

/** Why nothing is done about a place. */
export interface NotReached {
  readonly refused: 'not-on-record' | 'not-looked-after' | 'role-missing';
  /** A sentence for a person, with what to do. */
  readonly reason: string;
}

/** What is looked after beside the hub's own account and Region. */
export interface Members<App> {
  readonly coverage: Coverage;
  readonly clock: Clock;
  /** The app of a place, with its account's credentials. Rejects as the ledger and `ask` do. */
  at(place: Place, requestId: string): Promise<App | NotReached>;
  /** Whether an error is what a member's account answered: any other is a fault of the hub. */
  isOfMember(error: unknown): boolean;
  /** What a place's Security Hub is reached with; absent where the deployment tells it nothing. */
  readonly securityHub?: (place: Place) => Reaching;
}

/** What the hub of an organisation is made of. */
interface Hub {
  readonly config: SharedConfig;
  readonly organization: NonNullable<SharedConfig['organization']>;
  readonly options: ClientOptions;
  readonly clients: AwsClients;
  readonly clock: Clock;
  /** Whether it may write to members at all. */
  readonly writes: boolean;
  readWhole(): Promise<Policy>;
}

/** Puts together what looks after each place of an organisation. */
export const membersOf = <App>(
  { config, organization: { id, externalId, securityHub }, options, clients, clock, writes, readWhole }: Hub,
  appAt: (station: Station) => App,
): Members<App> => {
  const coverage = coverageItems(clients.dynamo(), config.ledgerTable);
  const { partition } = config;
  let session = '';
  const assume = memberRoles(options, { partition, externalId }, clock, () => `mountguard-${session}`);
  const clientsAt = memberClients(clients, options, assume);

  const at: Members<App>['at'] = async (place, requestId) => {
    const { account, region } = place;
    session = requestId;
    const [onRecord, { organization }] = await together([coverage.placeOnRecord(place), readWhole()]);
    if (!onRecord)
      return {
        refused: 'not-on-record',
        reason: `Account ${account} and Region ${region} are not on record as a place of organisation ${id}. The next run of the organisation's sweep puts them there if they belong to it.`,
      };
    if (!organization || !isLookedAfter(organization, onRecord))
      return {
        refused: 'not-looked-after',
        reason: `The policy's organization does not name account ${account} in Region ${region}. Name it there to have it looked after.`,
      };
    const [read, write] = await together([
      assume(account, READ_ROLE),
      writes ? assume(account, WRITE_ROLE) : undefined,
    ]);
    // Only what writes may try that role: the sweep and the command line go by what it found.
    const isEnforced = writes ? write !== undefined : onRecord.isEnforced;
    if (isEnforced !== undefined && isEnforced !== onRecord.isEnforced)
      await coverage.recordEnforced(place, isEnforced);
    if (!read)
      return {
        refused: 'role-missing',
        reason: `STS denies that ${roleArnOf({ partition }, account, READ_ROLE)} is assumed: the role does not exist, or does not trust this deployment. Deploy the member stack to account ${account}.`,
      };
    const { units } = onRecord;
    return appAt({
      place,
      roleArn: roleArnOf({ partition }, account, WRITE_ROLE),
      clients: clientsAt(place),
      facts: { units, ...(isEnforced !== undefined && { isEnforced }) },
    });
  };
  const reaching = (place: Place) => ({
    ...place,
    partition,
    options: memberOptions(options, assume, READ_ROLE, place),
  });
  return { coverage, clock, at, isOfMember, ...(securityHub && { securityHub: reaching }) };
};
