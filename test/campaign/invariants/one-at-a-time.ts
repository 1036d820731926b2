import { text } from '../../../functions/intake/read.ts';
import type { Process } from '../stage/process.ts';
import type { Invariant } from './invariant.ts';
import { intentBehind } from './undoing.ts';

/** The mount targets of one file system are written one after the other, each concluded before the next is begun. */
export const oneAtATime: Invariant = {
  name: 'one-at-a-time',
  watch(stage, violated) {
    const writing = new Map<string, { readonly process: Process; readonly target: string }>();

    const endAll = (process: Process): void => {
      for (const [fileSystem, writer] of writing) if (writer.process === process) writing.delete(fileSystem);
    };

    return {
      happens(it) {
        if (it.kind === 'died' || it.kind === 'ended') endAll(it.process);
        if (it.kind === 'sent' && (it.call.step === 'conclude' || it.call.step === 'release')) endAll(it.process);
        if (it.kind !== 'performed' || it.call.step !== 'intend' || it.error !== undefined) return;
        const { process, call } = it;
        const { target = '' } = call;
        const fileSystem = text(intentBehind(stage, { target }), 'fileSystemId') ?? '';
        const other = writing.get(fileSystem);
        if (other && other.process !== process && other.target !== target)
          violated(`${process.name} began to write ${target} while ${other.process.name} was at ${other.target}`);
        // One that may be suspended can lose its lease while it verifies, but not while it writes.
        if (process.alive && !process.unlimited) writing.set(fileSystem, { process, target });
      },
    };
  },
};
