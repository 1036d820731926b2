import { setTimeout as sleep } from 'node:timers/promises';
import { RetryableError } from '../../core/model/errors.ts';

/** Tries at what DynamoDB leaves for another time, and the longest pause before one, in ms. */
const [mostTries, longestPauseMs] = [10, 400];

/** Asks for all that is wanted, and again for what DynamoDB leaves for another time. @param ask resolves to what is left */
export const untilAll = async <Wanted>(
  about: string,
  all: readonly Wanted[],
  ask: (wanted: Wanted[]) => Promise<Wanted[]>,
): Promise<void> => {
  let wanted = [...all];
  for (let tries = 0; wanted.length > 0; tries += 1) {
    if (tries > Math.min(all.length, mostTries))
      throw new RetryableError(`${about}: not all was answered`, { code: 'throttled' });
    if (tries > 0) await sleep(Math.min(25 * 2 ** tries, longestPauseMs));
    wanted = await ask(wanted);
  }
};
