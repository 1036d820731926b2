import type { Host } from '../cli/host.ts';

/** A process for a command that no person runs: what it answers goes to its files, and what it tells is kept. */
export const quietHost = (argv: readonly string[], directory: string, env: Host['env']) => {
  const said: string[] = [];
  const host: Host = {
    argv,
    env,
    directory,
    stdin: process.stdin,
    stdout: { write: (_, written) => written?.() },
    stderr: {
      write: (text, written) => {
        said.push(text.trim());
        written?.();
      },
    },
    openLocal: () => Promise.reject(new Error('there is no sample world in Lambda')),
    stop: new AbortController().signal,
  };
  return { host, said };
};
