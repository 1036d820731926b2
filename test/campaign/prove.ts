import type { Removal } from './guards/removal.ts';
import { run } from './run.ts';

/** How the campaign noticed that a guard was missing. */
export interface Proof {
  readonly removal: Removal;
  /** How many runs it took; undefined when it was not noticed. */
  readonly runs: number | undefined;
  readonly seed: number;
  /** Every invariant that did not hold in the run that noticed. */
  readonly noticedBy: readonly string[];
  readonly what: string;
}

/** Runs in which a missing guard must be noticed. */
const mostRuns = 3000;

/** Plays runs without a guard until the invariant that must notice does. */
export const prove = async (removal: Removal, firstSeed: number): Promise<Proof> => {
  for (let runs = 1; runs <= mostRuns; runs += 1) {
    const seed = firstSeed + runs - 1;
    const { violations } = await run(seed, { removal });
    const noticed = violations.find(({ invariant }) => invariant === removal.noticedBy);
    if (noticed)
      return { removal, runs, seed, noticedBy: [...new Set(violations.map((it) => it.invariant))], what: noticed.what };
  }
  return { removal, runs: undefined, seed: firstSeed, noticedBy: [], what: `not noticed in ${mostRuns} runs` };
};
