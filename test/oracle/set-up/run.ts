import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const largestOutput = 64 * 1024 * 1024;

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and resolves to its stdout; rejects with everything it wrote when it does not exit with 0. */
export const run = async (
  program: string,
  args: readonly string[],
  { cwd, env = process.env }: RunOptions = {},
): Promise<string> => {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      env,
      maxBuffer: largestOutput,
      ...(cwd !== undefined && { cwd }),
    });
    return stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause });
  }
};
