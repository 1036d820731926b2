import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const RealDate = Date;
const realPause = timers.setTimeout;

/** Time as what is loaded now sees it. */
export interface OwnTime {
  /** Does something at another time: this many milliseconds ago. */
  ago<Done>(ms: number, work: () => Promise<Done>): Promise<Done>;
  /** Gives this process its real time back. */
  end(): void;
}

/**
 * Gives this process a `Date` that can be set back, for a function that is loaded after that, and has its pauses end at once,
 * such as that between a write and its reading back.
 */
export const ownTime = (): OwnTime => {
  let behind = 0;
  const now = () => RealDate.now() - behind;
  globalThis.Date = class extends RealDate {
    constructor(...given: readonly (string | number | Date)[]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }
    static override now(): number {
      return now();
    }
  } as DateConstructor;
  const setPause = (pause: typeof timers.setTimeout) => {
    timers.setTimeout = pause;
    // The function has imported it by name.
    syncBuiltinESMExports();
  };
  setPause((_, value, options) => realPause(0, value, options));
  return {
    async ago(ms, work) {
      behind = ms;
      try {
        return await work();
      } finally {
        behind = 0;
      }
    },
    end() {
      globalThis.Date = RealDate;
      setPause(realPause);
    },
  };
};
