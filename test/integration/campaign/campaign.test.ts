import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { playAll } from '../../campaign/crew.ts';
import { removals } from '../../campaign/guards/all.ts';
import { optionsOf } from '../../campaign/options.ts';
import { prove } from '../../campaign/prove.ts';
import { violationOf } from '../../campaign/report.ts';
import { run } from '../../campaign/run.ts';
import { steps } from '../../campaign/stage/steps.ts';
import { added, type Tally, tallied } from '../../campaign/tally.ts';
import { traceLine } from '../../campaign/trace.ts';
import { must } from '../../support/must.ts';

// What only follows a lost answer or a write that reading back does not show is too rare for so few runs.
const common = steps.filter((step) => step !== 'leave in doubt' && step !== 'roll back');

/** The steps of a write at which no process has died yet. */
const survived = ({ faults }: Tally): readonly string[] => {
  const deaths = [...faults.keys()].filter((fault) => fault.startsWith('process died'));
  return common.filter((step) => !deaths.some((death) => death.endsWith(` ${step}`)));
};

it('holds every invariant in 200 runs, and in as many more as it takes for processes to die at every step of a write', {
  timeout: 600_000,
}, async () => {
  let tally = await playAll(['--runs', '200'], () => {});
  expect([tally.runs, tally.writes > 200]).toEqual([200, true]);
  while (survived(tally).length > 0 && tally.runs < 1000) tally = added(tally, tallied(await run(tally.runs + 1)));
  expect(survived(tally)).toEqual([]);
  expect(tally.violations.map((violation) => violationOf(violation))).toEqual([]);
});

const traceOf = async (seed: number): Promise<string> => {
  const trace = createHash('sha256');
  await run(seed, { onHappening: (it, { timeline }) => trace.update(`${traceLine(it, timeline.now())}\n`) });
  return trace.digest('hex');
};

it('plays the same run again from its seed, whatever was played between', async () => {
  const first = await traceOf(5);
  expect(await traceOf(6)).not.toBe(first);
  expect(await traceOf(5)).toBe(first);
});

// The others take more runs; `npm run campaign -- --prove` takes them all away.
it.each([
  'last-read',
  'intent',
  'outcome',
  'verification',
  'hourly-budget',
  'own-change-filter',
  'partial-batch-response',
])('notices when the guard %s is away', { timeout: 60_000 }, async (guard) => {
  const removal = must(removals.find((each) => each.guard === guard));
  expect((await prove(removal, 1)).runs).toBeDefined();
});

it('names the option that cannot be read', () => {
  expect(() => optionsOf(['--runs', 'many'])).toThrow('--runs is "many"; expected a whole number');
  expect(() => optionsOf(['--guard-removed', 'luck'])).toThrow('--guard-removed is "luck"; expected one of lease,');
});

it('tells the one run of a seed, and only counts many', () => {
  expect(optionsOf(['--seed', '7'])).toMatchObject({ runs: 1, seed: 7, trace: true });
  expect(optionsOf(['--seed', '7', '--runs', '3'])).toMatchObject({ runs: 3, seed: 7, trace: false });
  expect(optionsOf([])).toMatchObject({ runs: 10_000, seed: 1, trace: false });
});
