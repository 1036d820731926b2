import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Ran } from './run-cli.ts';

/** Path of the built command line. */
export const builtCli = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));

/** Runs the built command line in a pipe, with nothing on standard input. */
export const runBuiltCli = async (
  argv: readonly string[],
  running: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<Ran> => {
  const ended = promisify(execFile)(process.execPath, [builtCli, ...argv], running);
  ended.child.stdin?.end();
  try {
    return { code: 0, ...(await ended) };
  } catch (error) {
    return error as Ran;
  }
};
