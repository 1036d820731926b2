import { setTimeout as wait } from 'node:timers/promises';

/** Time, so that tests need none. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** The machine's own time. */
export const systemClock: Clock = { now: Date.now, sleep: (ms) => wait(ms) };
