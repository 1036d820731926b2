import { exitCodes } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

/** Runs the command line in this process, and ends it. */
export const runHere = async (): Promise<void> => {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(exitCodes.interrupted));
  process.once('SIGTERM', () => stop.abort(exitCodes.terminated));
  // Writing says so, too; without a listener it would end the process with a stack.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const { env, stdin, stdout, stderr } = process;
  const argv = process.argv.slice(2);
  const code = await runCli({ argv, env, directory: process.cwd(), stdin, stdout, stderr, stop: stop.signal });
  // Connections that are kept open, and what was given up, must not keep it alive.
  process.exit(code);
};
