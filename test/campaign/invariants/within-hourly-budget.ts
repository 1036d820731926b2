import type { Invariant } from './invariant.ts';
import { isUndoing } from './undoing.ts';
import { writeIn } from './writes.ts';

const hourMs = 3_600_000;

/**
 * AWS takes no more changes in a clock hour, by the clocks of those who write, than the policy allows; an undoing is none. One
 * that lands late may follow others under a policy that allows more.
 */
export const withinHourlyBudget: Invariant = {
  name: 'within-hourly-budget',
  watch(stage, violated) {
    const changes = new Map<number, Set<string | undefined>>();
    const allowed = new Map<number, number>();
    return {
      happens(it) {
        const write = it.kind === 'performed' && it.error === undefined ? writeIn(stage, it) : undefined;
        if (!write || isUndoing(write)) return;
        const { process, intent } = write;
        const hour = Math.floor(Number(intent.at) / hourMs);
        const counted = (changes.get(hour) ?? new Set()).add(intent.changeId);
        changes.set(hour, counted);
        const most = Math.max(allowed.get(hour) ?? 0, process.policy.limits.changesPerHour);
        allowed.set(hour, most);
        if (counted.size > most)
          violated(`${process.name} made change ${counted.size} of an hour that may have ${most}`);
      },
    };
  },
};
