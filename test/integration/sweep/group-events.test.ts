import { describe, expect, it } from 'vitest';
import { addGroup, addPrefixList, newRule } from '../../../infra/local/world/network.ts';
import { groupsOf, setGroups } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { aboutGroups, engineOn } from './engine.ts';
import { region } from './region.ts';

/** What a sweep of a small region costs. */
const swept = {
  'efs:DescribeFileSystems': 1,
  'ec2:DescribeNetworkInterfaces': 1,
  'ec2:DescribeSecurityGroups': 1,
  'ec2:GetSecurityGroupsForVpc': 1,
};

/** A region with one drifted mount target out of three, and an engine that is fed from a queue unless said otherwise. */
const driftedRegion = async ({
  fed = true,
  ...options
}: NonNullable<Parameters<typeof region>[0]> & { fed?: boolean } = {}) => {
  const it = await region(options);
  const { ids } = it.add();
  const drifted = must(ids[0]);
  it.drift(drifted);
  const engine = engineOn(it, { queue: fed ? it.queue : undefined });
  const unused = addGroup(it.aws.world, { name: 'unused', tags: { team: 'x' } });
  return { ...it, ...engine, ids, drifted, unused, groups: () => groupsOf(it.aws.world, drifted) };
};

describe('an event about a group that bears on no mount target', () => {
  it('costs nothing when no rule selects by the tags that changed', async () => {
    const { invoke, awsCalls, queue, vpcAt } = await driftedRegion();
    expect(await invoke([{ ...aboutGroups(vpcAt(0).wanted), changedTagKeys: ['team', 'Name'] }])).toEqual([]);
    expect(awsCalls()).toEqual({});
    expect(queue.sent).toEqual([]);
  });

  it('costs two EC2 calls when anything about it may have changed', async () => {
    const { invoke, awsCalls, unused } = await driftedRegion();
    expect(await invoke([aboutGroups(unused)])).toEqual([]);
    expect(awsCalls()).toEqual({ 'ec2:DescribeSecurityGroups': 1, 'ec2:DescribeNetworkInterfaces': 1 });
  });

  it('costs one EC2 call when it is gone', async () => {
    const { invoke, awsCalls, unused, aws } = await driftedRegion();
    aws.world.securityGroups.delete(unused.id);
    expect(await invoke([aboutGroups(unused)])).toEqual([]);
    expect(awsCalls()).toEqual({ 'ec2:DescribeSecurityGroups': 1 });
  });

  it('is not known by a name that only resembles what rules look for', async () => {
    const rules = `
rules:
  - name: by-name
    when: { tags: { environment: "*" } }
    securityGroups: [{ name: "nfs-\${environment}" }]`;
    const { invoke, awsCalls, unused, vpcAt } = await driftedRegion({ rules });
    expect(await invoke([aboutGroups(unused)])).toEqual([]);
    expect(awsCalls()).not.toHaveProperty('efs:DescribeFileSystems');
    expect(await invoke([aboutGroups(vpcAt(0).wanted)])).toHaveLength(1);
  });
});

