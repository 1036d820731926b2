import { text } from '../../../functions/intake/read.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';

/** How long Powertools keeps an outcome, in milliseconds. */
const keptMs = 3_600_000;

/**
 * An event that has its outcome is not worked on again as long as the outcome is kept. Powertools gives up its mark without
 * a condition, so that a request for that which is sent twice can take away the outcome that another has left between:
 * it costs a look.
 */
export const oncePerEvent: Invariant = {
  name: 'once-per-event',
  watch({ timeline }, violated) {
    const settled = new Map<string, number>();
    const givenUp = new Set<string>();
    let givenUpTwiceAt = 0;

    const giveUp = (process: Process, input: unknown): void => {
      const mark = `${process.name} ${text(input, 'Key.id.S')}`;
      if (givenUp.has(mark)) givenUpTwiceAt = timeline.now();
      givenUp.add(mark);
    };

    return {
      happens(it) {
        if (it.kind === 'performed' && it.call.operation === 'DeleteItem') giveUp(it.process, it.call.input);
        if (it.kind !== 'settled' || it.replayed || !it.isKept) return;
        const before = settled.get(it.eventId);
        // The processes' clocks may be off by seconds.
        const isKept = before !== undefined && timeline.now() - before < keptMs - 10_000;
        if (isKept && givenUpTwiceAt < before)
          violated(`${it.process.name} worked on event ${it.eventId} a second time`);
        settled.set(it.eventId, timeline.now());
      },
    };
  },
};
