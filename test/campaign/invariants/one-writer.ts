import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { writeIn } from './writes.ts';

/** Between an intent and the end of its write, nobody else begins a write of the same mount target. */
export const oneWriter: Invariant = {
  name: 'one-writer',
  watch(_stage, violated) {
    const writing = new Map<string, Process>();

    const begin = (process: Process, target: string): void => {
      // A request of one that has died may still arrive, but nothing follows from it.
      if (!process.alive) return;
      const other = writing.get(target);
      if (other && other !== process)
        violated(`${process.name} began to write ${target} while ${other.name} was at it`);
      writing.set(target, process);
    };
    const end = (process: Process, target: string): void => {
      if (writing.get(target) === process) writing.delete(target);
    };

    return {
      happens(it) {
        if (it.kind === 'died' || it.kind === 'ended') for (const target of writing.keys()) end(it.process, target);
        // It may have been recorded as intended, and nobody told: then it gives up, and its lease back.
        if (it.kind === 'sent' && it.call.step === 'release' && it.call.target) end(it.process, it.call.target);
        if (it.kind === 'performed' && it.call.step === 'intend' && it.call.target && it.error === undefined)
          begin(it.process, it.call.target);
        const write = it.kind === 'sent' || it.kind === 'answered' ? writeIn(it) : undefined;
        if (!write) return;
        if (it.kind === 'sent') begin(write.process, write.target);
        else end(write.process, write.target);
      },
    };
  },
};
