import type { Call, Happening } from '../stage/happening.ts';
import { writtenBy } from '../stage/happening.ts';
import type { Process } from '../stage/process.ts';

/** A request to replace the groups of a mount target. */
export interface Write {
  readonly process: Process;
  readonly call: Call;
  readonly target: string;
  readonly groups: readonly string[];
}

/** The write that a happening is about; undefined when it is about anything else. */
export const writeIn = (happening: Happening): Write | undefined => {
  if (!('call' in happening)) return undefined;
  const { process, call } = happening;
  const groups = writtenBy(call);
  return groups && call.target !== undefined ? { process, call, target: call.target, groups } : undefined;
};

/** Remembers when each process last did a step on each mount target, in milliseconds since the epoch. */
export const stepTimes = (now: () => number, kind: 'sent' | 'performed' | 'answered', step: string) => {
  const times = new Map<string, number>();
  const keyOf = (process: Process, target: string | undefined) => `${process.name} ${target}`;
  return {
    note(it: Happening): void {
      if (it.kind !== kind || it.call.step !== step || ('error' in it && it.error !== undefined)) return;
      times.set(keyOf(it.process, it.call.target), now());
    },
    of: (process: Process, target: string): number | undefined => times.get(keyOf(process, target)),
  };
};
