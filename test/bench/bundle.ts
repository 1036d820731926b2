import { execFile } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { bundle } from '../../infra/build/bundle.ts';
import { must } from '../support/must.ts';
import type { Row } from './row.ts';

const dist = fileURLToPath(new URL('../../dist/remediate', import.meta.url));
const sweep = fileURLToPath(new URL('../../dist/sweep', import.meta.url));
const runs = 25;

const kilobytes = (folder: string): number => {
  const files = globSync(join(folder, '*.mjs'));
  if (files.length === 0) throw new Error(`${folder} holds no bundle: run npm run build`);
  return files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000;
};

/** The limits that the build is held to, in kB: of remediate and of the sweep. */
const limits = z
  .array(z.object({ limit: z.string() }))
  .parse(JSON.parse(readFileSync(new URL('../../.size-limit.json', import.meta.url), 'utf8')))
  .slice(0, 2)
  .map(({ limit }) => Number.parseInt(limit, 10));

interface Import {
  readonly ms: number;
  readonly processorMs: number;
}

const imported = z.object({ ms: z.number(), processorMs: z.number() });

/** What it takes a fresh process to import a bundle, as Lambda does at a cold start. */
const coldImport = async (folder: string): Promise<Import> => {
  const url = pathToFileURL(join(folder, 'index.mjs')).href;
  const script = `
    const [start, used] = [performance.now(), process.cpuUsage()];
    await import('${url}');
    const { user, system } = process.cpuUsage(used);
    console.log(JSON.stringify({ ms: performance.now() - start, processorMs: (user + system) / 1000 }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: {
      AWS_REGION: 'us-east-1',
      OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/mountguard',
      LEDGER_TABLE: 'ledger',
      IDEMPOTENCY_TABLE: 'idempotency',
    },
  });
  return imported.parse(JSON.parse(stdout));
};

const median = (imports: readonly Import[], of: keyof Import): number =>
  must(imports.map((it) => it[of]).toSorted((a, b) => a - b)[Math.floor(imports.length / 2)]);

/** What the functions ship, and how long remediate takes to import beside the same packages with no code of ours. */
export const bundleSize = async (): Promise<readonly Row[]> => {
  const baseline = await mkdtemp(join(tmpdir(), 'mountguard-baseline-'));
  try {
    await bundle('test/bench/baseline.ts', baseline);
    const ours: Import[] = [];
    const theirs: Import[] = [];
    // In turns, so that whatever else the machine does slows both.
    for (let run = 0; run < runs; run++) {
      theirs.push(await coldImport(baseline));
      ours.push(await coldImport(dist));
    }
    // Of processor time, which what else the machine does hardly touches.
    const ratio = median(ours, 'processorMs') / median(theirs, 'processorMs');
    const sizes = [dist, sweep].map(kilobytes);
    return [
      {
        what: 'remediate and sweep, JavaScript shipped',
        ours: `${sizes.map((size) => size.toFixed(0)).join(' and ')} kB`,
        against: `at most ${limits.join(' and ')} kB; ${kilobytes(baseline).toFixed(0)} kB are the same clients and Powertools alone`,
        met: sizes.every((size, index) => size <= must(limits[index])),
      },
      {
        what: `remediate, cold import, medians of ${runs}`,
        ours: `${median(ours, 'ms').toFixed(0)} ms, ${ratio.toFixed(2)} times the baseline's processor time`,
        against: `at most 1.5 times; ${median(theirs, 'ms').toFixed(0)} ms are the same clients and Powertools alone`,
        met: ratio <= 1.5,
      },
    ];
  } finally {
    await rm(baseline, { recursive: true });
  }
};
