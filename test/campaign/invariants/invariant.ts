import type { Happening } from '../stage/happening.ts';
import type { Stage } from '../stage/stage.ts';

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
