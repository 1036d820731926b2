import type { Context } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import type { Queue } from '../world/queue.ts';

/** What the operations of SQS work on. */
export interface SqsContext extends Context {
  /** Scheme and host that the caller reached, which its queue URLs get. */
  readonly origin: string;
  sleep(ms: number): Promise<void>;
}

/** The queue that a URL names: its last segment says which. Throws `QueueDoesNotExist`. */
export const knownQueue = ({ world }: SqsContext, url: string | undefined): Queue => {
  const known = world.queues.get((url ?? '').split('/').at(-1) ?? '');
  if (known) return known;
  throw new AwsFault('QueueDoesNotExist', 'The specified queue does not exist.');
};

/** The URL of a queue. */
export const urlOf = ({ origin, world }: SqsContext, { name }: Queue): string => `${origin}/${world.account}/${name}`;
