import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { must } from '../support/must.ts';
import { asInLambda, memoryMb } from './as-in-lambda.ts';
import { type Row, whole } from './row.ts';

const cost = z.object({ seconds: z.number(), peakMb: z.number() });

/** What one file of `large/` costs in a process of its own, which runs JavaScript because a compiler would add to its memory. */
const costOf = async (work: string, ...words: readonly string[]): Promise<z.infer<typeof cost>> => {
  const entry = fileURLToPath(new URL(`large/${work}.ts`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const child = spawn(process.execPath, [...asInLambda, '--input-type=module', '-', ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(must(outputFiles[0]).contents);
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return cost.parse(JSON.parse(output));
};

const rowOf = async (what: string, seconds: number, ...work: readonly [string, ...string[]]): Promise<Row> => {
  const took = await costOf(...work);
  return {
    what,
    ours: `${took.seconds.toFixed(2)} s, ${whole(took.peakMb)} MB`,
    against: `at most ${seconds} s and ${peakMb} MB, V8's heap sized as for the function's ${whole(memoryMb)} MB`,
    met: took.seconds <= seconds && took.peakMb <= peakMb,
  };
};

const peakMb = 200;

/** Processor time and peak memory of what is larger than in any account that is known. */
export const scale = async (): Promise<readonly Row[]> => [
  await rowOf('one decision on 5,000 groups by a name of 200,000 references', 1, 'decide'),
  await rowOf('judging 3,000 changes, 20,000 interfaces: 20 blocks of its own lose access by each', 5, 'judge'),
  await rowOf('the same: the block of the whole VPC does', 5, 'judge', 'vpc'),
];
