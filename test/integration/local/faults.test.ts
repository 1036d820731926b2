import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import {
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  ModifyMountTargetSecurityGroupsCommand,
} from '@aws-sdk/client-efs';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../infra/local/clock.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addGroup } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, groupsOf, setGroups } from '../../../infra/local/world/storage.ts';
import { localClients } from '../../support/local-clients.ts';

const handClock = (): Clock & { advance(ms: number): void } => {
  let now = 1_800_000_000_000;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    advance(ms) {
      now += ms;
    },
  };
};

const scene = () => {
  const clock = handClock();
  const aws = localAws({ clock });
  const { world } = aws;
  const group = addGroup(world, { name: 'nfs' }).id;
  const target = addMountTarget(world, { fileSystemId: addFileSystem(world).id });
  const { efs, ec2 } = localClients(aws);
  const modify = () =>
    efs.send(new ModifyMountTargetSecurityGroupsCommand({ MountTargetId: target.id, SecurityGroups: [group] }));
  const read = async () => {
    const { SecurityGroups } = await efs.send(
      new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: target.id }),
    );
    return SecurityGroups;
  };
  const list = () => efs.send(new DescribeFileSystemsCommand({}));
  return { clock, aws, world, group, target, efs, ec2, modify, read, list, before: groupsOf(world, target.id) };
};

describe('stale reads', () => {
  it('show the old groups for as many reads as asked, EFS and EC2 reads together', async () => {
    const { aws, modify, read, ec2, before, group } = scene();
    aws.faults.set({ staleReads: { reads: 2 } });
    await modify();
    expect(await read()).toEqual(before);
    const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
    expect(NetworkInterfaces?.[0]?.Groups?.map(({ GroupId }) => GroupId)).toEqual(before);
    expect(await read()).toEqual([group]);
  });

  it('show the old groups for as long as asked', async () => {
    const { aws, modify, read, clock, before, group } = scene();
    aws.faults.set({ staleReads: { ms: 1000 } });
    await modify();
    clock.advance(999);
    expect(await read()).toEqual(before);
    clock.advance(1);
    expect(await read()).toEqual([group]);
  });
});

describe('throttling', () => {
  it('answers EFS calls beyond the rate with HTTP 400, as one budget for all operations', async () => {
    const { aws, list, read, clock } = scene();
    aws.faults.set({ throttle: { efs: { rate: 1, burst: 2 } } });
    await list();
    await read();
    await expect(list()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    });
    clock.advance(1000);
    await list();
  });

  it('answers EC2 calls beyond the rate with HTTP 503', async () => {
    const { aws, ec2 } = scene();
    aws.faults.set({ throttle: { ec2: { rate: 1, burst: 0 } } });
    await expect(ec2.send(new DescribeNetworkInterfacesCommand({}))).rejects.toMatchObject({
      name: 'RequestLimitExceeded',
      $metadata: { httpStatusCode: 503 },
    });
  });

  it('hits the same calls in every run of the same seed', async () => {
    const run = async () => {
      const { aws, list } = scene();
      aws.faults.set({ throttledShare: 0.5 });
      const outcomes = [];
      for (let call = 0; call < 20; call += 1) {
        outcomes.push(
          await list().then(
            () => 'answered',
            (error: Error) => error.name,
          ),
        );
      }
      return outcomes;
    };
    const outcomes = await run();
    expect(outcomes).toEqual(await run());
    expect(new Set(outcomes)).toEqual(new Set(['answered', 'ThrottlingException']));
  });
});

describe('scripted faults', () => {
  it('answer the error as often as asked', async () => {
    const { aws, modify, read, before, group } = scene();
    aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'IncorrectMountTargetState', times: 2 });
    for (const _ of [1, 2]) {
      await expect(modify()).rejects.toMatchObject({ name: 'IncorrectMountTargetState' });
    }
    expect(await read()).toEqual(before);
    await modify();
    expect(await read()).toEqual([group]);
  });

  it('can be for one resource only', async () => {
    const { aws, modify, world, target } = scene();
    const other = addMountTarget(world, { fileSystemId: target.fileSystemId });
    aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'InternalServerError', id: other.id });
    await modify();
  });

  it('can lose the answer to a call that was performed', async () => {
    const { aws, modify, read, group } = scene();
    aws.faults.next('efs:ModifyMountTargetSecurityGroups', { lost: true });
    await expect(modify()).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
    expect(await read()).toEqual([group]);
    expect(aws.calls.log[0]).toMatchObject({ operation: 'efs:ModifyMountTargetSecurityGroups', error: 'lost' });
  });

  it('can answer an error although the call was performed', async () => {
    const { aws, modify, read, group } = scene();
    aws.faults.next('efs:ModifyMountTargetSecurityGroups', { error: 'InternalServerError', performed: true });
    await expect(modify()).rejects.toMatchObject({ name: 'InternalServerError' });
    expect(await read()).toEqual([group]);
  });
});

describe('hooks', () => {
  it('change the world between a read and a write, and after the write', async () => {
    const { aws, modify, read, before, world, target, group } = scene();
    const seen: unknown[] = [];
    aws.faults.before('efs:ModifyMountTargetSecurityGroups', () => {
      seen.push(groupsOf(world, target.id));
    });
    aws.faults.after('efs:ModifyMountTargetSecurityGroups', (input) => {
      seen.push(input, groupsOf(world, target.id));
      setGroups(world, target.id, before);
    });
    await modify();
    expect(seen).toEqual([before, { MountTargetId: target.id, SecurityGroups: [group] }, [group]]);
    expect(await read()).toEqual(before);
  });
});

describe('latency', () => {
  it('takes the time asked for on every call', async () => {
    const { aws, list, clock } = scene();
    const start = clock.now();
    aws.faults.set({ latencyMs: [20, 30] });
    await list();
    expect(clock.now() - start).toBeGreaterThanOrEqual(20);
    expect(clock.now() - start).toBeLessThanOrEqual(30);
  });
});
