import { list, text } from '../../../functions/intake/read.ts';
import type { Happening } from '../stage/happening.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { sameSet } from './possible.ts';
import { intentBehind } from './undoing.ts';
import { type Write, writeIn } from './writes.ts';

/** A write that was begun, and what became of its writer. */
interface Begun {
  readonly process: Process;
  readonly target: string;
  diedAt?: number;
  /** Somebody who started after the writer had died came to a conclusion about the mount target. */
  lookedAtSince?: boolean;
}

/**
 * Every write that reaches AWS is on record before it does, and in the end so is its outcome. When its writer dies, that
 * is up to the next look, which a message that comes back makes; after a direct invoke there may be none.
 */
export const intentAndOutcome: Invariant = {
  name: 'intent-and-outcome',
  watch(stage, violated) {
    const { tables, timeline, world } = stage;
    const begun = new Map<string, Begun>();

    const arrive = (write: Write): void => {
      const intent = intentBehind(stage, write);
      const changeId = text(intent, 'changeId');
      const { process, target, groups } = write;
      if (changeId === undefined || !sameSet(list(intent, 'after').map(String), groups))
        violated(`${process.name} wrote ${groups.join(', ')} to ${target} without an intent`);
      else begun.set(changeId, begun.get(changeId) ?? { process, target });
    };

    const look = ({ process, finding, purpose }: Extract<Happening, { kind: 'decided' }>): void => {
      if (purpose.dryRun || finding.status === 'deferred' || finding.status === 'failed') return;
      for (const change of begun.values())
        if (change.target === finding.mountTargetId && process.startedAt > (change.diedAt ?? Infinity))
          change.lookedAtSince = true;
    };

    return {
      happens(it) {
        const write = it.kind === 'arrived' ? writeIn(it) : undefined;
        if (write) arrive(write);
        if (it.kind === 'decided') look(it);
        if (it.kind !== 'died') return;
        for (const change of begun.values()) if (change.process === it.process) change.diedAt = timeline.now();
      },
      ends() {
        const concluded = new Set(tables.items('ledger').map((item) => item['changeId']));
        // Nobody looks again at what is gone.
        for (const [changeId, { target, diedAt, lookedAtSince }] of begun)
          if (!concluded.has(changeId) && world.mountTargets.has(target) && (diedAt === undefined || lookedAtSince))
            violated(`${changeId} was written to ${target} and has no outcome`);
      },
    };
  },
};
