import { syncBuiltinESMExports } from 'node:module';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../functions/engine/ports/ports.ts';

/** The clock that virtual time moves, the SDK's own timers included. */
export const virtualClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
};

/** How far time moves at once, in ms: what is due sooner is that much late. */
const step = 5;
/** Turns of the event loop without which work that waits for no timer may not have come to its end. */
const turns = 4;

const isReading = (): boolean => process.getActiveResourcesInfo().some((it) => it.startsWith('FSReq'));

const settle = async (): Promise<void> => {
  for (let left = turns; left > 0; left--) {
    await turn();
    if (isReading()) left = turns;
  }
};

/**
 * Does work in a time of its own, which starts at noon on 1 November 2026, UTC, and passes only while all of the work
 * waits for timers. Resolves to what the work does, and how long it took in that time, in ms. No sockets: in process only.
 */
export const inVirtualTime = async <T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> => {
  const start = Date.UTC(2026, 10, 1, 12);
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: start });
  syncBuiltinESMExports();
  try {
    let pending = true;
    const working = work().finally(() => {
      pending = false;
    });
    for (;;) {
      await settle();
      if (!pending) break;
      mock.timers.tick(step);
    }
    return { result: await working, ms: Date.now() - start };
  } finally {
    mock.timers.reset();
    syncBuiltinESMExports();
  }
};

/** A test in virtual time: the pauses that the SDK makes when AWS throttles take none of ours. */
export const instantly =
  <Row extends readonly unknown[]>(test: (...row: Row) => Promise<void>) =>
  async (...row: Row): Promise<void> => {
    await inVirtualTime(() => test(...row));
  };
