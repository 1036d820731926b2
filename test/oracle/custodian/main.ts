import { parseArgs } from 'node:util';
import { localAws } from '../../../infra/local/local-aws.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { removeMountTarget } from '../../../infra/local/world/storage.ts';
import type { MountTarget } from '../../../infra/local/world/world.ts';
import { must } from '../../support/must.ts';
import { runtimeClient } from '../set-up/npm-tool.ts';
import { custodian as custodianEnvironment } from '../set-up/python.ts';
import { ensureAll } from '../set-up/set-up.ts';
import { regionOf } from './region.ts';
import { custodianByInterface, custodianByMountTarget, mountguard, type Tool } from './tools.ts';

const latencyMs = 30;

// Leaves out the cases of more file systems.
const { values } = parseArgs({ options: { most: { type: 'string', default: '1000' } } });

interface Case {
  readonly what: string;
  readonly fileSystems: number;
  readonly event?: boolean;
  readonly throttledShare?: number;
  /** One drifted mount target is deleted right after the tool has first been told of it. */
  readonly vanishes?: boolean;
}

const cases: readonly Case[] = [
  { what: 'the whole region', fileSystems: 100 },
  { what: 'the whole region', fileSystems: 1000 },
  { what: 'one event', fileSystems: 100, event: true },
  { what: 'one event', fileSystems: 1000, event: true },
  { what: 'the whole region, a mount target vanishes', fileSystems: 100, vanishes: true },
  { what: 'the whole region, 10% of the calls throttled', fileSystems: 100, throttledShare: 0.1 },
];

const tools: Readonly<Record<string, Tool>> = {
  mountguard,
  'Cloud Custodian': custodianByMountTarget,
  'Cloud Custodian, by interface': custodianByInterface,
};

const measure = async ({ fileSystems, event, throttledShare = 0, vanishes }: Case, { run, toldBy }: Tool) => {
  const aws = localAws({ seed: 1 });
  const { drifted, mountTargets } = regionOf(aws, fileSystems);
  const endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  aws.calls.reset();
  aws.faults.set({ latencyMs, throttledShare });
  const victim = must(drifted[0]);
  const removeWhenTold = (): void =>
    aws.faults.after(toldBy, (input) => {
      const asked = (input as { readonly FileSystemId?: string }).FileSystemId;
      if (asked === undefined || asked === victim.fileSystemId) removeMountTarget(aws.world, victim);
      else removeWhenTold();
    });
  if (vanishes) removeWhenTold();
  const detection = await run(endpoint.url, event ? victim : undefined);
  await endpoint.close();
  const calls = aws.calls.total('efs:') + aws.calls.total('ec2:');
  const expected = event ? [victim] : drifted;
  const isFound = ({ id, networkInterfaceId }: MountTarget) =>
    detection.found.includes(id) || detection.found.includes(networkInterfaceId);
  const found = expected.filter(isFound).length;
  // Whatever else was found did not drift.
  return { ...detection, calls, found, expected: expected.length, wrong: detection.found.length - found, mountTargets };
};

await ensureAll([runtimeClient, custodianEnvironment]);
console.log(`Both on the local endpoint over HTTP, the same seed, ${latencyMs} ms a call.\n`);
console.log(
  '| work | file systems (mount targets) | tool | EFS and EC2 calls | wall | peak memory | drifted found | completed |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const it of cases.filter(({ fileSystems }) => fileSystems <= Number(values.most))) {
  for (const [name, tool] of Object.entries(tools)) {
    const { calls, ms, peakMb, found, expected, wrong, mountTargets, error } = await measure(it, tool);
    const size = `${it.fileSystems.toLocaleString('en')} (${mountTargets.toLocaleString('en')})`;
    const took = `${(ms / 1000).toFixed(2)} s | ${Math.round(peakMb)} MB`;
    const finds = `${found} of ${expected}${wrong > 0 ? `, and ${wrong} that did not drift` : ''}`;
    const ended = error === null ? 'yes' : `no: ${error.split(':')[0]}`;
    console.log(`| ${it.what} | ${size} | ${name} | ${calls.toLocaleString('en')} | ${took} | ${finds} | ${ended} |`);
  }
}
