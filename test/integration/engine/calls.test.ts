import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../infra/local/clock.ts';
import { addMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { awsCalls, beforeModify, readsBeforeModify, rounds } from '../../support/engine-calls.ts';
import { idOf, policyText, scene } from '../../support/engine-scene.ts';

/** Calls take time, so that those which do not wait for one another overlap. */
const slowScene = async (policy?: string) => {
  const it = await scene({ clock: systemClock, ...(policy === undefined ? {} : { policy }) });
  it.aws.faults.set({ latencyMs: 30 });
  return it;
};

describe('from an event to a verified fix', () => {
  it('are eight calls to EFS and EC2, one of them for the guards, in three rounds of reads before the write', async () => {
    const { aws, look } = await slowScene();
    expect(await look()).toMatchObject({ status: 'fixed' });
    expect(awsCalls(aws.calls).toSorted()).toEqual([
      'ec2:DescribeSecurityGroups',
      'ec2:GetSecurityGroupsForVpc',
      'efs:DescribeFileSystems',
      'efs:DescribeMountTargetSecurityGroups',
      'efs:DescribeMountTargetSecurityGroups',
      'efs:DescribeMountTargetSecurityGroups',
      'efs:DescribeMountTargets',
      'efs:ModifyMountTargetSecurityGroups',
    ]);
    expect(rounds(readsBeforeModify(aws.calls))).toBe(3);
  });

  it('wait for AWS at most nine times before the write, ledger and all', async () => {
    const { aws, look } = await slowScene();
    await look();
    expect(rounds(beforeModify(aws.calls.log))).toBeLessThanOrEqual(9);
  });
});

it.each([
  { what: 'a compliant mount target', policy: policyText(), compliant: true, status: 'compliant' },
  { what: 'a drifted one that is only audited', policy: policyText().replace('enforce', 'audit'), status: 'would-fix' },
])(
  'sees $what in four calls and two rounds, and one more for its guards',
  async ({ policy, compliant = false, status }) => {
    const { aws, look, mountTarget, wanted } = await slowScene(policy);
    if (compliant) setGroups(aws.world, mountTarget.id, [wanted.id]);
    expect(await look()).toMatchObject({ status });
    expect(awsCalls(aws.calls)).toHaveLength(5);
    expect(rounds(readsBeforeModify(aws.calls))).toBe(3);
    expect(Object.keys(aws.calls.counts()).filter((name) => /^dynamodb:(Put|Update|Delete)/.test(name))).toEqual([]);
  },
);

it('reads a file system and a VPC once for all mount targets of a file system', async () => {
  const { aws, look, fileSystem, mountTarget, wanted } = await slowScene();
  setGroups(aws.world, mountTarget.id, [wanted.id]);
  const second = addMountTarget(aws.world, { fileSystemId: fileSystem.id, groupIds: [wanted.id] });
  await look({ mountTargetIds: [idOf(mountTarget), idOf(second)] });
  expect(aws.calls.counts()).toMatchObject({ 'efs:DescribeFileSystems': 1, 'ec2:GetSecurityGroupsForVpc': 1 });
});
