import { text } from '../../../functions/intake/read.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { sameSet } from './possible.ts';
import { pendingOf, type Write, writeIn } from './writes.ts';

/**
 * Every write is on record before it is sent, and stays there until its outcome is. Whoever answers has seen to that, unless
 * the ledger failed; when a writer dies, that is up to the next look, which a message that comes back makes, or else a sweep.
 */
export const intentAndOutcome: Invariant = {
  name: 'intent-and-outcome',
  watch(stage, violated) {
    /** The last write that was sent on each file system, and by whom. */
    const begun = new Map<string, Write>();
    const concluded = new Set<unknown>();
    /** Processes that the ledger has failed. */
    const failed = new Set<Process>();

    const send = (write: Write): void => {
      const { process, target, groups, intent } = write;
      const { changeId, mountTargetId, fileSystemId = '', after = [] } = intent;
      if (changeId === undefined || mountTargetId !== target || !sameSet(after, groups))
        violated(`${process.name} wrote ${groups.join(', ')} to ${target} without an intent`);
      else begun.set(fileSystemId, write);
    };

    const isLost = (fileSystem: string, { intent: { changeId } }: Write): boolean =>
      !concluded.has(changeId) && pendingOf(stage, fileSystem).changeId !== changeId;

    return {
      happens(it) {
        const write = it.kind === 'sent' ? writeIn(stage, it) : undefined;
        if (write) send(write);
        if (
          it.kind === 'answered' &&
          it.call.service === 'dynamodb' &&
          /Throttl|Throughput|Internal|Timeout/.test(it.error ?? '')
        )
          failed.add(it.process);
        if (it.kind === 'performed' && it.call.step === 'put change')
          concluded.add(text(it.call.input, 'Item.changeId.S'));
        if (it.kind === 'performed' && it.call.operation === 'UpdateItem') {
          const fileSystem = it.call.target ?? '';
          const last = begun.get(fileSystem);
          if (last && isLost(fileSystem, last))
            violated(`${it.process.name} took ${last.intent.changeId} off the record, which has no outcome`);
        }
        if (it.kind === 'ended' && !failed.has(it.process) && !it.process.unlimited)
          for (const [fileSystem, { process, intent }] of begun) {
            const { changeId, phase } = pendingOf(stage, fileSystem);
            if (process === it.process && changeId === intent.changeId && phase !== 'in-doubt')
              violated(`${process.name} answered and left ${changeId} ${phase}`);
          }
      },
      ends() {
        for (const [fileSystem, { target, intent }] of begun)
          if (!concluded.has(intent.changeId) || pendingOf(stage, fileSystem).changeId !== undefined)
            violated(`${intent.changeId} was written to ${target} and has no outcome`);
      },
    };
  },
};
