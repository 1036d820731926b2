import { describe, expect, it } from 'vitest';
import type { Call } from '../../../infra/local/calls.ts';
import { addInterface } from '../../../infra/local/world/network.ts';
import { interfaceOf } from '../../../infra/local/world/storage.ts';
import type { MountTarget, NetworkInterface } from '../../../infra/local/world/world.ts';
import { must } from '../../support/must.ts';
import { type Region, region } from './region.ts';

const bulkReads = {
  'efs:DescribeFileSystems': 1,
  'ec2:DescribeNetworkInterfaces': 1,
  'ec2:DescribeSecurityGroups': 1,
  'ec2:GetSecurityGroupsForVpc': 1,
};

type Odd = Region & { readonly mountTarget: MountTarget; readonly other: MountTarget };

const change = ({ aws: { world } }: Odd, of: MountTarget, say: Partial<NetworkInterface>) =>
  world.networkInterfaces.set(of.networkInterfaceId, { ...interfaceOf(world, of), ...say });

/** Every way in which EC2's interfaces may not add up to what EFS says of one file system. */
const odd: readonly { readonly what: string; readonly make: (region: Odd) => void }[] = [
  { what: 'an interface is missing', make: (it) => change(it, it.mountTarget, { interfaceType: 'interface' }) },
  { what: 'a description says nothing', make: (it) => change(it, it.mountTarget, { description: '' }) },
  {
    what: 'a description names no mount target',
    make: (it) => change(it, it.mountTarget, { description: `EFS mount target for ${it.mountTarget.fileSystemId}` }),
  },
  {
    what: 'a description names no file system',
    make: (it) => change(it, it.mountTarget, { description: `EFS mount target (${it.mountTarget.id})` }),
  },
  {
    what: 'a description names something that is no id',
    make: (it) => change(it, it.mountTarget, { description: `for ${it.mountTarget.fileSystemId} (fsmt-1)` }),
  },
  {
    what: 'two interfaces name the same mount target',
    make: (it) => change(it, it.mountTarget, { description: interfaceOf(it.aws.world, it.other).description }),
  },
  {
    what: 'there is one interface too many',
    make: (it) => addInterface(it.aws.world, { ...interfaceOf(it.aws.world, it.mountTarget) }),
  },
  {
    what: 'there is one interface too many, that names no mount target',
    make: (it) => {
      const description = `EFS mount target for ${it.mountTarget.fileSystemId}`;
      addInterface(it.aws.world, { ...interfaceOf(it.aws.world, it.mountTarget), description });
    },
  },
];

describe('where interfaces do not add up, a sweep asks EFS', () => {
  it.each(odd)('about the one file system of which $what', async ({ make }) => {
    const it = await region();
    it.addMany(2);
    const { ids, mountTargets } = it.add();
    it.drift(must(ids[0]));
    make({ ...it, mountTarget: must(mountTargets[0]), other: must(mountTargets[1]) });
    const result = await it.sweep();
    expect(it.awsCalls()).toEqual({
      ...bulkReads,
      'efs:DescribeMountTargets': 1,
      'efs:DescribeMountTargetSecurityGroups': 3,
    });
    expect(result).toMatchObject({ checked: 9, summary: { compliant: 8, drifted: 1 } });
    expect(it.queue.sent.map(({ mountTargetId }) => mountTargetId)).toEqual([ids[0]]);
  });

  it('about one that EFS says has none, although there are interfaces', async () => {
    const { aws, awsCalls, sweep, add } = await region();
    const { mountTargets } = add({ mountTargets: 1 });
    aws.world.fileSystems.get(must(mountTargets[0]).fileSystemId)?.mountTargetIds.clear();
    expect(await sweep()).toMatchObject({ checked: 0, results: [] });
    expect(awsCalls()).toMatchObject({ 'efs:DescribeMountTargets': 1 });
  });

  it('and believes it of the state of its mount targets', async () => {
    const { aws, sweep, add, drift, queue } = await region();
    const { ids, mountTargets } = add();
    drift(must(ids[0]));
    for (const of of mountTargets) {
      of.lifeCycleState = 'deleting';
      aws.world.networkInterfaces.set(of.networkInterfaceId, { ...interfaceOf(aws.world, of), description: '' });
    }
    expect(await sweep()).toMatchObject({
      summary: { compliant: 2, deferred: 1 },
      results: [{ mountTargetId: ids[0], reasons: ['lifecycle-state'] }],
    });
    expect(queue.sent).toEqual([]);
  });

  it('with at most five questions under way', async () => {
    const { aws, sweep, addMany } = await region();
    addMany(10);
    for (const [id, it] of aws.world.networkInterfaces) aws.world.networkInterfaces.set(id, { ...it, description: '' });
    aws.faults.set({ latencyMs: 3 });
    expect((await sweep()).summary).toEqual({ compliant: 30 });
    const asked = aws.calls.log.filter(({ operation }) => operation.startsWith('efs:DescribeMountTarget'));
    const underWay = ({ started }: Call) => asked.filter((it) => it.started <= started && started < (it.ended ?? 0));
    expect(asked).toHaveLength(40);
    expect(Math.max(...asked.map((call) => underWay(call).length))).toBe(5);
  });

  it('never about an interface of a file system that is not listed', async () => {
    const { aws, sweep, add } = await region();
    const { id } = add();
    aws.world.fileSystems.delete(id);
    add();
    expect(await sweep()).toMatchObject({ checked: 3, summary: { compliant: 3 } });
    expect(aws.calls.total('efs:')).toBe(1);
  });

  it('once about a file system that two pages list', async () => {
    const { ports, sweep, add, drift, queue } = await region();
    const { ids } = add();
    drift(must(ids[0]));
    const twice = {
      ...ports.bulk,
      async *fileSystems() {
        const pages = await Array.fromAsync(ports.bulk.fileSystems());
        yield* [...pages, ...pages];
      },
    };
    expect(await sweep({}, { bulk: twice })).toMatchObject({ checked: 3, queued: 1 });
    expect(queue.sent).toHaveLength(1);
  });
});
