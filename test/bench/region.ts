import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import type { FaultSettings } from '../../infra/local/faults/settings.ts';
import { localTables } from '../../infra/local/tables.ts';

const file = (path: string): URL => new URL(path, import.meta.url);

// A process of its own for each reading, so that its peak memory is the reader's; in JavaScript, for Node would load a
// compiler into that memory to strip types.
const readers = {
  sweep: `
    const { handler } = await import('${file('../../dist/sweep/index.mjs')}');
    const context = { functionName: 'sweep', awsRequestId: '1', getRemainingTimeInMillis: () => 300_000 };
    const read = async () => (await handler({}, context)).summary.compliant;`,
  naive: `const { readNaively: read } = await import('${file('naive-reader.ts')}');`,
};
const measuring = `
  const started = performance.now();
  const compliant = await read();
  const ms = performance.now() - started;
  console.log(JSON.stringify({ compliant, ms, peakMb: process.resourceUsage().maxRSS / 1024 }));`;

const lastLine = z.object({ compliant: z.number(), ms: z.number(), peakMb: z.number() });
const counts = z.record(z.string(), z.number());

const environmentAt = (url: string) => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'us-east-1',
  OWN_ROLE_ARN: 'arn:aws:iam::111122223333:role/mountguard-sweep',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  LEDGER_TABLE: localTables.ledger,
  QUEUE_URL: `${url}/111122223333/work`,
  POLICY_URI: `file:${fileURLToPath(file('../../infra/story/policy.yaml'))}`,
});

/** What reading a region took. */
export interface Reading {
  readonly ms: number;
  readonly peakMb: number;
  /** Calls to EFS and EC2, throttled ones included. */
  readonly calls: number;
}

/** A region in which nothing drifted: a local endpoint in a process of its own. */
export interface Region {
  readonly url: string;
  /** Has the endpoint begin anew with these faults. */
  suffer(faults: FaultSettings): Promise<void>;
  /** Reads it once, in another process with these arguments to Node, while the endpoint has these faults. */
  read(reader: keyof typeof readers, faults?: FaultSettings, nodeArguments?: readonly string[]): Promise<Reading>;
  close(): Promise<void>;
}

/** Starts a region of so many file systems with three mount targets each. */
export const startRegion = async (fileSystems: number): Promise<Region> => {
  const endpoint = spawn(process.execPath, [fileURLToPath(file('endpoint.ts')), String(fileSystems)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [url]: string[] = await once(createInterface(endpoint.stdout), 'line');
  if (url === undefined) throw new Error('the endpoint did not start');
  const post = (path: string, body: object) =>
    fetch(`${url}/_local/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const suffer = async (faults: FaultSettings): Promise<void> => {
    await post('reset', {});
    await post('faults', faults);
  };
  return {
    url,
    suffer,
    async read(reader, faults = {}, nodeArguments = []) {
      await suffer(faults);
      const command = [...nodeArguments, '--input-type=module', '--eval', readers[reader] + measuring];
      const { stdout } = await promisify(execFile)(process.execPath, command, { env: environmentAt(url) });
      const { compliant, ...took } = lastLine.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
      if (compliant !== fileSystems * 3) throw new Error(`${reader} found ${compliant} compliant mount targets`);
      const made = Object.entries(counts.parse(await (await fetch(`${url}/_local/calls`)).json()));
      const calls = made.filter(([operation]) => /^(efs|ec2):/.test(operation));
      return { ...took, calls: calls.reduce((sum, [, count]) => sum + count, 0) };
    },
    async close() {
      endpoint.stdin.end();
      await once(endpoint, 'exit');
    },
  };
};
