import type { LandedChange } from '../../../functions/core/brakes/flapping.ts';
import type { Invariant } from './invariant.ts';
import { sameSet } from './possible.ts';
import { isUndoing } from './undoing.ts';
import { itemOf, stepTimes, writeIn } from './writes.ts';

/** Clocks may be off by this much to either side, in milliseconds. */
const skewMs = 6_000;

type Landed = Omit<LandedChange, 'changeId'> & { readonly recordedAt: number };

/**
 * A mount target that others have changed back as often as its window allows is not written again: what counts is a fix of
 * something else than our last change under the same policy had left.
 */
export const stopsFlapping: Invariant = {
  name: 'stops-flapping',
  watch(stage, violated) {
    const { now } = stage.timeline;
    const leases = stepTimes(now, 'sent', 'acquire');
    /** By change id. */
    const landed = new Map<string, Landed>();

    const note = (fileSystem: string | undefined): void => {
      for (const [name, change] of Object.entries(itemOf(stage, 'state', fileSystem) ?? {})) {
        const [kind, id] = name.split(':');
        if (kind === 'landed' && id !== undefined && !landed.has(id))
          landed.set(id, { ...(change as Omit<LandedChange, 'changeId'>), recordedAt: now() });
      }
    };

    const isCounted = (fix: Landed, before: Landed | undefined): boolean =>
      fix.undoes === undefined &&
      (!before || (before.policyVersion === fix.policyVersion && !sameSet(before.after, fix.before)));

    return {
      happens(it) {
        leases.note(it);
        if (it.kind === 'performed' && /^(conclude|roll back)$/.test(it.call.step)) note(it.call.target);
        const write = it.kind === 'sent' ? writeIn(stage, it) : undefined;
        if (!write || isUndoing(write)) return;
        const { process, target, intent } = write;
        const { count, withinMs } = process.policy.limits.changesPerMountTarget;
        const takenAt = leases.of(process, intent.fileSystemId) ?? 0;
        const releasedAt = Number(itemOf(stage, 'state', intent.fileSystemId)?.[`released:${target}`] ?? 0);
        const since = Math.max(now() - withinMs + skewMs, releasedAt);
        const known = [...landed.values()]
          .filter((change) => change.mountTargetId === target && change.recordedAt <= takenAt)
          .sort((a, b) => a.at - b.at);
        const fixes = known.filter((fix, index) => fix.at > since && isCounted(fix, known[index - 1]));
        if (fixes.length >= count)
          violated(`${process.name} wrote ${target} after ${fixes.length} fixes with a limit of ${count}`);
      },
    };
  },
};
