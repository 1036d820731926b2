import { setImmediate as turn } from 'node:timers/promises';
import { awsClients } from '../../functions/aws/client/clients.ts';
import type { Finding } from '../../functions/core/model/finding.ts';
import type { Request } from '../../functions/core/model/request.ts';
import type { SdkRequestHandler } from '../../infra/local/request-handler.ts';
import { portsOn, type Scene } from './engine-scene.ts';
import { inProcess } from './in-process.ts';

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

type Answer = Awaited<ReturnType<SdkRequestHandler['handle']>>;

/** Where an invocation dies: before its nth call to AWS, from 0, is made, or once AWS has answered it. */
export interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Looks at the scene's mount target by calls that do not all come back: `reached` is told the number of each. */
const lookThrough = (
  it: Scene,
  reached: (at: number, serve: () => Promise<Answer>) => Promise<Answer>,
  maxAttempts: number,
  say: Partial<Request> = {},
): Promise<Finding> => {
  let asked = 0;
  const { handle, ...rest } = it.aws.handler;
  const requestHandler: SdkRequestHandler = { ...rest, handle: (request) => reached(asked++, () => handle(request)) };
  const clients = awsClients({ ...inProcess({ handler: requestHandler }), maxAttempts });
  return it.look(say, portsOn(clients, it.clock));
};

/**
 * Has an invocation look at the scene's mount target and die on the way; false when it came to its end before. Its lease,
 * if it has taken one, is left.
 */
export const dieLooking = async (it: Scene, { at, when }: Death, say: Partial<Request> = {}): Promise<boolean> => {
  const dead = crash();
  const untilDeath = async (number: number, serve: () => Promise<Answer>): Promise<Answer> => {
    if (number === at && when === 'before') return dead.here();
    const answer = await serve();
    return number === at ? dead.here() : answer;
  };
  const ended = lookThrough(it, untilDeath, 1, say).then(() => false);
  const died = await Promise.race([ended, dead.reached.then(() => true)]);
  // What was asked beside the last call is answered.
  for (let turns = 0; turns < 20; turns++) await turn();
  return died;
};

/** A look whose nth call, from 0, is served, but its answer lost, and which the SDK then sends again; undefined when there are fewer. */
export const lookAnswered = async (it: Scene, lost: number): Promise<Finding | undefined> => {
  let isLost = false;
  const losing = async (number: number, serve: () => Promise<Answer>): Promise<Answer> => {
    const answer = await serve();
    if (number !== lost) return answer;
    isLost = true;
    throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
  };
  const finding = await lookThrough(it, losing, 2);
  return isLost ? finding : undefined;
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
