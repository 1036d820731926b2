import { execFile } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bundle } from '../../infra/build/bundle.ts';
import type { Row } from './row.ts';

const dist = fileURLToPath(new URL('../../dist/remediate', import.meta.url));
const runs = 40;

const kilobytes = (folder: string): number => {
  const files = globSync(join(folder, '*.mjs'));
  if (files.length === 0) throw new Error(`${folder} holds no bundle: run npm run build`);
  return files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000;
};

/** Milliseconds that a fresh process takes to import a bundle, as Lambda does at a cold start. */
const coldImport = async (folder: string): Promise<number> => {
  const url = pathToFileURL(join(folder, 'index.mjs')).href;
  const script = `const start = performance.now(); await import('${url}'); console.log(performance.now() - start);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: { LEDGER_TABLE: 'ledger', IDEMPOTENCY_TABLE: 'idempotency' },
  });
  return Number(stdout);
};

/** What the remediate function ships, and how long it takes to import beside the same packages with no code of ours. */
export const bundleSize = async (): Promise<readonly Row[]> => {
  const baseline = await mkdtemp(join(tmpdir(), 'mountguard-baseline-'));
  try {
    await bundle('test/bench/baseline.ts', baseline);
    const ours: number[] = [];
    const theirs: number[] = [];
    // In turns, so that whatever else the machine does slows both.
    for (let run = 0; run < runs; run++) {
      theirs.push(await coldImport(baseline));
      ours.push(await coldImport(dist));
    }
    // The fastest: whatever else the machine does can only add to a time.
    const [our, their] = [Math.min(...ours), Math.min(...theirs)];
    return [
      {
        what: 'remediate, JavaScript shipped',
        ours: `${kilobytes(dist).toFixed(0)} kB`,
        against: `at most 500 kB; ${kilobytes(baseline).toFixed(0)} kB are the same clients and Powertools alone`,
        met: kilobytes(dist) <= 500,
      },
      {
        what: `remediate, cold import, fastest of ${runs}`,
        ours: `${our.toFixed(0)} ms, ${(our / their).toFixed(2)} times the baseline`,
        against: `at most 1.5 times; ${their.toFixed(0)} ms are the same clients and Powertools alone`,
        met: our / their <= 1.5,
      },
    ];
  } finally {
    await rm(baseline, { recursive: true });
  }
};