describe('an event about a group that may bear on mount targets', () => {
  it('queues what a sweep finds drifted, when a rule could select the group', async () => {
    const { invoke, awsCalls, queue, drifted, vpcAt, writes, journal } = await driftedRegion();
    expect(await invoke([aboutGroups(vpcAt(0).wanted)])).toMatchObject([{ mountTargetId: drifted, status: 'drifted' }]);
    expect(awsCalls()).toEqual({ ...swept, 'ec2:DescribeSecurityGroups': 1 + 1 });
    expect(queue.sent.map(({ mountTargetId }) => mountTargetId)).toEqual([drifted]);
    expect(writes()).toBe(0);
    expect(journal.sweeps).toMatchObject([{ circumstances: { cause: 'CreateTags', dryRun: false } }]);
    expect(journal.decisions).toEqual([]);
  });

  it('does so without asking about the group when a rule selects by a tag that changed', async () => {
    const { invoke, awsCalls, queue, unused } = await driftedRegion();
    await invoke([{ ...aboutGroups(unused), changedTagKeys: ['team', 'nfs-access'] }]);
    expect(awsCalls()).toEqual(swept);
    expect(queue.sent).toHaveLength(1);
  });

  it('does so when a mount target carries the group, reading no further than the first that does', async () => {
    const { invoke, awsCalls, queue, vpcAt, addMany, aws } = await driftedRegion();
    for (const { ids } of addMany(334, { tags: {} }))
      for (const id of ids) setGroups(aws.world, id, [vpcAt(0).stray.id]);
    await invoke([aboutGroups(vpcAt(0).stray)]);
    expect(awsCalls()).toMatchObject({ 'ec2:DescribeSecurityGroups': 1 + 1, 'ec2:DescribeNetworkInterfaces': 1 + 2 });
    expect(queue.sent).toHaveLength(1);
  });

  it('does so when there are more groups than EC2 can be asked about at once', async () => {
    const { invoke, awsCalls, queue } = await driftedRegion();
    const many = Array.from({ length: 201 }, (_, n) => ({ id: `sg-${n.toString(16).padStart(8, '0')}` }));
    await invoke([aboutGroups(...many)]);
    expect(awsCalls()).toEqual(swept);
    expect(queue.sent).toHaveLength(1);
    await invoke([aboutGroups(...many.slice(1))]);
    expect(awsCalls()).toEqual({ 'ec2:DescribeSecurityGroups': 1 });
  });

  it('shares its sweep with the other such events of the invocation', async () => {
    const { invoke, awsCalls, queue, vpcAt, journal } = await driftedRegion();
    const events = Array.from({ length: 8 }, () => aboutGroups(vpcAt(0).wanted));
    expect(await invoke(events)).toHaveLength(8);
    expect(awsCalls()).toEqual({ ...swept, 'ec2:DescribeSecurityGroups': 8 + 1 });
    expect(queue.sent).toHaveLength(1);
    expect(journal.sweeps).toHaveLength(1);
  });

  it('queues nothing in a dry run', async () => {
    const { invoke, queue, vpcAt, groups } = await driftedRegion();
    const before = groups();
    const findings = await invoke([{ ...aboutGroups(vpcAt(0).wanted), dryRun: true }]);
    expect(findings).toMatchObject([{ status: 'would-fix' }]);
    expect(queue.sent).toEqual([]);
    expect(groups()).toEqual(before);
  });

  it('is answered with a hundred findings at most, those that have to wait first', async () => {
    const { invoke, addMany, aws, vpcAt, journal } = await driftedRegion();
    addMany(500, { tags: {}, mountTargets: 1 });
    const { networkInterfaceId } = must([...aws.world.mountTargets.values()].at(-1));
    const known = must(aws.world.networkInterfaces.get(networkInterfaceId));
    aws.world.networkInterfaces.set(networkInterfaceId, { ...known, description: '' });
    aws.faults.next('efs:DescribeMountTargets', { error: 'ThrottlingException' });
    const findings = await invoke([aboutGroups(vpcAt(0).wanted)]);
    expect(findings).toHaveLength(100);
    expect(findings[0]).toMatchObject({ status: 'deferred', reasons: ['throttled'] });
    expect(journal.sweeps[0]?.result.results).toHaveLength(501);
  });
});

describe('an event whose sweep has much to tell', () => {
  const wordy = (others: number) => `
rules:
  - name: wordy
    when: { tags: { environment: "*" } }
    securityGroups:
      - tags: { nfs-access: "\${environment}" }
${Array.from({ length: others }, (_, n) => `      - tags: { "nfs-${n}-${'漢'.repeat(100)}": "x" }`).join('\n')}`;
  const bytesOf = (findings: readonly unknown[]) => Buffer.byteLength(JSON.stringify(findings));

  it('is answered with as many findings as 200,000 bytes hold, those that have to wait first', async () => {
    const { invoke, addMany, aws, vpcAt, journal } = await driftedRegion({ rules: wordy(14) });
    addMany(110, { mountTargets: 1 });
    const { networkInterfaceId } = must([...aws.world.mountTargets.values()].at(-1));
    const known = must(aws.world.networkInterfaces.get(networkInterfaceId));
    aws.world.networkInterfaces.set(networkInterfaceId, { ...known, description: '' });
    aws.faults.next('efs:DescribeMountTargets', { error: 'ThrottlingException' });
    const findings = await invoke([aboutGroups(vpcAt(0).wanted)]);
    const all = must(journal.sweeps[0]).result.results;
    expect(all).toHaveLength(113);
    expect(findings.map(({ status }) => status)).toEqual(['deferred', ...findings.slice(1).map(() => 'refused')]);
    expect(bytesOf(findings)).toBeLessThanOrEqual(200_000);
    expect(bytesOf([...findings, must(all[0])])).toBeGreaterThan(200_000);
  });
});

