import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../infra/local/clock.ts';
import { addMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { appOn } from '../../support/engine-app.ts';
import { awsCalls, readsBeforeModify, rounds } from '../../support/engine-calls.ts';
import { modified } from '../../support/engine-events.ts';
import { policyText, type Scene, scene } from '../../support/engine-scene.ts';

/** Calls take time, so that those which do not wait for one another overlap. */
const slowScene = async (say: Parameters<typeof scene>[0] = {}) => {
  const it = await scene({ clock: systemClock, ...say });
  it.aws.faults.set({ latencyMs: 30 });
  return it;
};

const ofService = ({ aws }: Scene, service: string) => aws.calls.log.filter((it) => it.operation.startsWith(service));

/** From an event to what is done about it, idempotency included. */
const answer = async (it: Scene, eventId: string) => {
  it.aws.calls.reset();
  const { results } = await appOn(it).invoke(modified(it.mountTarget, eventId, { at: Date.now() }));
  return results[0];
};

describe('from an event to a verified fix', () => {
  it.each([
    { ledger: 'that knows nothing of the mount target', fixes: 0, dynamodb: 10 },
    { ledger: 'that knows it', fixes: 1, dynamodb: 9 },
  ])('with a ledger $ledger are at most 8 calls to EFS and EC2 and 13 rounds', async ({ fixes, dynamodb }) => {
    const it = await slowScene({ measured: true });
    for (let n = 0; n < fixes; n++) {
      await answer(it, `e-${n}`);
      setGroups(it.aws.world, it.mountTarget.id, [it.stray.id]);
    }
    expect(await answer(it, 'e-last')).toMatchObject({ status: 'fixed' });
    expect(awsCalls(it.aws.calls).toSorted()).toEqual([
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:GetSecurityGroupsForVpc',
      'efs:DescribeFileSystems',
      'efs:DescribeMountTargetSecurityGroups',
      'efs:DescribeMountTargetSecurityGroups',
      'efs:DescribeMountTargets',
      'efs:ModifyMountTargetSecurityGroups',
    ]);
    expect(rounds(readsBeforeModify(it.aws.calls))).toBe(4);
    expect(ofService(it, 'dynamodb')).toHaveLength(dynamodb);
    expect(rounds(ofService(it, 'dynamodb'))).toBeLessThanOrEqual(7);
    expect(rounds(it.aws.calls.log)).toBeLessThanOrEqual(13);
  });

  it('no more rounds are spent where no sweep has measured the policy yet', async () => {
    const it = await slowScene();
    expect(await answer(it, 'e-1')).toMatchObject({ status: 'fixed' });
    expect(ofService(it, 'dynamodb').length).toBeLessThanOrEqual(10);
    expect(rounds(it.aws.calls.log)).toBeLessThanOrEqual(13);
  });

  it('nothing is asked of AWS between the last read of the groups and the write', async () => {
    const it = await slowScene();
    await answer(it, 'e-1');
    const calls = it.aws.calls.log;
    const write = calls.find(({ operation }) => operation === 'efs:ModifyMountTargetSecurityGroups');
    const reads = calls.filter((call) => call.operation === 'efs:DescribeMountTargetSecurityGroups');
    const last = reads.findLast(({ started }) => started < (write?.started ?? 0));
    const between = calls.filter(({ started }) => started > (last?.ended ?? 0) && started < (write?.started ?? 0));
    expect(last).toBeDefined();
    expect(between).toEqual([]);
  });
});

it.each([
  { what: 'a compliant mount target', policy: policyText(), compliant: true, status: 'compliant' },
  { what: 'a drifted one that is only audited', policy: policyText().replace('enforce', 'audit'), status: 'would-fix' },
])('sees $what in five calls and three rounds', async ({ policy, compliant = false, status }) => {
  const { aws, look, mountTarget, wanted } = await slowScene({ policy, measured: true });
  if (compliant) setGroups(aws.world, mountTarget.id, [wanted.id]);
  expect(await look()).toMatchObject({ status });
  expect(awsCalls(aws.calls)).toHaveLength(5);
  expect(rounds(readsBeforeModify(aws.calls))).toBe(3);
  expect(Object.keys(aws.calls.counts()).filter((name) => /^dynamodb:(Put|Update|Delete)/.test(name))).toEqual([]);
});

it('reads a file system, a VPC and all interfaces once for the mount targets of a file system', async () => {
  const { aws, fileSystem, ...it } = await slowScene();
  const more = [1, 2].map(() => addMountTarget(aws.world, { fileSystemId: fileSystem.id, groupIds: [it.wanted.id] }));
  const { results } = await appOn({ aws, fileSystem, ...it }).invoke({ fileSystemIds: [fileSystem.id], dryRun: true });
  expect(results).toHaveLength(1 + more.length);
  expect(aws.calls.counts()).toMatchObject({
    ...{ 'efs:DescribeMountTargets': 1, 'efs:DescribeFileSystems': 1 },
    ...{ 'ec2:GetSecurityGroupsForVpc': 1, 'ec2:DescribeNetworkInterfaces': 1 },
  });
});
