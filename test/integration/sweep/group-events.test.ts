import { describe, expect, it } from 'vitest';
import { addGroup, addPrefixList, newRule } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { instantly } from '../../support/virtual-time.ts';
import { askedRegion } from './asked-region.ts';

/** What a sweep of a small region costs. */
const swept = {
  'efs:DescribeFileSystems': 1,
  // Of the file system that drifted.
  'efs:DescribeMountTargets': 1,
  'ec2:DescribeNetworkInterfaces': 1,
  'ec2:DescribeSecurityGroups': 1,
  'ec2:GetSecurityGroupsForVpc': 1,
};

describe('what is asked about a group that bears on no mount target', () => {
  it('costs nothing when no rule selects by the tags that changed', async () => {
    const { ask, aboutGroups, aws, sweeps, vpcAt } = await askedRegion();
    expect(await ask(aboutGroups([vpcAt(0).wanted], { changedTagKeys: ['team', 'Name'] }))).toBe(true);
    expect(aws.calls.counts()).toEqual({});
    expect(sweeps()).toBe(0);
  });

  it('costs two EC2 calls when anything about it may have changed', async () => {
    const { ask, aboutGroups, aws, sweeps, unused } = await askedRegion();
    expect(await ask(aboutGroups([unused]))).toBe(true);
    expect(aws.calls.counts()).toEqual({ 'ec2:DescribeSecurityGroups': 1, 'ec2:DescribeNetworkInterfaces': 1 });
    expect(sweeps()).toBe(0);
  });

  it('costs one EC2 call when it is gone', async () => {
    const { ask, aboutGroups, aws, unused } = await askedRegion();
    aws.world.securityGroups.delete(unused.id);
    expect(await ask(aboutGroups([unused]))).toBe(true);
    expect(aws.calls.counts()).toEqual({ 'ec2:DescribeSecurityGroups': 1 });
  });

  it('is asked again while the group may be too new to be listed, and left to the next sweep with a warning then', async () => {
    const { ask, aboutGroups, aws, journal, pass, sweeps, vpcAt } = await askedRegion();
    const { wanted } = vpcAt(0);
    const asked = aboutGroups([wanted], { cause: 'CreateSecurityGroup' });
    aws.world.securityGroups.delete(wanted.id);
    await expect(ask(asked)).rejects.toMatchObject({ name: 'RetryableError', code: 'security-group-not-found' });
    pass(120_000);
    expect(await ask(asked)).toBe(true);
    expect(journal.warnings).toMatchObject([{ keys: { unlisted: [wanted.id] } }]);
    aws.world.securityGroups.set(wanted.id, wanted);
    expect([await ask(asked), sweeps()]).toEqual([true, 1]);
  });

  it('is not known by a name that only resembles what rules look for', async () => {
    const rules = `rules:
  - name: by-name
    when: { tags: { environment: "*" } }
    securityGroups: [{ name: "nfs-\${environment}" }]`;
    const { ask, aboutGroups, sweeps, unused, vpcAt } = await askedRegion({ rules });
    await ask(aboutGroups([unused]));
    expect(sweeps()).toBe(0);
    await ask(aboutGroups([vpcAt(0).wanted]));
    expect(sweeps()).toBe(1);
  });
});

