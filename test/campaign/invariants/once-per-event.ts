import type { Invariant } from './invariant.ts';

/** How long Powertools keeps an outcome, in milliseconds. */
const keptMs = 3_600_000;

/** An event that has its outcome is not worked on again as long as the outcome is kept. */
export const oncePerEvent: Invariant = {
  name: 'once-per-event',
  watch({ timeline }, violated) {
    const settled = new Map<string, number>();
    return {
      happens(it) {
        if (it.kind !== 'settled' || it.replayed) return;
        const before = settled.get(it.eventId);
        // The processes' clocks may be off by seconds.
        if (before !== undefined && timeline.now() - before < keptMs - 10_000)
          violated(`${it.process.name} worked on event ${it.eventId} a second time`);
        settled.set(it.eventId, timeline.now());
      },
    };
  },
};