describe('without a queue, an event about a group', () => {
  it('has what drifted looked at and put right', async () => {
    const { invoke, drifted, vpcAt, groups, writes, journal } = await driftedRegion({ fed: false });
    expect(await invoke([aboutGroups(vpcAt(0).wanted)])).toMatchObject([{ mountTargetId: drifted, status: 'fixed' }]);
    expect(groups()).toEqual([vpcAt(0).wanted.id]);
    expect(writes()).toBe(1);
    expect(journal.decisions).toMatchObject([
      { finding: { status: 'fixed' }, circumstances: { purpose: { cause: 'CreateTags' } } },
    ]);
  });

  it('changes nothing beyond the budget of a sweep', async () => {
    const limits = 'limits: { changesPerSweep: { count: 1, percent: 100 } }';
    const { invoke, drift, ids, vpcAt, writes } = await driftedRegion({ fed: false, limits });
    drift(must(ids[1]));
    const findings = await invoke([aboutGroups(vpcAt(0).wanted)]);
    expect(findings.map(({ status, reasons }) => [status, reasons])).toEqual([
      ['refused', ['over-budget']],
      ['refused', ['over-budget']],
    ]);
    expect(writes()).toBe(0);
  });

  it.each([{ mode: 'audit' }, { dryRun: true }])(
    'writes nothing and says what it would: %j',
    async ({ mode = 'enforce', dryRun = false }) => {
      const { invoke, drifted, vpcAt, writes } = await driftedRegion({ fed: false, mode });
      expect(await invoke([{ ...aboutGroups(vpcAt(0).wanted), dryRun }])).toMatchObject([
        { mountTargetId: drifted, status: 'would-fix' },
      ]);
      expect(writes()).toBe(0);
    },
  );

  it('says what could not be read', async () => {
    const { invoke, aws, vpcAt } = await driftedRegion({ fed: false });
    aws.faults.next('ec2:GetSecurityGroupsForVpc', { error: 'RequestLimitExceeded' });
    const findings = await invoke([aboutGroups(vpcAt(0).wanted)]);
    expect(findings.map(({ status, reasons }) => [status, ...reasons])).toEqual(
      Array(3).fill(['deferred', 'throttled']),
    );
  });
});

describe('an event about a group that cannot be judged', () => {
  it.each([
    {
      operation: 'ec2:DescribeSecurityGroups',
      error: 'UnauthorizedOperation',
      status: 'failed',
      reason: 'access-denied',
    },
    { operation: 'ec2:DescribeSecurityGroups', error: 'RequestLimitExceeded', status: 'deferred', reason: 'throttled' },
    {
      operation: 'ec2:DescribeNetworkInterfaces',
      error: 'RequestLimitExceeded',
      status: 'deferred',
      reason: 'throttled',
    },
    { operation: 'efs:DescribeFileSystems', error: 'ThrottlingException', status: 'deferred', reason: 'throttled' },
  ])('is $status when $operation ends in $error, and is told', async ({ operation, error, status, reason }) => {
    const { invoke, aws, vpcAt, journal } = await driftedRegion();
    aws.faults.next(operation, { error });
    const [finding, ...more] = await invoke([aboutGroups(vpcAt(0).wanted)]);
    expect(finding).toMatchObject({ mountTargetId: null, fileSystemId: null, status, reasons: [reason] });
    expect(more).toEqual([]);
    expect(journal.decisions).toMatchObject([{ finding }]);
  });

  it('does not spoil the other looks of its request', async () => {
    const { invoke, aws, ids, vpcAt } = await driftedRegion();
    aws.faults.next('ec2:DescribeSecurityGroups', { error: 'UnauthorizedOperation' });
    const findings = await invoke([{ ...aboutGroups(vpcAt(0).wanted), mountTargetIds: [must(ids[0])] }]);
    expect(findings.map(({ status }) => status)).toEqual(['failed', 'fixed']);
  });
});

describe('an event about a prefix list', () => {
  const aboutList = ({ id }: { readonly id: string }) => ({
    ...aboutGroups(),
    prefixListIds: [id],
    cause: 'ModifyManagedPrefixList',
  });
  const admitting = (it: Awaited<ReturnType<typeof driftedRegion>>, group: { readonly id: string }) => {
    const list = addPrefixList(it.aws.world, { name: 'clients' });
    const known = must(it.aws.world.securityGroups.get(group.id));
    known.rules.push(newRule(it.aws.world, { peer: { prefixListId: list.id } }));
    return list;
  };

  it('costs one EC2 call when no group lets it in', async () => {
    const it = await driftedRegion();
    const list = addPrefixList(it.aws.world, { name: 'others' });
    expect(await it.invoke([aboutList(list)])).toEqual([]);
    expect(it.awsCalls()).toEqual({ 'ec2:DescribeSecurityGroups': 1 });
  });

  it('costs two when the groups that do are on no mount target and no rule could select them', async () => {
    const it = await driftedRegion();
    expect(await it.invoke([aboutList(admitting(it, it.unused))])).toEqual([]);
    expect(it.awsCalls()).toEqual({ 'ec2:DescribeSecurityGroups': 1, 'ec2:DescribeNetworkInterfaces': 1 });
  });

  it.each(['wanted', 'stray'] as const)('sets off a sweep when the group that does is the %s one', async (which) => {
    const it = await driftedRegion();
    const list = admitting(it, it.vpcAt(0)[which]);
    expect(await it.invoke([aboutList(list)])).toMatchObject([{ mountTargetId: it.drifted, status: 'drifted' }]);
  });
});
