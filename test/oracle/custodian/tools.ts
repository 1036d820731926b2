import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { MountTarget } from '../../../infra/local/world/world.ts';
import { sample, withValue } from '../../support/samples.ts';
import { pythonProgram } from '../set-up/python.ts';
import { oraclePath } from '../set-up/tool.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { modifiedEvent } from '../support/modified-event.ts';

/** What one run of a tool found and took; the time is the run's alone, start-up apart. */
export interface Detection {
  /** Ids of mount targets, or of their network interfaces. */
  readonly found: readonly string[];
  readonly ms: number;
  /** Peak resident memory of the process. */
  readonly peakMb: number;
  /** Why the run ended before its end; null when it did not. */
  readonly error: string | null;
}

/** Something that detects drift at an endpoint. */
export interface Tool {
  /** Looks at the whole region, or where the event of a change to a mount target points. */
  run(endpoint: string, changed?: MountTarget): Promise<Detection>;
  /** The operation by which it is told which mount targets there are. */
  readonly toldBy: string;
}

const custodian = async (endpoint: string, policy: string, event: unknown): Promise<Detection> => {
  const script = [oraclePath('custodian/detect.py'), oraclePath('custodian/policy.yaml'), policy];
  const process = spawn(pythonProgram('custodian', 'python'), script, {
    env: { ...environment(endpoint), AWS_DEFAULT_REGION: 'us-east-1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  process.stdin.end(JSON.stringify(event ?? null));
  return JSON.parse(await text(process.stdout));
};

/** Cloud Custodian with `policy.yaml`, in a Python process, by its resource for mount targets. */
export const custodianByMountTarget: Tool = {
  toldBy: 'efs:DescribeMountTargets',
  run: (endpoint, changed) =>
    changed ? custodian(endpoint, 'on-event', modifiedEvent(changed.id)) : custodian(endpoint, 'whole-region', null),
};

const interfaceEvent = (networkInterfaceId: string): unknown =>
  withValue(
    sample('cloudtrail-ec2-modify-network-interface-attribute-by-efs'),
    ['detail', 'requestParameters', 'networkInterfaceId'],
    networkInterfaceId,
  );

/** Cloud Custodian by the network interfaces of mount targets. */
export const custodianByInterface: Tool = {
  toldBy: 'ec2:DescribeNetworkInterfaces',
  run: (endpoint, changed) =>
    changed
      ? custodian(endpoint, 'on-event-by-interface', interfaceEvent(changed.networkInterfaceId))
      : custodian(endpoint, 'whole-region-by-interface', null),
};

const peakMbOf = (lambda: Lambda): number => {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${lambda.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
};

interface Answer {
  readonly results?: readonly { readonly mountTargetId: string; readonly status: string }[];
}

const detect = async (endpoint: string, name: string, event: unknown): Promise<Detection> => {
  const env = { ...environment(endpoint), DRY_RUN: 'true', QUEUE_URL: `${endpoint}/111122223333/work` };
  const lambda = await startLambda(name, env);
  await Promise.race([lambda.ready, lambda.initError]);
  const started = performance.now();
  const outcome = await lambda.invoke(event, 300_000);
  const ms = performance.now() - started;
  const peakMb = peakMbOf(lambda);
  await lambda.stop();
  if (!('answer' in outcome)) return { found: [], ms, peakMb, error: JSON.stringify(outcome) };
  const { results = [] } = outcome.answer as Answer;
  const found = results.filter(({ status }) => status === 'would-fix').map(({ mountTargetId }) => mountTargetId);
  return { found, ms, peakMb, error: null };
};

/** The built functions with `support/policy.yaml` and DRY_RUN, under the runtime client of Lambda. */
export const mountguard: Tool = {
  toldBy: 'ec2:DescribeNetworkInterfaces',
  run: (endpoint, changed) =>
    changed ? detect(endpoint, 'remediate', modifiedEvent(changed.id)) : detect(endpoint, 'sweep', {}),
};
