import type { Policy } from '../../core/model/policy.ts';
import type { PolicyTest, TestGroup } from '../../policy/tests/policy-test.ts';
import { type Got, missesOf, runTest } from './run-test.ts';
import { stageOf } from './stage.ts';

/** A test with what came of it. */
export interface Played {
  readonly test: PolicyTest;
  readonly got: Got;
  /** How it came out otherwise than it says. */
  readonly misses: readonly string[];
}

/** Plays tests on a policy; `today` is when those happen that name no day, in milliseconds since the epoch. */
export const playAll = (
  groups: readonly TestGroup[],
  tests: readonly PolicyTest[],
  policy: Policy,
  today: number,
): readonly Played[] => {
  const stage = stageOf(groups);
  return tests.map((test) => {
    const got = runTest(stage, test, policy, today);
    return { test, got, misses: missesOf(test, got) };
  });
};

/** How many tests each rule of a policy governed, in its order. */
export const coverageOf = ({ rules }: Policy, played: readonly Played[]) =>
  rules.map(({ name }) => ({ name, tests: played.filter(({ got }) => got.rule === name).length }));
