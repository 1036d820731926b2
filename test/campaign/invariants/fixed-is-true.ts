import { list, text } from '../../../functions/intake/read.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { possibleDecisions, sameSet } from './possible.ts';
import { stepTimes } from './writes.ts';

/** What is recorded as fixed was so at some time between its write and its record. */
export const fixedIsTrue: Invariant = {
  name: 'fixed-is-true',
  watch(stage, violated) {
    const { now } = stage.timeline;
    const sent = stepTimes(now, 'sent', 'modify');

    const wasCompliant = (process: Process, target: string): boolean => {
      const from = sent.of(process, target) ?? process.startedAt;
      for (const { status } of possibleDecisions(stage, process, target, { from, to: now() }))
        if (status === 'compliant') return true;
      return false;
    };

    /** What undoes a change, or what nobody lived to record, counts as fixed when its set is found in place. */
    const wasInPlace = (process: Process, target: string, groups: readonly string[]): boolean =>
      stage.history
        .during(process.startedAt - stage.staleMs, now())
        .some(({ lives }) => sameSet(lives.get(target)?.attached ?? [], groups));

    return {
      happens(it) {
        sent.note(it);
        if (it.kind !== 'performed' || it.call.step !== 'put change' || it.error !== undefined) return;
        const { process, call } = it;
        const target = text(call.input, 'Item.mountTargetId.S') ?? '';
        if (text(call.input, 'Item.status.S') !== 'fixed') return;
        const undoes = text(call.input, 'Item.undoes.S') !== undefined;
        const reasons = list(call.input, 'Item.reasons.L').map((reason) => text(reason, 'S'));
        const after = list(call.input, 'Item.after.L').map((group) => text(group, 'S') ?? '');
        const isTrue =
          reasons.includes('interrupted') || undoes
            ? wasInPlace(process, target, after)
            : wasCompliant(process, target);
        if (!isTrue) violated(`${process.name} recorded ${target} as fixed, which it never was`);
      },
    };
  },
};
