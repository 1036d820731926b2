import { timeFor } from '../stage/here.ts';
import type { Timeline } from '../stage/timeline.ts';

/**
 * Lets everything under test that asks Node for the time, or for a timer, live in the time of the run; undoes it in the
 * end. Powertools and the time limit ask Node; the engine asks its clock.
 */
export const inTimeOf = async <T>(timeline: Timeline, work: () => Promise<T>): Promise<T> => {
  const real = { setTimeout: globalThis.setTimeout, now: Date.now };
  const timer = { unref: () => timer, ref: () => timer };
  const setTimeout = (what: () => void, ms = 0) => {
    timeline.after(ms, what);
    return timer;
  };
  Object.assign(globalThis, { setTimeout });
  Object.assign(Date, { now: () => timeFor(timeline) });
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setTimeout: real.setTimeout });
    Object.assign(Date, { now: real.now });
  }
};
