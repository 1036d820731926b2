import { setImmediate as turn } from 'node:timers/promises';
import { awsClients } from '../../functions/aws/client/clients.ts';
import type { Request } from '../../functions/core/model/request.ts';
import type { SdkRequestHandler } from '../../infra/local/request-handler.ts';
import { portsOn, type Scene } from './engine-scene.ts';

/** A place that an invocation never gets past, as when it is killed there. */
export interface Crash {
  /** Resolves once the invocation has come to the place. */
  readonly reached: Promise<void>;
  /** The place itself: never resolves. */
  here(): Promise<never>;
}

/** Makes a place for an invocation to die at. */
export const crash = (): Crash => {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  return {
    reached,
    here: () => {
      resolve();
      return new Promise(() => {});
    },
  };
};

/** Where an invocation dies: before its nth call to AWS, from 0, is made, or once AWS has answered it. */
export interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Serves until the death; resolves as `dead` when that has come, and what was asked beside it has been answered. */
const mortal = ({ handle, ...rest }: SdkRequestHandler, { at, when }: Death) => {
  const dead = crash();
  let asked = 0;
  const handler: SdkRequestHandler = {
    ...rest,
    handle: async (request) => {
      const number = asked++;
      if (number === at && when === 'before') return dead.here();
      const answer = await handle(request);
      return number === at ? dead.here() : answer;
    },
  };
  return { handler, dead: dead.reached };
};

/**
 * Has an invocation look at the scene's mount target and die on the way; false when it came to its end before. Its lease,
 * if it has taken one, is left.
 */
export const dieLooking = async (it: Scene, death: Death, say: Partial<Request> = {}): Promise<boolean> => {
  const { handler, dead } = mortal(it.aws.handler, death);
  const clients = awsClients({ region: 'us-east-1', requestHandler: handler, maxAttempts: 1 });
  const ended = it.look(say, portsOn(clients, it.clock)).then(() => false);
  const died = await Promise.race([ended, dead.then(() => true)]);
  for (let turns = 0; turns < 20; turns++) await turn();
  return died;
};

/** Has an invocation look at the scene's mount target and die before the next call of an operation, or once it is performed. */
export const dieAt = async (
  it: Scene,
  when: 'before' | 'after',
  operation: string,
  say: Partial<Request> = {},
): Promise<void> => {
  const dead = crash();
  it.aws.faults[when](operation, dead.here);
  void it.look(say);
  await dead.reached;
};
