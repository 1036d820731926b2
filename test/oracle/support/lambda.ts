import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runtimeClientPath } from '../set-up/npm-tool.ts';
import { type Ending, serveRuntimeApi } from './runtime-api.ts';
import { startService } from './service.ts';

/** How an invocation ended: as the function says, or because Lambda stopped waiting, or because the process is gone. */
export type Outcome = Ending | { readonly timedOut: true } | { readonly exited: true };

/** A built function in the process that Lambda would give it: the artefact under AWS's runtime client. */
export interface Lambda {
  /** Sends an event. Soon after `timeoutMs` (60 s by default) the process is killed, as Lambda does it. */
  invoke(event: unknown, timeoutMs?: number): Promise<Outcome>;
  /** Settles when the function has started and waits for an event. */
  readonly ready: Promise<void>;
  /** Settles with the error that the function reports when it cannot start. */
  readonly initError: Promise<Ending>;
  readonly pid: number;
  /** JSON lines that it wrote, parsed: logs and metrics. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

/** An answer that leaves the function at its deadline still counts. */
const graceMs = 100;

const folder = (name: string): string => fileURLToPath(new URL(`../../../dist/${name}`, import.meta.url));

/** Starts `dist/NAME` with this environment and no other. */
export const startLambda = async (name: string, env: Readonly<Record<string, string>>): Promise<Lambda> => {
  const api = await serveRuntimeApi();
  const service = startService(process.execPath, [runtimeClientPath(), 'index.handler'], {
    cwd: folder(name),
    env: {
      AWS_LAMBDA_RUNTIME_API: api.address,
      _HANDLER: 'index.handler',
      LAMBDA_TASK_ROOT: folder(name),
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0',
      ...env,
    },
  });
  const exited = new Promise<Outcome>((resolve) => service.process.once('exit', () => resolve({ exited: true })));
  return {
    pid: service.process.pid ?? 0,
    ready: api.ready,
    initError: api.initError,
    async invoke(event, timeoutMs = 60_000) {
      const ended = new AbortController();
      const timeout = wait(timeoutMs + graceMs, undefined, { signal: ended.signal, ref: false }).then(
        (): Outcome => ({ timedOut: true }),
        (): Outcome => ({ timedOut: true }),
      );
      const done = api.invoke({ id: randomUUID(), event, deadline: Date.now() + timeoutMs });
      const outcome = await Promise.race([done, timeout, exited]);
      ended.abort();
      if ('timedOut' in outcome) await service.stop();
      return outcome;
    },
    lines: () =>
      service
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async stop() {
      await service.stop();
      await api.close();
    },
  };
};
