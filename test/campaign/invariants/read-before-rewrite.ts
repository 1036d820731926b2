import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { writeIn } from './writes.ts';

/** After a write whose answer was lost, its process reads the groups before it writes them again: it may have landed. */
export const readBeforeRewrite: Invariant = {
  name: 'read-before-rewrite',
  watch(_stage, violated) {
    const inDoubt = new Map<Process, Set<string>>();
    return {
      happens(it) {
        if (it.kind !== 'sent' && it.kind !== 'answered') return;
        const { process, call } = it;
        const targets = inDoubt.get(process) ?? new Set();
        inDoubt.set(process, targets);
        const write = writeIn(it);
        if (write && it.kind === 'sent' && targets.has(write.target))
          violated(`${process.name} wrote ${write.target} again after a lost answer without a look`);
        if (write && it.kind === 'answered' && it.lost) targets.add(write.target);
        if (it.kind === 'answered' && call.operation === 'DescribeMountTargetSecurityGroups' && it.error === undefined)
          targets.delete(call.target ?? '');
      },
    };
  },
};
