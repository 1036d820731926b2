import { placeKey } from '../../../functions/core/model/place.ts';
import type { Pending } from '../../../functions/engine/ports/record/change.ts';
import { text } from '../../../functions/intake/read.ts';
import { own } from '../scenario/events.ts';
import type { Call, Happening } from '../stage/happening.ts';
import { writtenBy } from '../stage/happening.ts';
import type { Process } from '../stage/process.ts';
import type { Stage } from '../stage/stage.ts';

type Tables = Pick<Stage, 'tables'>;

/** A request to replace the groups of a mount target. */
export interface Write {
  readonly process: Process;
  readonly call: Call;
  readonly target: string;
  readonly groups: readonly string[];
  /** What was on record of it when it was first sent; empty when nothing was. */
  readonly intent: Partial<Pending>;
}

/** What is on record of a file system or mount target, or of the Region where none is named. */
export const itemOf = ({ tables }: Tables, sk: string, id?: string) =>
  tables.item('ledger', placeKey(own.place) + (id === undefined ? '' : `/${id}`), sk);

/** The write of a file system that has no outcome on record. */
export const pendingOf = (stage: Tables, fileSystem: string | undefined): Partial<Pending> =>
  (fileSystem === undefined ? undefined : itemOf(stage, 'state', fileSystem)?.['intent']) ?? {};

const intents = new WeakMap<Call, Partial<Pending>>();

const intentOf = ({ tables }: Tables, call: Call): Partial<Pending> => {
  const known =
    intents.get(call) ??
    tables.items('ledger').find(({ intent }) => text(intent, 'mountTargetId') === call.target)?.['intent'] ??
    {};
  intents.set(call, known);
  return known;
};

/** The write that a happening is about; undefined when it is about anything else. */
export const writeIn = (stage: Tables, happening: Happening): Write | undefined => {
  if (!('call' in happening)) return undefined;
  const { process, call } = happening;
  const groups = writtenBy(call);
  if (!groups || call.target === undefined) return undefined;
  return { process, call, target: call.target, groups, intent: intentOf(stage, call) };
};

/** Remembers when each process last did one of these steps on each subject, in milliseconds since the epoch. */
export const stepTimes = (now: () => number, kind: 'sent' | 'performed' | 'answered', ...steps: readonly string[]) => {
  const times = new Map<string, number>();
  const keyOf = (process: Process, target: string | undefined) => `${process.name} ${target}`;
  return {
    note(it: Happening): void {
      if (it.kind !== kind || !steps.includes(it.call.step) || ('error' in it && it.error !== undefined)) return;
      times.set(keyOf(it.process, it.call.target), now());
    },
    of: (process: Process, target: string | undefined): number | undefined => times.get(keyOf(process, target)),
    forget: (process: Process, target: string): void => void times.delete(keyOf(process, target)),
  };
};
