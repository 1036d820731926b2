import type { Invariant } from './invariant.ts';
import { possibleDecisions, sameSet } from './possible.ts';
import { isRightfulUndoing } from './undoing.ts';
import { stepTimes, type Write, writeIn } from './writes.ts';

/**
 * Whatever is written is what the decision says of the world as it could be read under the lease: never in audit mode,
 * in a dry run, on what is exempt, unmanaged, refused or right already. Or it undoes what we wrote, over nobody's head.
 */
export const noWriteOutsidePolicy: Invariant = {
  name: 'no-write-outside-policy',
  watch(stage, violated) {
    const { now } = stage.timeline;
    const leases = stepTimes(now, 'performed', 'acquire');
    const reads = [stepTimes(now, 'performed', 're-read'), stepTimes(now, 'performed', 'read back')];

    const isAllowed = ({ process, target, groups }: Write): boolean => {
      const from = (leases.of(process, target) ?? process.startedAt) - stage.staleMs;
      for (const decision of possibleDecisions(stage, process, target, { from, to: now() }))
        if (decision.status === 'drifted' && decision.mode === 'enforce' && sameSet(decision.after, groups))
          return true;
      return false;
    };

    const readAt = ({ process, target }: Write): number =>
      Math.max(process.startedAt, ...reads.map((times) => times.of(process, target) ?? 0));

    return {
      happens(it) {
        for (const times of [leases, ...reads]) times.note(it);
        const write = it.kind === 'arrived' ? writeIn(it) : undefined;
        if (!write) return;
        const { process, target, groups } = write;
        const what = `${process.name} wrote ${groups.join(', ')} to ${target}`;
        if (process.dryRun) violated(`${what} in a dry run`);
        // A mount target that is gone by now is not written, whatever is sent.
        else if (!stage.world.mountTargets.has(target) || isAllowed(write)) return;
        else if (!isRightfulUndoing(stage, write, readAt(write))) violated(`${what}, which no decision allows`);
      },
    };
  },
};
