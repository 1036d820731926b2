import type { Invariant } from './invariant.ts';
import { possibleDecisions, sameSet } from './possible.ts';
import { isRightfulUndoing } from './undoing.ts';
import { stepTimes, type Write, writeIn } from './writes.ts';

/**
 * Whatever is written is what the decision says of the world as it was read last under the lease: never in audit mode,
 * in a dry run, on what is exempt, unmanaged, refused or right already. Or it undoes what we wrote, over no other's head.
 */
export const noWriteOutsidePolicy: Invariant = {
  name: 'no-write-outside-policy',
  watch(stage, violated) {
    const { now } = stage.timeline;
    const reads = stepTimes(now, 'performed', 'last read', 'read back');

    const isAllowed = ({ process, target, groups }: Write, readAt: number): boolean => {
      for (const decision of possibleDecisions(stage, process, target, { from: readAt - stage.staleMs, to: now() }))
        if (decision.status === 'drifted' && decision.mode === 'enforce' && sameSet(decision.after, groups))
          return true;
      return false;
    };

    return {
      happens(it) {
        reads.note(it);
        const write = it.kind === 'sent' ? writeIn(stage, it) : undefined;
        if (!write) return;
        const { process, target, groups } = write;
        const readAt = reads.of(process, target) ?? process.startedAt;
        const what = `${process.name} wrote ${groups.join(', ')} to ${target}`;
        if (process.dryRun) violated(`${what} in a dry run`);
        // A mount target that is gone by now is not written, whatever is sent.
        else if (!stage.world.mountTargets.has(target) || isAllowed(write, readAt)) return;
        else if (!isRightfulUndoing(stage, write, readAt)) violated(`${what}, which no decision allows`);
      },
    };
  },
};
