import type { Happening } from '../stage/happening.ts';
import type { Stage } from '../stage/stage.ts';
import { type Write, writeIn } from './writes.ts';

/** What watches one run: what happens, and what is left in the end. */
export interface Watcher {
  happens?(happening: Happening): void;
  /** Once everything is quiet. */
  ends?(): void;
}

/** Something that must hold in every run, whatever goes wrong. */
export interface Invariant {
  readonly name: string;
  /** Starts watching a run; `violated` is to be told every time it does not hold. */
  watch(stage: Stage, violated: (what: string) => void): Watcher;
}

/** An invariant of every set that is sent to be written; `faultOf` says what is wrong with one. */
export const ofEveryWrite = (name: string, faultOf: (write: Write, stage: Stage) => string | undefined): Invariant => ({
  name,
  watch: (stage, violated) => ({
    happens(it) {
      const write = it.kind === 'sent' ? writeIn(stage, it) : undefined;
      const fault = write && faultOf(write, stage);
      if (fault !== undefined) violated(`${write?.process.name} wrote ${write?.target} ${fault}`);
    },
  }),
});
