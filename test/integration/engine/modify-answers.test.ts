import { describe, expect, it } from 'vitest';
import { addGroup } from '../../../infra/local/world/network.ts';
import { removeMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { ledgerOf, leftovers } from '../../support/engine-ledger.ts';
import { scene } from '../../support/engine-scene.ts';
import { instantly } from '../../support/virtual-time.ts';

const MODIFY = 'efs:ModifyMountTargetSecurityGroups';
const READ = 'efs:DescribeMountTargetSecurityGroups';

describe('when AWS accepts the write', () => {
  it('the mount target is fixed as soon as reading back shows it', async () => {
    const { look, groups, clients, wanted, stray, fileSystem, clock } = await scene();
    const actor = { arn: 'arn:aws:iam::111122223333:role/Operator', userAgent: 'aws-cli/2' };
    const startedAt = clock.now();
    const finding = await look({ actor, eventId: 'e-1' });
    expect(finding).toMatchObject({ status: 'fixed', reasons: [], rule: 'shared-data', fileSystemId: fileSystem.id });
    expect(finding).toMatchObject({ before: [stray.id], after: [wanted.id] });
    expect(groups()).toEqual([wanted.id]);
    const { changes } = await ledgerOf({ clients });
    expect(changes).toMatchObject([
      {
        ...{ status: 'fixed', reasons: [], before: [stray.id], after: [wanted.id], rule: 'shared-data' },
        ...{ policyVersion: '0123456789ab', cause: 'ModifyMountTargetSecurityGroups', actor, eventId: 'e-1' },
        ...{ fileSystemId: fileSystem.id, at: startedAt, concludedAt: startedAt + 100 },
      },
    ]);
    expect(await leftovers({ clients })).toEqual([]);
  });

  it.each([
    { stale: 2, pauses: [100, 400, 1000] },
    { stale: 4, pauses: [100, 400, 1000, 2000, 4000] },
  ])('$stale reads that still show the old groups are waited out', async ({ stale, pauses }) => {
    const { aws, look, clock } = await scene();
    aws.faults.set({ staleReads: { reads: stale } });
    expect(await look()).toMatchObject({ status: 'fixed' });
    expect(clock.slept).toEqual(pauses);
    expect(aws.calls.total(READ)).toBe(2 + stale);
  });

  it('it is failed, not-verified, when reading back never shows it, and the old set is written again', async () => {
    const { aws, look, clients, groups, stray } = await scene();
    aws.faults.set({ staleReads: { reads: 5 } });
    aws.faults.after(MODIFY, () => aws.faults.set({}));
    expect(await look()).toMatchObject({ status: 'failed', reasons: ['not-verified'], after: [stray.id] });
    expect(groups()).toEqual([stray.id]);
    const { changes } = await ledgerOf({ clients });
    expect(changes).toMatchObject([
      { status: 'failed', reasons: ['not-verified'] },
      { status: 'fixed', after: [stray.id] },
    ]);
  });

  it('and someone else then writes other groups, the finding says which are attached', async () => {
    const { aws, look, groups, mountTarget } = await scene();
    const other = addGroup(aws.world, { name: 'other' });
    aws.faults.after(MODIFY, () => setGroups(aws.world, mountTarget.id, [other.id]));
    const finding = await look();
    expect(finding).toMatchObject({ status: 'failed', reasons: ['not-verified'] });
    expect(finding.after).toEqual(groups());
  });

  it('and the mount target is deleted before the read back, it is gone', async () => {
    const { aws, look, clients, mountTarget } = await scene();
    aws.faults.after(MODIFY, () => removeMountTarget(aws.world, mountTarget));
    expect(await look()).toMatchObject({ status: 'gone', after: [] });
    expect((await ledgerOf({ clients })).changes).toMatchObject([{ status: 'gone' }]);
  });
});

describe('when AWS refuses the write', () => {
  it.each([
    { error: 'MountTargetNotFound', status: 'gone', reasons: [] },
    { error: 'IncorrectMountTargetState', status: 'deferred', reasons: ['lifecycle-state'] },
    { error: 'SecurityGroupNotFound', status: 'failed', reasons: ['security-group-not-found'] },
    { error: 'SecurityGroupLimitExceeded', status: 'refused', reasons: ['too-many-groups'] },
    { error: 'BadRequest', status: 'failed', reasons: ['bad-request'] },
    { error: 'ThrottlingException', status: 'deferred', reasons: ['throttled'] },
    { error: 'AccessDeniedException', status: 'failed', reasons: ['access-denied'] },
  ])('with $error, it is $status $reasons and on record', async ({ error, status, reasons }) => {
    const { aws, look, groups, modifies, clients, stray } = await scene();
    aws.faults.next(MODIFY, { error });
    const finding = await look();
    expect(finding).toMatchObject({ status, reasons, rule: 'shared-data', before: [stray.id] });
    expect(finding.after).toEqual(status === 'gone' ? [] : [stray.id]);
    expect(finding.explanation).toContain(error);
    expect([groups(), modifies()]).toEqual([[stray.id], 1]);
    expect(await leftovers({ clients })).toEqual([]);
    expect((await ledgerOf({ clients })).changes).toMatchObject([{ status, reasons }]);
  });

  it.each(['BadRequest', 'AccessDeniedException', 'IncorrectMountTargetState', 'SecurityGroupLimitExceeded'])(
    '%s is never sent again, whatever attempts are left',
    async (error) => {
      const { aws, look, modifies } = await scene({ maxAttempts: 4 });
      aws.faults.next(MODIFY, { error });
      await look();
      expect(modifies()).toBe(1);
    },
  );

  it.each(['InternalServerError', 'ThrottlingException'])(
    '%s is sent again, and may then succeed',
    instantly(async (error) => {
      const { aws, look, modifies } = await scene({ maxAttempts: 2 });
      aws.faults.next(MODIFY, { error });
      expect(await look()).toMatchObject({ status: 'fixed' });
      expect(modifies()).toBe(2);
    }),
  );

  it('ThrottlingException has HTTP status 400', async () => {
    const { aws, look } = await scene();
    aws.faults.next(MODIFY, { error: 'ThrottlingException', status: 400 });
    expect(await look()).toMatchObject({ status: 'deferred', reasons: ['throttled'] });
  });

  it('names the action that access is denied to', async () => {
    const { aws, look } = await scene();
    aws.faults.next(MODIFY, { error: 'AccessDeniedException' });
    const { explanation } = await look();
    expect(explanation).toContain('grant elasticfilesystem:ModifyMountTargetSecurityGroups to the role');
  });

  it('says the limit that AWS holds', async () => {
    const { aws, look, fileSystem } = await scene({ groupLimit: 2 });
    fileSystem.tags.set('environment', 'many');
    for (const name of ['a', 'b', 'c']) addGroup(aws.world, { name, tags: { 'nfs-access': 'many' } });
    const finding = await look();
    expect(finding).toMatchObject({ status: 'refused', reasons: ['too-many-groups'] });
    expect(finding.explanation).toContain('maximum number of security groups per interface (2)');
  });
});

it('writes nothing in place of a group that AWS does not know, and the next look resolves the groups afresh', async () => {
  const { aws, look, groups, modifies, wanted } = await scene();
  aws.faults.before(MODIFY, () => {
    aws.world.securityGroups.delete(wanted.id);
    addGroup(aws.world, { name: 'nfs-prod', tags: { 'nfs-access': 'prod' } });
  });
  expect(await look()).toMatchObject({ status: 'failed', reasons: ['security-group-not-found'] });
  expect(modifies()).toBe(1);
  expect(await look()).toMatchObject({ status: 'fixed', after: groups() });
  expect(groups()).not.toContain(wanted.id);
});

describe('when the answer to the write is lost', () => {
  it('and the write landed, it is fixed with one Modify', async () => {
    const { aws, look, groups, modifies, wanted } = await scene({ maxAttempts: 4 });
    aws.faults.next(MODIFY, { lost: true });
    expect(await look()).toMatchObject({ status: 'fixed', after: [wanted.id] });
    expect([groups(), modifies()]).toEqual([[wanted.id], 1]);
  });

  it('and the write did not land, it is deferred with one Modify', async () => {
    const { aws, look, modifies, mountTarget, stray } = await scene({ maxAttempts: 4 });
    aws.faults.after(MODIFY, () => setGroups(aws.world, mountTarget.id, [stray.id]));
    aws.faults.next(MODIFY, { lost: true });
    expect(await look()).toMatchObject({ status: 'deferred', reasons: ['no-response'], after: [stray.id] });
    expect(modifies()).toBe(1);
  });

  it('and reading back is denied, it is deferred all the same', async () => {
    const { aws, look } = await scene();
    aws.faults.next(MODIFY, { lost: true });
    aws.faults.after(MODIFY, () => aws.faults.next(READ, { error: 'AccessDeniedException' }));
    expect(await look()).toMatchObject({ status: 'deferred', reasons: ['no-response'] });
  });

  it('with an error although the write landed, it is fixed', async () => {
    const { aws, look, modifies } = await scene();
    aws.faults.next(MODIFY, { error: 'InternalServerError', performed: true });
    expect(await look()).toMatchObject({ status: 'fixed' });
    expect(modifies()).toBe(1);
  });
});
