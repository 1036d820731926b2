import { localAws } from '../../../infra/local/local-aws.ts';
import { createTables } from '../../../infra/local/tables.ts';
import { removeMountTarget } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { custodian as custodianEnvironment } from '../set-up/python.ts';
import { runtimeClient } from '../set-up/runtime-client.ts';
import { ensureAll } from '../set-up/set-up.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { regionOf } from './region.ts';
import { custodian, mountguard, type Tool } from './tools.ts';

const latencyMs = 30;

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

const tools: Readonly<Record<string, { readonly run: Tool; readonly toldBy: string }>> = {
  mountguard: { run: mountguard, toldBy: 'ec2:DescribeNetworkInterfaces' },
  'Cloud Custodian': { run: custodian, toldBy: 'efs:DescribeMountTargets' },
};

const measure = async (
  { fileSystems, event, throttledShare = 0, vanishes }: Case,
  { run, toldBy }: (typeof tools)[string],
) => {
  const aws = localAws({ seed: 1 });
  const { drifted, mountTargets } = regionOf(aws, fileSystems);
  const endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  aws.calls.reset();
  aws.faults.set({ latencyMs, throttledShare });
  const [victim, fileSystemId] = must([...drifted][0]);
  const removeWhenTold = (): void =>
    aws.faults.after(toldBy, (input) => {
      const asked = (input as { readonly FileSystemId?: string }).FileSystemId;
      if (asked === undefined || asked === fileSystemId)
        removeMountTarget(aws.world, must(aws.world.mountTargets.get(victim)));
      else removeWhenTold();
    });
  if (vanishes) removeWhenTold();
  const detection = await run(endpoint.url, event ? modifiedEvent(victim) : undefined);
  await endpoint.close();
  const calls = aws.calls.total('efs:') + aws.calls.total('ec2:');
  const expected = event ? 1 : drifted.size;
  return { ...detection, calls, expected, mountTargets };
};

await ensureAll([runtimeClient, custodianEnvironment]);
console.log(`Both on the local endpoint over HTTP, the same seed, ${latencyMs} ms a call.\n`);
console.log(
  '| work | file systems (mount targets) | tool | EFS and EC2 calls | wall | peak memory | drifted found | completed |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const it of cases) {
  for (const [name, tool] of Object.entries(tools)) {
    const { calls, ms, peakMb, found, expected, mountTargets, error } = await measure(it, tool);
    const size = `${it.fileSystems.toLocaleString('en')} (${mountTargets.toLocaleString('en')})`;
    const took = `${(ms / 1000).toFixed(2)} s | ${Math.round(peakMb)} MB`;
    const ended = error === null ? 'yes' : `no: ${error.split(':')[0]}`;
    console.log(
      `| ${it.what} | ${size} | ${name} | ${calls.toLocaleString('en')} | ${took} | ${found.length} of ${expected} | ${ended} |`,
    );
  }
}
