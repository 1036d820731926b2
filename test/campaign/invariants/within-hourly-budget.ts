import { at, text } from '../../../functions/intake/read.ts';
import type { Invariant } from './invariant.ts';
import { intentBehind } from './undoing.ts';
import { writeIn } from './writes.ts';

const hourMs = 3_600_000;

/** No clock hour, by the clocks of those who write, has more changes than the policy allows; what is restored is none. */
export const withinHourlyBudget: Invariant = {
  name: 'within-hourly-budget',
  watch(stage, violated) {
    const changes = new Map<number, Set<string>>();
    return {
      happens(it) {
        const write = it.kind === 'arrived' ? writeIn(it) : undefined;
        const intent = write && intentBehind(stage, write);
        const changeId = text(intent, 'changeId');
        if (!write || changeId === undefined || text(intent, 'rule')?.startsWith('restore after ')) return;
        const hour = Math.floor(Number(at(intent, 'at')) / hourMs);
        const counted = (changes.get(hour) ?? new Set()).add(changeId);
        changes.set(hour, counted);
        const { changesPerHour } = stage.policy.limits;
        if (counted.size > changesPerHour)
          violated(`${write.process.name} made change ${counted.size} of an hour that may have ${changesPerHour}`);
      },
    };
  },
};
