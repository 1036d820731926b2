import { bundleSize } from './bundle.ts';
import { commandLine } from './command-line.ts';
import { decisions } from './decide.ts';
import { oneEvent } from './one-event.ts';
import { organizationRun } from './organization.ts';
import { readingPolicy } from './policy.ts';
import type { Row } from './row.ts';
import { scale } from './scale.ts';
import { storms } from './storm.ts';
import { growth, sweepBesideNaive } from './sweeps.ts';

const groups: readonly (readonly [string, () => Promise<readonly Row[]>])[] = [
  ['One event, to the verified fix', oneEvent],
  ['A sweep of 1,000 file systems with three mount targets each, nothing drifted', sweepBesideNaive],
  ['Sweeps of more and more file systems with three mount targets each', growth],
  ['A storm: 30% of the events duplicated, all reordered, two functions at work, in virtual time', storms],
  ['A run over an organization of 500 accounts with four Regions', organizationRun],
  ['The command line, 30 ms a call to AWS', commandLine],
  ['What ships', bundleSize],
  ['Reading a policy', readingPolicy],
  ['Deciding', decisions],
  ['Accounts larger than any: processor time and peak memory', scale],
];

const failed = (error: unknown): Row => ({
  what: 'could not be measured',
  ours: '-',
  against: error instanceof Error ? (error.stack ?? error.message) : String(error),
  met: false,
});

const print = (title: string, rows: readonly Row[]): void => {
  const [what, ours] = (['what', 'ours'] as const).map((key) =>
    Math.max(key.length, ...rows.map((row) => row[key].length)),
  );
  const line = (row: Omit<Row, 'met'>) =>
    console.log(`  ${row.what.padEnd(what ?? 0)}  ${row.ours.padEnd(ours ?? 0)}  ${row.against}`);
  console.log(`\n${title}`);
  line({ what: 'what', ours: 'ours', against: 'against' });
  for (const { met, ...row } of rows) line(met === false ? { ...row, against: `MISSED: ${row.against}` } : row);
};

const asked = process.argv.slice(2);
const measured = groups.filter(([title]) => asked.length === 0 || asked.some((word) => title.includes(word)));
if (measured.length === 0) throw new Error(`no table is titled with ${asked.join(' or ')}`);

Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
let missed = 0;
for (const [title, measure] of measured) {
  const rows = await measure().catch((error: unknown) => [failed(error)]);
  print(title, rows);
  missed += rows.filter(({ met }) => met === false).length;
}
console.log(missed === 0 ? '\nEvery bar is met.' : `\n${missed} bar(s) missed.`);
process.exitCode = missed === 0 ? 0 : 1;
