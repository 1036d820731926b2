import { at } from '../../../functions/intake/read.ts';
import { type Invariant, ofEveryWrite } from './invariant.ts';
import { isUndoing } from './undoing.ts';
import { itemOf, stepTimes, type Write, writeIn } from './writes.ts';

/** What is recorded as intended although a hold was on record by then is never written, unless a person undoes a change. */
export const leavesAloneWhatIsHeld: Invariant = {
  name: 'leaves-alone-what-is-held',
  watch(stage, violated) {
    /** Changes that were intended under a hold. */
    const held = new Set<unknown>();
    return {
      happens(it) {
        if (it.kind === 'performed' && it.call.step === 'intend' && it.error === undefined) {
          const state = itemOf(stage, 'state', it.call.target);
          const { changeId, mountTargetId } = (state?.['intent'] ?? {}) as Write['intent'];
          const now = stage.timeline.now() + it.process.skewMs;
          if ([it.call.target, mountTargetId].some((id) => Number(at(state?.[`hold:${id}`], 'until')) > now + 60_000))
            held.add(changeId);
        }
        const write = it.kind === 'sent' ? writeIn(stage, it) : undefined;
        if (write && !isUndoing(write) && held.has(write.intent.changeId))
          violated(`${write.process.name} wrote ${write.target} although it was held`);
      },
    };
  },
};

/** A process that takes a lease while the gate is closed writes nothing under it. */
export const obeysTheGate: Invariant = {
  name: 'obeys-the-gate',
  watch(stage, violated) {
    const leases = stepTimes(stage.timeline.now, 'answered', 'acquire');
    let closedAt = Number.POSITIVE_INFINITY;
    return {
      happens(it) {
        leases.note(it);
        if (it.kind === 'performed' && / gate$/.test(it.call.step)) {
          const isClosed = itemOf(stage, 'gate')?.['closed'] !== undefined;
          closedAt = isClosed ? Math.min(closedAt, stage.timeline.now()) : Number.POSITIVE_INFINITY;
        }
        const write = it.kind === 'sent' ? writeIn(stage, it) : undefined;
        if (!write || isUndoing(write)) return;
        if (closedAt < (leases.of(write.process, write.intent.fileSystemId) ?? 0))
          violated(`${write.process.name} wrote ${write.target} although the gate was closed`);
      },
    };
  },
};

/** A process that starts while everything is paused writes nothing, unless a person wants it despite that. */
export const obeysThePause = ofEveryWrite('obeys-the-pause', ({ process }) =>
  process.paused && !process.confirmed ? 'although everything was paused' : undefined,
);
