import { describe, expect, it } from 'vitest';
import { newRule } from '../../../infra/local/world/network.ts';
import { must } from '../../support/must.ts';
import { region } from './region.ts';

describe('a sweep', () => {
  it('queues every drifted mount target once and no other', async () => {
    const { sweep, addMany, drift, queue, vpcAt } = await region();
    const drifted = addMany(40).map(({ id, ids }) => ({ fileSystemId: id, mountTargetId: must(ids[1]) }));
    for (const { mountTargetId } of drifted) drift(mountTargetId);
    const { results, ...rest } = await sweep();
    expect(rest).toMatchObject({ checked: 120, summary: { compliant: 80, drifted: 40 }, queued: 40 });
    expect(queue.sent).toMatchObject(drifted.map((it) => ({ ...it, cause: 'sweep', plan: rest.fingerprint })));
    expect(results).toHaveLength(40);
    expect(results[0]).toMatchObject({
      ...drifted[0],
      status: 'drifted',
      rule: 'shared-data',
      before: [vpcAt(0).stray.id],
      after: [vpcAt(0).wanted.id],
    });
  });

  it('queues none in a dry run, and says what enforcement would write', async () => {
    const { sweep, add, drift, queue, journal, vpcAt } = await region();
    const { ids } = add();
    drift(must(ids[0]));
    expect(await sweep({ dryRun: true })).toMatchObject({
      queued: 0,
      summary: { compliant: 2, 'would-fix': 1 },
      results: [{ mountTargetId: ids[0], status: 'would-fix', after: [vpcAt(0).wanted.id] }],
    });
    expect(queue.sent).toEqual([]);
    expect(journal.sweeps[0]?.circumstances).toMatchObject({ dryRun: true, overBudget: false });
  });

  it('queues none under a rule that only audits', async () => {
    const { sweep, add, drift, queue } = await region({ mode: 'audit' });
    drift(must(add().ids[0]));
    expect(await sweep()).toMatchObject({ queued: 0, summary: { 'would-fix': 1 } });
    expect(queue.sent).toEqual([]);
  });

  it('judges a mount target by the groups of its own VPC', async () => {
    const { sweep, add, addVpc, drift, queue, vpcAt } = await region();
    const vpc = addVpc();
    add();
    const { ids } = add({ vpc });
    drift(must(ids[2]), vpc);
    expect((await sweep()).results).toMatchObject([{ mountTargetId: ids[2], after: [vpcAt(vpc).wanted.id] }]);
    expect(queue.sent).toHaveLength(1);
  });

  it('reports what it refuses before what no rule matches, and queues neither', async () => {
    const { sweep, add, queue } = await region();
    add({ mountTargets: 1, tags: { environment: 'staging' } });
    add({ mountTargets: 1, tags: {} });
    add({ mountTargets: 1, tags: { environment: '' } });
    expect(await sweep()).toMatchObject({
      summary: { refused: 2, unmanaged: 1 },
      queued: 0,
      results: [{ reasons: ['no-matching-group'] }, { reasons: ['unresolved-tag'] }, { status: 'unmanaged' }],
    });
    expect(queue.sent).toEqual([]);
  });

  it('leaves out of its results what no rule matches where the policy ignores that, but counts it', async () => {
    const { sweep, add } = await region({ mode: 'enforce\nunmatched: ignore' });
    add({ mountTargets: 1, tags: {} });
    expect(await sweep()).toMatchObject({ checked: 1, summary: { unmanaged: 1 }, results: [] });
  });

  it('says which drift could not be queued, and why', async () => {
    const { sweep, add, drift, queue, vpcAt } = await region();
    const { ids } = add();
    for (const id of ids) drift(id);
    queue.refuse(must(ids[1]));
    const result = await sweep();
    expect(result).toMatchObject({ queued: 2, summary: { drifted: 2, failed: 1 } });
    expect(result.results[0]).toMatchObject({
      mountTargetId: ids[1],
      status: 'failed',
      reasons: ['not-queued'],
      after: [vpcAt(0).stray.id],
      explanation: expect.stringContaining('It could not be queued: Throttled: try later.'),
    });
  });

  it('tells of NFS open to the world where nothing drifted, and queues nothing for it', async () => {
    const { aws, sweep, add, vpcAt, queue } = await region();
    const { ids } = add({ mountTargets: 1 });
    const group = must(aws.world.securityGroups.get(vpcAt(0).wanted.id));
    group.rules = [...group.rules, newRule(aws.world, { peer: { cidrIpv4: '0.0.0.0/0' } })];
    expect(await sweep()).toMatchObject({
      queued: 0,
      results: [{ mountTargetId: ids[0], status: 'compliant', warnings: ['nfs-open-to-world'] }],
    });
    expect(queue.sent).toEqual([]);
  });
});
