import { playAll } from './crew.ts';
import { removals } from './guards/all.ts';
import { type Options, optionsOf, usage } from './options.ts';
import { prove } from './prove.ts';
import { proofOf, reportOf, violationOf } from './report.ts';
import { run } from './run.ts';
import { tallied } from './tally.ts';
import { traceLine } from './trace.ts';

/** Violations told one by one; the rest are counted. */
const mostTold = 20;

const tell = async ({ seed, removal }: Options): Promise<boolean> => {
  let startedAt: number | undefined;
  const result = await run(seed, {
    ...(removal && { removal }),
    onHappening: (it, { timeline }) => {
      startedAt ??= timeline.now();
      const line = traceLine(it, timeline.now() - startedAt);
      if (line !== undefined) console.log(line);
    },
  });
  const { violations } = tallied(result);
  for (const violation of violations) console.log(violationOf(violation, removal?.guard));
  console.log(`violations: ${violations.length}`);
  return violations.length === 0;
};

const proveAll = async ({ seed, removal }: Options): Promise<boolean> => {
  let missed = 0;
  for (const each of removal ? [removal] : removals) {
    const proof = await prove(each, seed);
    if (proof.runs === undefined) missed += 1;
    console.log(proofOf(proof));
  }
  console.log(missed === 0 ? 'every guard was missed when it was away' : `${missed} guards were not missed`);
  return missed === 0;
};

const play = async (args: readonly string[], { removal }: Options): Promise<boolean> => {
  const startedAt = performance.now();
  let told = 0;
  const total = await playAll(args, ({ violations }) => {
    for (const violation of violations) {
      told += 1;
      if (told <= mostTold) console.log(violationOf(violation, removal?.guard));
    }
  });
  console.log(reportOf(total, (performance.now() - startedAt) / 1000));
  return total.violations.length === 0;
};

const main = async (args: readonly string[]): Promise<boolean> => {
  const options = optionsOf(args);
  if (options.prove) return proveAll(options);
  return options.trace ? tell(options) : play(args, options);
};

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error && 'code' in error ? `${error.message}\n\n${usage}` : error);
  process.exitCode = 2;
}
