import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a command said and how it ended; no code when it was ended before. */
export interface Said {
  readonly stdout: string;
  /** stdout and stderr together. */
  readonly all: string;
  readonly code: number | null;
}

interface Shell {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Ends the command, and all that it started, as soon as it has said this. */
  readonly until?: RegExp;
  /** Does something while a command that has said that still runs. */
  readonly meanwhile?: (said: string) => Promise<void>;
}

/** Runs a command line in a shell that has this environment and no other, to its end or until it has said enough. */
export const inShell = async (command: string, { cwd, env, until, meanwhile }: Shell): Promise<Said> => {
  const child = spawn('/bin/sh', ['-c', command], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let stdout = '';
  let all = '';
  const enough = Promise.withResolvers<void>();
  const hear = (chunk: string, isOut: boolean): void => {
    all += chunk;
    if (isOut) stdout += chunk;
    if (until?.test(all)) enough.resolve();
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => hear(chunk, true));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => hear(chunk, false));
  try {
    await Promise.race([ended, enough.promise]);
    if (child.exitCode === null) await meanwhile?.(all);
    return { stdout, all, code: child.exitCode };
  } finally {
    if (child.exitCode === null && child.pid !== undefined) {
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    }
  }
};
