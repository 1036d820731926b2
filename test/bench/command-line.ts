import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtCli } from '../support/built-cli.ts';
import { startRegion } from './region.ts';
import { type Row, whole } from './row.ts';

const policy = fileURLToPath(new URL('../../infra/story/policy.yaml', import.meta.url));

/** What one run took: until its first line, until its end, and the peak of its memory. */
interface Took {
  readonly firstMs: number;
  readonly ms: number;
  readonly peakMb: number;
  readonly stdout: string;
}

/** A module that is loaded before the command line, and says at the end how much memory it took. */
const measuring = `data:text/javascript,process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS / 1024));`;

const run = async (argv: readonly string[], cwd: string): Promise<Took> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', measuring, builtCli, ...argv], {
    cwd,
    env: { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
  });
  let [stdout, stderr, firstMs] = ['', '', 0];
  child.stdout.on('data', (chunk: Buffer) => {
    firstMs ||= performance.now() - startedAt;
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`mountguard ${argv.join(' ')} ended with ${code}: ${stderr}`);
  return { firstMs, ms: performance.now() - startedAt, peakMb: Number(/peak ([\d.]+)/.exec(stderr)?.[1]), stdout };
};

/** The run in the middle of an odd number of them. */
const median = async (times: number, work: () => Promise<Took>): Promise<Took> => {
  const all: Took[] = [];
  for (let n = 0; n < times; n += 1) all.push(await work());
  const middle = all.toSorted((a, b) => a.ms - b.ms)[(times - 1) / 2];
  if (!middle) throw new Error('nothing was run');
  return middle;
};

const seconds = (ms: number): string => (ms / 1000).toFixed(2);

const planOf = async (
  fileSystems: number,
  bars: { readonly ms: number; readonly peakMb: number; readonly firstMs?: number },
): Promise<Row> => {
  const region = await startRegion(fileSystems);
  const cwd = await mkdtemp(join(tmpdir(), 'mountguard-bench-'));
  try {
    await region.suffer({ latencyMs: 30 });
    const took = await median(fileSystems > 5_000 ? 1 : 3, () =>
      run(['plan', '--no-stack', '--policy', policy, '--endpoint-url', region.url], cwd),
    );
    if (!took.stdout.includes(`${whole(fileSystems * 3)} mount targets, all compliant`)) throw new Error(took.stdout);
    const first = bars.firstMs === undefined ? '' : `the head within ${seconds(bars.firstMs)} s, `;
    return {
      what: `mountguard plan, ${whole(fileSystems)} file systems x 3`,
      ours: `head after ${seconds(took.firstMs)} s, all after ${seconds(took.ms)} s, ${whole(took.peakMb)} MB`,
      against: `${first}all within ${seconds(bars.ms)} s and ${bars.peakMb} MB`,
      met: took.ms <= bars.ms && took.peakMb <= bars.peakMb && took.firstMs <= (bars.firstMs ?? bars.ms),
    };
  } finally {
    await region.close();
    await rm(cwd, { recursive: true });
  }
};

/** How long a person waits for the command line. */
export const commandLine = async (): Promise<readonly Row[]> => {
  const help = await median(9, () => run(['--help'], tmpdir()));
  return [
    { what: 'mountguard --help', ours: `${whole(help.ms)} ms`, against: 'at most 150 ms', met: help.ms <= 150 },
    await planOf(1_000, { firstMs: 1_000, ms: 2_000, peakMb: 400 }),
    await planOf(10_000, { ms: 10_000, peakMb: 400 }),
  ];
};
