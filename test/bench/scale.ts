import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod/mini';
import { must } from '../support/must.ts';
import { type Row, whole } from './row.ts';

const cost = z.object({ seconds: z.number(), peakMb: z.number() });

/** What it costs a process of its own to do one of `large/`; in JavaScript, for a compiler would count as its memory. */
const costOf = async (work: string, ...words: readonly string[]): Promise<z.infer<typeof cost>> => {
  const entry = fileURLToPath(new URL(`large/${work}.ts`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  const child = spawn(process.execPath, ['--input-type=module', '-', ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(must(outputFiles[0]).contents);
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return cost.parse(JSON.parse(output));
};

/** What is larger than anybody's account: a policy that asks for much, and drift everywhere at once. */
export const large = async (): Promise<readonly Row[]> => {
  const row = async (
    what: string,
    bar: z.infer<typeof cost>,
    ...work: readonly [string, ...string[]]
  ): Promise<Row> => {
    const { seconds, peakMb } = await costOf(...work);
    return {
      what,
      ours: `${seconds.toFixed(2)} s of processor time, ${whole(peakMb)} MB`,
      against: `at most ${bar.seconds} s and ${bar.peakMb} MB`,
      met: seconds <= bar.seconds && peakMb <= bar.peakMb,
    };
  };
  return [await row('one decision: a name of 200,000 references, 5,000 groups', { seconds: 1, peakMb: 200 }, 'decide')];
};
