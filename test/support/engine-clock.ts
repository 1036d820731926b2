import type { Clock } from '../../functions/engine/ports/ports.ts';

/** A clock that stands still but for `sleep`, which takes no time, and for whoever moves it. */
export interface FakeClock extends Clock {
  /** Pauses slept so far, in milliseconds. */
  readonly slept: readonly number[];
  /** Lets time pass. */
  pass(ms: number): void;
}

/** Starts a clock at noon on 1 November 2026, UTC. */
export const fakeClock = (): FakeClock => {
  let now = Date.UTC(2026, 10, 1, 12);
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    pass: (ms) => {
      now += ms;
    },
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
};
