import { parseArgs } from 'node:util';
import { removals } from './guards/all.ts';
import type { Removal } from './guards/removal.ts';

/** What a campaign is asked for. */
export interface Options {
  readonly runs: number;
  /** The seed of the first run; the others follow. */
  readonly seed: number;
  readonly removal?: Removal;
  /** Whether to take away each guard in turn and see that it is missed. */
  readonly prove: boolean;
  /** Whether to tell what happens in the one run. */
  readonly trace: boolean;
}

/** How to start a campaign. */
export const usage = `npm run campaign [-- --runs N --seed S --guard-removed NAME | -- --prove]

  --runs N              how many runs; 10000 when neither this nor a seed is given
  --seed S              the seed of the first run; without --runs that one run is played and told
  --guard-removed NAME  takes a guard away: ${removals.map(({ guard }) => guard).join(', ')}
  --prove               takes each guard away in turn, until it is missed`;

const numberOf = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} is "${text}"; expected a whole number`);
  return value;
};

const removalOf = (guard: string): Removal => {
  const removal = removals.find((each) => each.guard === guard);
  if (removal) return removal;
  throw new Error(`--guard-removed is "${guard}"; expected one of ${removals.map((each) => each.guard).join(', ')}`);
};

/** Reads the command line. Throws an error that names the option at fault. */
export const optionsOf = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      'guard-removed': { type: 'string' },
      prove: { type: 'boolean', default: false },
    },
  });
  const { runs, seed, prove, 'guard-removed': guard } = values;
  const trace = seed !== undefined && runs === undefined && !prove;
  return {
    runs: trace ? 1 : numberOf('runs', runs ?? '10000'),
    seed: numberOf('seed', seed ?? '1'),
    prove,
    trace,
    ...(guard !== undefined && { removal: removalOf(guard) }),
  };
};
