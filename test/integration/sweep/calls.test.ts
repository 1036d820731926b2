import { describe, expect, it } from 'vitest';
import type { Call } from '../../../infra/local/calls.ts';
import { type Region, region } from './region.ts';

/** File systems with three mount targets each, 400 to a VPC, as its quota of mount targets has it. */
const compliant = async (fileSystems: number): Promise<Region> => {
  const it = await region();
  for (let made = 0, vpc = 0; made < fileSystems; made += 400, vpc = it.addVpc())
    it.addMany(Math.min(400, fileSystems - made), { vpc });
  return it;
};

const overlap = (a: Call, b: Call) => a.started < (b.ended ?? 0) && b.started < (a.ended ?? 0);

describe('a sweep of a region where nothing drifted', () => {
  it('is 17 calls for 1,000 file systems with three mount targets each in three VPCs', async () => {
    const { awsCalls, sweep, queue } = await compliant(1000);
    expect(await sweep()).toMatchObject({
      checked: 3000,
      summary: { compliant: 3000 },
      queued: 0,
      policyVersion: '0123456789ab',
      results: [],
    });
    expect(awsCalls()).toEqual({
      'efs:DescribeFileSystems': 10,
      'ec2:DescribeNetworkInterfaces': 3,
      'ec2:DescribeSecurityGroups': 1,
      'ec2:GetSecurityGroupsForVpc': 3,
    });
    expect(queue.sent).toEqual([]);
  });

  it('asks ten times as often for ten times as much, and no more', async () => {
    const { awsCalls, sweep } = await compliant(100);
    expect((await sweep()).summary).toEqual({ compliant: 300 });
    expect(awsCalls()).toEqual({
      'efs:DescribeFileSystems': 1,
      'ec2:DescribeNetworkInterfaces': 1,
      'ec2:DescribeSecurityGroups': 1,
      'ec2:GetSecurityGroupsForVpc': 1,
    });
  });

  it('reads file systems, interfaces, groups and their rules at the same time', async () => {
    const { aws, sweep } = await compliant(1000);
    aws.faults.set({ latencyMs: 5 });
    await sweep();
    const of = (operation: string) => aws.calls.log.filter((call) => call.operation === operation);
    const fileSystems = of('efs:DescribeFileSystems');
    const during = (operation: string) => of(operation).filter((call) => fileSystems.some((it) => overlap(call, it)));
    expect(during('ec2:DescribeNetworkInterfaces')).toHaveLength(3);
    expect(during('ec2:GetSecurityGroupsForVpc')).toHaveLength(3);
    expect(during('ec2:DescribeSecurityGroups')).toHaveLength(1);
  });

  it('reads the groups of at most ten VPCs at once', async () => {
    const { aws, sweep, add, addVpc } = await region();
    for (let vpc = 0; vpc < 25; vpc = addVpc()) add({ vpc });
    aws.faults.set({ latencyMs: 5 });
    await sweep();
    const reads = aws.calls.log.filter(({ operation }) => operation === 'ec2:GetSecurityGroupsForVpc');
    const underWay = ({ started }: Call) => reads.filter((it) => it.started <= started && started < (it.ended ?? 0));
    expect(reads).toHaveLength(25);
    expect(Math.max(...reads.map((call) => underWay(call).length))).toBe(10);
  });

  it('costs nothing for file systems without mount targets', async () => {
    const { awsCalls, sweep, addMany } = await region();
    addMany(5, { mountTargets: 0 });
    expect(await sweep()).toMatchObject({ checked: 0, summary: {}, results: [] });
    expect(awsCalls()).toEqual({
      'efs:DescribeFileSystems': 1,
      'ec2:DescribeNetworkInterfaces': 1,
      'ec2:DescribeSecurityGroups': 1,
    });
  });

  it('is told once, with what it found and how long it took', async () => {
    const { sweep, add, journal } = await region();
    add();
    const result = await sweep({ cause: 'CreateTags' });
    expect(journal.sweeps).toEqual([
      { result, circumstances: { cause: 'CreateTags', dryRun: false, durationMs: 0, overBudget: false } },
    ]);
    expect(journal.decisions).toEqual([]);
  });
});
