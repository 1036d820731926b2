import { at, text } from '../../../functions/intake/read.ts';
import type { Invariant } from './invariant.ts';
import { isUndoing } from './undoing.ts';
import { writeIn } from './writes.ts';

/** Clocks may be off by this much to either side, in milliseconds. */
const skewMs = 6_000;

interface Fix {
  readonly target: string;
  /** When it was begun, by the clock of its process. */
  readonly at: number;
  readonly recordedAt: number;
}

/** Who starts when a mount target has been fixed as often as its window allows does not write it again. */
export const stopsFlapping: Invariant = {
  name: 'stops-flapping',
  watch(stage, violated) {
    const { now } = stage.timeline;
    const { count, withinMs } = stage.policy.limits.changesPerMountTarget;
    const fixes: Fix[] = [];

    const releasedAt = (target: string): number => {
      const hold = stage.tables.items('ledger').find((item) => item['pk'] === target && item['sk'] === 'hold');
      return Number(at(hold, 'releasedAt') ?? 0);
    };

    return {
      happens(it) {
        if (it.kind === 'performed' && it.call.step === 'conclude' && it.error === undefined) {
          const { call } = it;
          const target = text(call.input, 'Item.pk.S') ?? '';
          if (text(call.input, 'Item.status.S') === 'fixed')
            fixes.push({ target, at: Number(at(call.input, 'Item.at.N')), recordedAt: now() });
        }
        const write = it.kind === 'arrived' ? writeIn(it) : undefined;
        if (!write || isUndoing(stage, write)) return;
        const since = Math.max(now() - withinMs + skewMs, releasedAt(write.target));
        const known = fixes.filter(
          (fix) => fix.target === write.target && fix.recordedAt <= write.process.startedAt && fix.at > since,
        );
        if (known.length >= count)
          violated(`${write.process.name} wrote ${write.target} after ${known.length} fixes with a limit of ${count}`);
      },
    };
  },
};
