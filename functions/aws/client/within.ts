import { RetryableError } from '../../core/model/errors.ts';
import type { AwsClients } from './clients.ts';

type Sends<Command, Output> = (command: Command, options?: { readonly abortSignal?: AbortSignal }) => Promise<Output>;

const outOfTime = (cause?: unknown): RetryableError =>
  new RetryableError('too little time is left in this invocation', { code: 'out-of-time', cause });

/**
 * A client that asks AWS until a limit only: then what is under way is broken off, retries included, and everything rejects
 * with `RetryableError` (`out-of-time`). Nothing of it goes on behind that.
 */
export const within = <Client extends { readonly send: unknown }>(
  client: Client,
  limit: AbortSignal,
): Pick<Client, 'send'> => {
  const send: Sends<unknown, unknown> = async (command) => {
    if (limit.aborted) throw outOfTime();
    const over = Promise.withResolvers<never>();
    const stop = (): void => over.reject(outOfTime(limit.reason));
    limit.addEventListener('abort', stop);
    try {
      // The SDK does not look at the signal everywhere, as while it waits for credentials; behind that it asks nothing.
      const asked = (client.send as Sends<unknown, unknown>).call(client, command, { abortSignal: limit });
      return await Promise.race([asked, over.promise]);
    } finally {
      limit.removeEventListener('abort', stop);
    }
  };
  return { send: send as Client['send'] };
};

/** The clients that read EFS and EC2, until a limit. */
export const readingUntil = ({ efs, ec2 }: Pick<AwsClients, 'efs' | 'ec2'>, limit: AbortSignal) => ({
  efs: () => within(efs(), limit),
  ec2: () => within(ec2(), limit),
});
