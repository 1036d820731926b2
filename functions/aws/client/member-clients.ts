import { TerminalError } from '../../core/model/errors.ts';
import { type Place, placeKey } from '../../core/model/place.ts';
import { type AwsClients, awsClients, type ClientOptions } from './clients.ts';
import { type Assume, READ_ROLE, WRITE_ROLE } from './member-roles.ts';

/** Places whose clients are kept. */
const mostKept = 50;

/**
 * Clients of EFS, EC2 and CloudWatch Logs in each place, which read and write by its account's roles; tables and queues are
 * the hub's own.
 */
export const memberClients = (
  hub: AwsClients,
  options: ClientOptions,
  assume: Assume,
): ((place: Place) => AwsClients) => {
  const kept = new Map<string, AwsClients>();

  const as = (role: string, { account, region }: Place): AwsClients =>
    awsClients({
      ...options,
      region,
      credentials: async () => {
        const credentials = await assume(account, role);
        if (credentials !== undefined) return credentials;
        const code = role === WRITE_ROLE ? 'not-enforced-here' : 'access-denied';
        throw new TerminalError(`account ${account}: STS denies that its role ${role} is assumed`, { code });
      },
    });

  return (place) => {
    const key = placeKey(place);
    const known = kept.get(key);
    if (known) return known;
    const { efs, ec2, logs } = as(READ_ROLE, place);
    const clients = { ...hub, efs, ec2, logs, efsModify: as(WRITE_ROLE, place).efsModify };
    kept.set(key, clients);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return clients;
  };
};
