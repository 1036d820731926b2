import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { pythonProgram } from '../set-up/python.ts';
import { oraclePath } from '../set-up/tool.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';

/** What one run of a tool found and took; the time is the run's alone, start-up apart. */
export interface Detection {
  readonly found: readonly string[];
  readonly ms: number;
  /** Peak resident memory of the process. */
  readonly peakMb: number;
  /** Why the run ended before its end; null when it did not. */
  readonly error: string | null;
}

/** Detects drift at an endpoint: in the whole region, or where an event points. */
export type Tool = (endpoint: string, event?: unknown) => Promise<Detection>;

/** Cloud Custodian with `policy.yaml`, in a Python process. */
export const custodian: Tool = async (endpoint, event) => {
  const name = event === undefined ? 'whole-region' : 'on-event';
  const script = [oraclePath('custodian/detect.py'), oraclePath('custodian/policy.yaml'), name];
  const process = spawn(pythonProgram('custodian', 'python'), script, {
    env: { ...environment(endpoint), AWS_DEFAULT_REGION: 'us-east-1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.stdin.end(JSON.stringify(event ?? null));
  return JSON.parse(await text(process.stdout));
};

const peakMbOf = (lambda: Lambda): number => {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${lambda.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
};

interface Answer {
  readonly results?: readonly { readonly mountTargetId: string; readonly status: string }[];
}

/** The built functions with `support/policy.yaml` and DRY_RUN, under the runtime client of Lambda. */
export const mountguard: Tool = async (endpoint, event) => {
  const env = { ...environment(endpoint), DRY_RUN: 'true', QUEUE_URL: `${endpoint}/111122223333/work` };
  const lambda = await startLambda(event === undefined ? 'sweep' : 'remediate', env);
  const started = performance.now();
  const outcome = await lambda.invoke(event ?? {}, 300_000);
  const ms = performance.now() - started;
  const peakMb = peakMbOf(lambda);
  await lambda.stop();
  if (!('answer' in outcome)) return { found: [], ms, peakMb, error: JSON.stringify(outcome) };
  const { results = [] } = outcome.answer as Answer;
  const found = results.filter(({ status }) => status === 'would-fix').map(({ mountTargetId }) => mountTargetId);
  return { found, ms, peakMb, error: null };
};
