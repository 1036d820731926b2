import type { Call } from '../stage/happening.ts';
import type { Invariant } from './invariant.ts';
import { sameSet } from './possible.ts';
import { stepTimes, type Write, writeIn } from './writes.ts';

/** How old the last read may be at a write, in milliseconds: a second, and the five that its answer may take. */
const mostMs = 6_000;

/**
 * Just before each write its process reads the groups under its lease, and writes only over what that read shows: also after
 * a write whose answer was lost, for it may have landed.
 */
export const readBeforeRewrite: Invariant = {
  name: 'read-before-rewrite',
  watch({ timeline, history, staleMs, tables }, violated) {
    const leases = stepTimes(timeline.now, 'answered', 'acquire');
    const reads = stepTimes(timeline.now, 'performed', 'last read', 'read back');
    const seen = new WeakSet<Call>();
    const lost = new WeakSet<Call>();

    const send = ({ process, call, target, intent }: Write): void => {
      if (lost.has(call)) violated(`${process.name} sent ${target} its groups again after a lost answer`);
      if (seen.has(call)) return;
      seen.add(call);
      const { before = [], fileSystemId, phase } = intent;
      const readAt = reads.of(process, target);
      reads.forget(process, target);
      if (readAt === undefined || readAt < (leases.of(process, fileSystemId) ?? 0))
        violated(`${process.name} wrote ${target} without a last look`);
      else if (timeline.now() > readAt + mostMs && !process.unlimited && phase !== 'rolling-back')
        violated(`${process.name} wrote ${target} ${timeline.now() - readAt} ms after its last look`);
      else if (
        !history
          .during(readAt - staleMs, readAt)
          .some(({ lives }) => sameSet(lives.get(target)?.attached ?? [], before))
      )
        violated(`${process.name} wrote ${target} over other groups than it was shown`);
    };

    return {
      happens(it) {
        leases.note(it);
        reads.note(it);
        const write = writeIn({ tables }, it);
        if (write && it.kind === 'sent') send(write);
        if (write && it.kind === 'answered' && it.lost) lost.add(write.call);
      },
    };
  },
};
