import type { InitializeMiddleware, MiddlewareStack } from '@smithy/types';
import { TerminalError } from '../../core/model/errors.ts';
import { once } from '../../core/model/memoized.ts';
import { type Place, placeKey } from '../../core/model/place.ts';
import { type AwsClients, awsClients, type ClientOptions } from './clients.ts';
import { httpStatus } from './http-status.ts';
import { type Assume, READ_ROLE, WRITE_ROLE } from './member-roles.ts';

/** Places whose clients are kept. */
const mostKept = 50;

const answered = new WeakSet<Error>();

/** Whether an error, or what caused it, is what a member's account answered: any other is a fault of the hub. */
export const isOfMember = (error: unknown): boolean =>
  error instanceof Error && (answered.has(error) || isOfMember(error.cause));

/** A client that remembers which errors it was answered with; what kept it from asking, or an answer from coming, is none. */
const remembering = <Input extends object, Output extends object, Client>(
  client: Client & { readonly middlewareStack: MiddlewareStack<Input, Output> },
): Client => {
  const remember: InitializeMiddleware<Input, Output> = (next) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (error instanceof Error && httpStatus(error) !== undefined) answered.add(error);
      throw error;
    }
  };
  client.middlewareStack.add(remember, { step: 'initialize', name: 'rememberAnswers' });
  return client;
};

/** Options of clients in a place that have a role of its account. */
export const memberOptions = (
  options: ClientOptions,
  assume: Assume,
  role: string,
  { account, region }: Place,
): ClientOptions => ({
  ...options,
  region,
  credentials: async () => {
    const credentials = await assume(account, role);
    if (credentials !== undefined) return credentials;
    const code = role === WRITE_ROLE ? 'not-enforced-here' : 'access-denied';
    const denied = new TerminalError(`account ${account}: STS denies that its role ${role} is assumed`, { code });
    answered.add(denied);
    throw denied;
  },
});

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

  const as = (role: string, place: Place): AwsClients => awsClients(memberOptions(options, assume, role, place));

  return (place) => {
    const key = placeKey(place);
    const known = kept.get(key);
    if (known) return known;
    const reading = as(READ_ROLE, place);
    const clients = {
      ...hub,
      efs: once(() => remembering(reading.efs())),
      ec2: once(() => remembering(reading.ec2())),
      logs: once(async () => remembering(await reading.logs())),
      efsModify: as(WRITE_ROLE, place).efsModify,
    };
    kept.set(key, clients);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return clients;
  };
};
