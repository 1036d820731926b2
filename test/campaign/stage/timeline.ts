import type { Chance } from './chance.ts';

/** Time that passes only from one thing to the next: nothing waits, and the same things happen in the same order. */
export interface Timeline {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Lets something happen in so many milliseconds; what falls on the same millisecond happens in any order. */
  after(ms: number, what: () => void): void;
  /** Lets everything happen that is due within so many milliseconds, and stops there. */
  pass(ms: number): Promise<void>;
}

interface Due {
  readonly at: number;
  readonly tie: number;
  readonly what: () => void;
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.tie < b.tie);

/** Where a thing belongs in a list that is ordered by time, last first. */
const placeOf = (due: Due, waiting: readonly Due[]): number => {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = waiting[middle];
    if (there && isBefore(due, there)) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Resolves when everything that could go on without time passing has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Starts at noon on 1 November 2026, UTC. */
export const timeline = (ties: Chance): Timeline => {
  let now = Date.UTC(2026, 10, 1, 12);
  const waiting: Due[] = [];
  return {
    now: () => now,
    after(ms, what) {
      const due = { at: now + Math.max(0, ms), tie: ties.between(0, 2 ** 31), what };
      waiting.splice(placeOf(due, waiting), 0, due);
    },
    async pass(ms) {
      const end = now + ms;
      await settled();
      for (let next = waiting.at(-1); next && next.at <= end; next = waiting.at(-1)) {
        waiting.pop();
        now = next.at;
        next.what();
        await settled();
      }
      now = end;
    },
  };
};
