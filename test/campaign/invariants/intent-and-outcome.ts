import { list, text } from '../../../functions/intake/read.ts';
import type { Invariant } from './invariant.ts';
import { sameSet } from './possible.ts';
import { intentBehind } from './undoing.ts';
import { type Write, writeIn } from './writes.ts';

/**
 * Every write that reaches AWS is on record before it does, and in the end so is its outcome. When its writer dies, that
 * is up to the next look, which a message that comes back makes, or else a sweep.
 */
export const intentAndOutcome: Invariant = {
  name: 'intent-and-outcome',
  watch(stage, violated) {
    const { tables, world } = stage;
    /** Mount targets by the change that was begun. */
    const begun = new Map<string, string>();

    const arrive = (write: Write): void => {
      const intent = intentBehind(stage, write);
      const changeId = text(intent, 'changeId');
      const { process, target, groups } = write;
      if (changeId === undefined || !sameSet(list(intent, 'after').map(String), groups))
        violated(`${process.name} wrote ${groups.join(', ')} to ${target} without an intent`);
      else begun.set(changeId, target);
    };

    return {
      happens(it) {
        const write = it.kind === 'arrived' ? writeIn(it) : undefined;
        if (write) arrive(write);
      },
      ends() {
        const concluded = new Set(tables.items('ledger').map((item) => item['changeId']));
        // Nobody looks again at what is gone.
        for (const [changeId, target] of begun)
          if (!concluded.has(changeId) && world.mountTargets.has(target))
            violated(`${changeId} was written to ${target} and has no outcome`);
      },
    };
  },
};
