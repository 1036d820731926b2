import { describe, expect, it } from 'vitest';
import { fileSystemId } from '../../../functions/core/model/ids.ts';
import { remediator } from '../../../functions/engine/look/remediate.ts';
import { addGroup, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, groupsOf } from '../../../infra/local/world/storage.ts';
import { fileSystemIdOf, idOf, type Scene, scene } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';

const lookAt = async (it: Scene, say: Partial<Scene['request']>) =>
  (await remediator(it.ports, it.policy)({ ...it.request, mountTargetIds: [], ...say })).findings;

/** A file system with three mount targets that have the wrong group. */
const three = async () => {
  const it = await scene();
  const { aws, fileSystem, stray, mountTarget } = it;
  const more = [0, 1].map(() => addMountTarget(aws.world, { fileSystemId: fileSystem.id, groupIds: [stray.id] }));
  return {
    ...it,
    all: [mountTarget, ...more],
    look3: () => lookAt(it, { fileSystemIds: [fileSystemIdOf(fileSystem)] }),
  };
};

describe('a file system', () => {
  it('has each of its mount targets put right, with one description for all', async () => {
    const { aws, look3, all, wanted } = await three();
    const findings = await look3();
    expect(findings.map(({ mountTargetId, status }) => [mountTargetId, status]).toSorted()).toEqual(
      all.map(({ id }) => [id, 'fixed']).toSorted(),
    );
    for (const { id } of all) expect(groupsOf(aws.world, id)).toEqual([wanted.id]);
    expect(aws.calls.counts()).toMatchObject({ 'efs:DescribeMountTargets': 1, 'efs:DescribeFileSystems': 1 });
  });

  it.each([
    {
      fault: 'EFS refuses the write',
      operation: 'efs:ModifyMountTargetSecurityGroups',
      error: 'BadRequest',
      status: 'failed',
    },
    {
      fault: 'its groups cannot be read',
      operation: 'efs:DescribeMountTargetSecurityGroups',
      error: 'AccessDeniedException',
      status: 'failed',
    },
  ])('has the others put right when $fault for one', async ({ operation, error, status }) => {
    const { aws, look3, all, journal } = await three();
    const faulty = must(all[1]).id;
    aws.faults.next(operation, { error, id: faulty, times: 9 });
    const findings = await look3();
    expect(findings).toHaveLength(3);
    for (const finding of findings) expect(finding.status).toBe(finding.mountTargetId === faulty ? status : 'fixed');
    expect(journal.told).toHaveLength(3);
  });

  it('that does not exist is gone', async () => {
    const it = await scene();
    const id = must(fileSystemId('fs-0000000000000000f'));
    expect(await lookAt(it, { fileSystemIds: [id] })).toMatchObject([
      { status: 'gone', fileSystemId: id, mountTargetId: null },
    ]);
    expect(it.journal.told).toHaveLength(1);
  });

  it('without mount targets is nothing to report', async () => {
    const it = await scene();
    const empty = addFileSystem(it.aws.world);
    expect(await lookAt(it, { fileSystemIds: [fileSystemIdOf(empty)] })).toEqual([]);
  });

  it('whose mount targets cannot be listed fails alone', async () => {
    const it = await three();
    const other = addFileSystem(it.aws.world, { tags: { environment: 'prod' } });
    it.aws.faults.next('efs:DescribeMountTargets', { error: 'AccessDeniedException', id: other.id });
    const findings = await lookAt(it, { fileSystemIds: [other, it.fileSystem].map(fileSystemIdOf) });
    expect(findings.map(({ status }) => status)).toEqual(['failed', 'fixed', 'fixed', 'fixed']);
    expect(findings[0]).toMatchObject({ fileSystemId: other.id, mountTargetId: null, reasons: ['access-denied'] });
  });

  it('named together with one of its mount targets has one look at it', async () => {
    const it = await three();
    const findings = await lookAt(it, {
      fileSystemIds: [fileSystemIdOf(it.fileSystem)],
      mountTargetIds: [idOf(it.mountTarget)],
    });
    expect(findings).toHaveLength(3);
    expect(it.aws.calls.total('efs:ModifyMountTargetSecurityGroups')).toBe(3);
  });
});

describe('groups that can be used although they are not of the VPC and account', () => {
  it.each(['shared into the VPC by another account', 'associated with the VPC'])('%s', async (how) => {
    const it = await scene();
    const { world } = it.aws;
    it.fileSystem.tags.set('environment', 'far');
    const [home] = [...world.vpcs.keys()];
    const tags = { 'nfs-access': 'far' };
    const far = how.startsWith('shared')
      ? addGroup(world, { name: 'far', tags, ownerId: '999988887777' })
      : addGroup(world, { name: 'far', tags, vpcId: addVpc(world).id, associatedVpcIds: [must(home)] });
    expect(await it.look()).toMatchObject({ status: 'fixed', after: [far.id] });
    expect(it.groups()).toEqual([far.id]);
  });

  it('are not those of another VPC, whatever their tags', async () => {
    const it = await scene();
    const { world } = it.aws;
    it.fileSystem.tags.set('environment', 'far');
    addGroup(world, { name: 'far', tags: { 'nfs-access': 'far' }, vpcId: addVpc(world).id });
    expect(await it.look()).toMatchObject({ status: 'refused', reasons: ['no-matching-group'] });
    expect(it.modifies()).toBe(0);
  });
});

describe('requests of one invocation', () => {
  it('that meet on a mount target share one look and one report', async () => {
    const it = await scene();
    const remediate = remediator(it.ports, it.policy);
    const [first, second] = await Promise.all([
      remediate({ ...it.request, eventId: 'e-1' }),
      remediate({ ...it.request, eventId: 'e-2' }),
    ]);
    expect(first).toMatchObject({ findings: [{ status: 'fixed' }] });
    expect(second).toEqual(first);
    expect([it.modifies(), it.journal.told.length]).toEqual([1, 1]);
  });

  it('do not share a look when one of them is a dry run', async () => {
    const it = await scene();
    const remediate = remediator(it.ports, it.policy);
    expect(await remediate({ ...it.request, dryRun: true })).toMatchObject({ findings: [{ status: 'would-fix' }] });
    expect(await remediate(it.request)).toMatchObject({ findings: [{ status: 'fixed' }] });
  });
});
