import { text } from '../../../functions/intake/read.ts';
import type { Invariant } from './invariant.ts';
import { intentBehind } from './undoing.ts';
import { writeIn } from './writes.ts';

/**
 * The mount targets of a file system are written one after the other: whoever died meanwhile, none is while the outcome of
 * a write to another is not on record.
 */
export const oneAtATime: Invariant = {
  name: 'one-at-a-time',
  watch(stage, violated) {
    const { tables, world } = stage;
    /** Changes whose write was sent. */
    const sent = new Set<string>();

    const isOpen = (intent: unknown, fileSystem: string | undefined): boolean => {
      const changeId = text(intent, 'changeId');
      const isConcluded = tables.items('ledger').some((item) => item['changeId'] === changeId);
      return (
        changeId !== undefined && sent.has(changeId) && !isConcluded && text(intent, 'fileSystemId') === fileSystem
      );
    };

    return {
      happens(it) {
        const write = it.kind === 'arrived' ? writeIn(it) : undefined;
        if (!write) return;
        const { process, target } = write;
        const own = intentBehind(stage, write);
        for (const { pk, intent } of tables.items('ledger'))
          if (pk !== target && world.mountTargets.has(String(pk)) && isOpen(intent, text(own, 'fileSystemId')))
            violated(`${process.name} wrote ${target} while a change of ${pk} was not concluded`);
        sent.add(text(own, 'changeId') ?? '');
      },
    };
  },
};
