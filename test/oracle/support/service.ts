import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that runs beside the tests until it is stopped. */
export interface Service {
  readonly process: ChildProcess;
  /** Everything it has written, stdout and stderr together. */
  output(): string;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

interface ServiceOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Where its stdin comes from; nowhere by default. */
  readonly stdin?: 'ignore' | 'pipe';
}

const running = new Set<ChildProcess>();
const killAll = (): void => {
  for (const child of running) child.kill('SIGKILL');
};
process.once('exit', killAll);
// Vitest ends a worker by it, whatever its tests have left running.
process.once('SIGTERM', () => {
  killAll();
  process.exit();
});

/** Starts a program that has the environment given, or this process's own. */
export const startService = (
  program: string,
  args: readonly string[],
  { env = process.env, cwd, stdin = 'ignore' }: ServiceOptions = {},
): Service => {
  const child = spawn(program, args, { env, stdio: [stdin, 'pipe', 'pipe'], ...(cwd !== undefined && { cwd }) });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      written += chunk;
    });
  }
  running.add(child);
  const closed = once(child, 'close').then(() => running.delete(child));
  return {
    process: child,
    output: () => written,
    async stop() {
      child.kill('SIGKILL');
      await closed;
    },
  };
};

/** Waits until a service has written what `ready` matches; resolves to its first group. Rejects when it ends before or says nothing for 60 s. */
export const untilReady = async (service: Service, ready: RegExp): Promise<string> => {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline && service.process.exitCode === null && service.process.signalCode === null) {
    const found = ready.exec(service.output())?.[1];
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${service.process.spawnfile} did not start:\n${service.output()}`);
};
