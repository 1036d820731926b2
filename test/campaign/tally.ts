import type { RunResult, Violation } from './run.ts';

/** What many runs came to. */
export interface Tally {
  readonly runs: number;
  readonly writes: number;
  readonly messages: number;
  readonly invocations: number;
  /** How often each fault was let happen. */
  readonly faults: ReadonlyMap<string, number>;
  readonly violations: readonly (Violation & { readonly seed: number })[];
}

export const nothingYet: Tally = {
  runs: 0,
  writes: 0,
  messages: 0,
  invocations: 0,
  faults: new Map(),
  violations: [],
};

/** The two tallies as one. */
export const added = (a: Tally, b: Tally): Tally => {
  const faults = new Map(a.faults);
  for (const [fault, count] of b.faults) faults.set(fault, (faults.get(fault) ?? 0) + count);
  return {
    runs: a.runs + b.runs,
    writes: a.writes + b.writes,
    messages: a.messages + b.messages,
    invocations: a.invocations + b.invocations,
    faults,
    violations: [...a.violations, ...b.violations],
  };
};

/** The tally of one run. */
export const tallied = ({ seed, violations, ...counts }: RunResult): Tally => ({
  ...counts,
  runs: 1,
  violations: violations.map((violation) => ({ ...violation, seed })),
});
