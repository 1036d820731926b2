import { exitCodes } from './exit-codes.ts';
import type { Host } from './host.ts';
import { runCli } from './run-cli.ts';

/** Runs the command line in this process, and ends it. The sample world is a file of its own, which is loaded when it is asked for. */
export const runHere = async (sampleWorld: URL): Promise<void> => {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(exitCodes.interrupted));
  process.once('SIGTERM', () => stop.abort(exitCodes.terminated));
  // Writing says so, too; without a listener it would end the process with a stack.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const { env, stdin, stdout, stderr } = process;
  const argv = process.argv.slice(2);
  const openLocal: Host['openLocal'] = async (directory, fileSystems) => {
    const { openSample } = (await import(sampleWorld.href)) as { readonly openSample: Host['openLocal'] };
    return openSample(directory, fileSystems);
  };
  const host = { argv, env, directory: process.cwd(), stdin, stdout, stderr, openLocal, stop: stop.signal };
  const code = await runCli(host);
  // Connections that are kept open, and what was given up, must not keep it alive.
  process.exit(code);
};