describe('what is asked about a group that may bear on mount targets', () => {
  it('is answered by a sweep, when a rule could select the group', async () => {
    const { ask, aboutGroups, awsCalls, drifted, queued, journal, vpcAt } = await askedRegion();
    expect(await ask(aboutGroups([vpcAt(0).wanted]))).toBe(true);
    expect(awsCalls()).toEqual({ ...swept, 'ec2:DescribeSecurityGroups': 1 + 1 });
    expect(queued()).toEqual([drifted]);
    expect(journal.sweeps).toMatchObject([{ circumstances: { cause: 'CreateTags', dryRun: false } }]);
  });

  it('is answered so without asking about the group when a rule selects by a tag that changed', async () => {
    const { ask, aboutGroups, awsCalls, queued, unused } = await askedRegion();
    await ask(aboutGroups([unused], { changedTagKeys: ['team', 'nfs-access'] }));
    expect(awsCalls()).toEqual(swept);
    expect(queued()).toHaveLength(1);
  });

  it('is answered so when a mount target carries the group, reading no further than the first that does', async () => {
    const { ask, aboutGroups, awsCalls, vpcAt, addMany, aws } = await askedRegion();
    for (const { ids } of addMany(334, { tags: {} }))
      for (const id of ids) setGroups(aws.world, id, [vpcAt(0).stray.id]);
    await ask(aboutGroups([vpcAt(0).stray]));
    expect(awsCalls()).toMatchObject({ 'ec2:DescribeSecurityGroups': 1 + 1, 'ec2:DescribeNetworkInterfaces': 1 + 2 });
  });

  it('is answered so when there are more groups than EC2 can be asked about at once', async () => {
    const { ask, aboutGroups, awsCalls, sweeps } = await askedRegion();
    const many = Array.from({ length: 201 }, (_, n) => ({ id: `sg-${n.toString(16).padStart(8, '0')}` }));
    await ask(aboutGroups(many));
    expect(awsCalls()).toEqual(swept);
    await ask(aboutGroups(many.slice(1)));
    expect(awsCalls()).toEqual({ 'ec2:DescribeSecurityGroups': 1 });
    expect(sweeps()).toBe(1);
  });

  it('is answered by one sweep together with all that is asked at the same time', async () => {
    const { ask, aboutGroups, awsCalls, queued, sweeps, unused, vpcAt } = await askedRegion();
    const about = aboutGroups([vpcAt(0).wanted]);
    const others = [aboutGroups([unused]), aboutGroups([unused], { changedTagKeys: ['team'] })];
    expect(await ask(...others, ...Array.from({ length: 20 }, () => about))).toBe(true);
    expect(awsCalls()).toEqual({ ...swept, 'ec2:DescribeSecurityGroups': 1 + 1 });
    expect(queued()).toHaveLength(1);
    expect(sweeps()).toBe(1);
  });
});

describe('what is asked about a group that cannot be judged', () => {
  it.each([
    { operation: 'ec2:DescribeSecurityGroups', error: 'UnauthorizedOperation', code: 'access-denied' },
    { operation: 'ec2:DescribeSecurityGroups', error: 'RequestLimitExceeded', code: 'throttled' },
    { operation: 'ec2:DescribeNetworkInterfaces', error: 'RequestLimitExceeded', code: 'throttled' },
    { operation: 'efs:DescribeFileSystems', error: 'ThrottlingException', code: 'throttled' },
  ])(
    'is not answered when $operation ends in $error, and is when it is asked again',
    instantly(async (its) => {
      const { ask, aboutGroups, aws, sweeps, vpcAt } = await askedRegion();
      aws.faults.next(its.operation, { error: its.error });
      const about = aboutGroups([vpcAt(0).wanted]);
      await expect(ask(about)).rejects.toMatchObject({ code: its.code });
      expect(sweeps()).toBe(0);
      expect(await ask(about)).toBe(true);
      expect(sweeps()).toBe(1);
    }),
  );
});

describe('what is asked about a prefix list', () => {
  const admitting = (it: Awaited<ReturnType<typeof askedRegion>>, group: { readonly id: string }) => {
    const list = addPrefixList(it.aws.world, { name: 'clients' });
    const known = must(it.aws.world.securityGroups.get(group.id));
    known.rules.push(newRule(it.aws.world, { peer: { prefixListId: list.id } }));
    return it.question({ prefixListIds: [list.id], cause: 'ModifyManagedPrefixList' });
  };

  it('costs one EC2 call when no group lets it in', async () => {
    const it = await askedRegion();
    const { id } = addPrefixList(it.aws.world, { name: 'others' });
    expect(await it.ask(it.question({ prefixListIds: [id] }))).toBe(true);
    expect(it.aws.calls.counts()).toEqual({ 'ec2:DescribeSecurityGroups': 1 });
  });

  it('costs two when the groups that do are on no mount target and no rule could select them', async () => {
    const it = await askedRegion();
    expect(await it.ask(admitting(it, addGroup(it.aws.world, { name: 'unused, too' })))).toBe(true);
    expect(it.aws.calls.counts()).toEqual({ 'ec2:DescribeSecurityGroups': 1, 'ec2:DescribeNetworkInterfaces': 1 });
    expect(it.sweeps()).toBe(0);
  });

  it.each(['wanted', 'stray'] as const)(
    'is answered by a sweep when the group that does is the %s one',
    async (which) => {
      const it = await askedRegion();
      await it.ask(admitting(it, it.vpcAt(0)[which]));
      expect(it.queued()).toEqual([it.drifted]);
    },
  );
});
