import { describe, expect, it } from 'vitest';
import type { Actuator } from '../../../functions/engine/ports/ports.ts';
import { removeMountTarget } from '../../../infra/local/world/storage.ts';
import { ledgerOf, leftovers } from '../../support/engine-ledger.ts';
import { type Scene, scene } from '../../support/engine-scene.ts';
import { instantly } from '../../support/virtual-time.ts';

const MODIFY = 'efs:ModifyMountTargetSecurityGroups';
const ATTACHED = 'efs:DescribeMountTargetSecurityGroups';

/** Each read of a look, and the moment from which on its operation's next call is that read. */
const reads = [
  { read: 'its description', operation: 'efs:DescribeMountTargets', from: 'start' },
  { read: 'its interface', operation: 'ec2:DescribeNetworkInterfaces', from: 'start' },
  { read: 'its file system', operation: 'efs:DescribeFileSystems', from: 'start' },
  { read: "its VPC's groups", operation: 'ec2:GetSecurityGroupsForVpc', from: 'start' },
  { read: "its groups' rules", operation: 'ec2:DescribeSecurityGroups', from: 'start' },
  { read: 'its groups under the lease', operation: ATTACHED, from: 'lease' },
] as const;

const faults = [
  { error: 'AccessDeniedException', status: 'failed', reasons: ['access-denied'] },
  { error: 'InternalServerError', status: 'deferred', reasons: ['aws-error'] },
  { error: 'ThrottlingException', status: 'deferred', reasons: ['throttled'] },
] as const;

const failing = ({ aws }: Scene, { operation, from }: (typeof reads)[number], error: string): void => {
  const fail = () => aws.faults.next(operation, { error });
  if (from === 'start') fail();
  else aws.faults.before('dynamodb:UpdateItem', fail);
};

describe.each(reads)('when reading $read', (read) => {
  it.each(faults)('meets $error, it is $status $reasons and nothing is written', async ({ error, status, reasons }) => {
    const it = await scene();
    failing(it, read, error);
    const finding = await it.look();
    expect(finding).toMatchObject({ status, reasons, mountTargetId: it.mountTarget.id });
    expect(finding.explanation).toContain(error);
    expect(it.modifies()).toBe(0);
    expect(await ledgerOf(it)).toMatchObject({ changes: [] });
    expect(it.journal.told).toHaveLength(1);
  });

  it('is denied, the one call names the action', async () => {
    const it = await scene({ maxAttempts: 4 });
    failing(it, read, 'AccessDeniedException');
    const { explanation } = await it.look();
    const [service, name] = read.operation.split(':');
    expect(explanation).toContain(`grant ${service === 'efs' ? 'elasticfilesystem' : service}:${name} to the role`);
    expect(it.aws.calls.total(read.operation)).toBe(1);
  });

  it('is answered at the second attempt, it is fixed', async () => {
    const it = await scene({ maxAttempts: 2 });
    failing(it, read, 'InternalServerError');
    expect(await it.look()).toMatchObject({ status: 'fixed' });
  });
});

it('is deferred when EC2 throttles, which it does with RequestLimitExceeded and HTTP status 503', async () => {
  const { aws, look } = await scene();
  aws.faults.next('ec2:GetSecurityGroupsForVpc', { error: 'RequestLimitExceeded', status: 503 });
  expect(await look()).toMatchObject({ status: 'deferred', reasons: ['throttled'] });
});

it('gives the lease back, and says what was found before, when the read under it fails', async () => {
  const { aws, look, clients, stray, fileSystem } = await scene();
  aws.faults.before('dynamodb:UpdateItem', () => aws.faults.next(ATTACHED, { error: 'InternalServerError' }));
  expect(await look()).toMatchObject({
    ...{ status: 'deferred', rule: 'shared-data', fileSystemId: fileSystem.id },
    ...{ before: [stray.id], after: [stray.id] },
  });
  expect(await leftovers({ clients })).toEqual([]);
  expect(await look()).toMatchObject({ status: 'fixed' });
});

it('asks EFS for the groups of a mount target whose interface EC2 does not show', async () => {
  const { look, mountTarget, ports, aws } = await scene();
  const reader = { ...ports.reader, interfaces: async () => [] };
  expect(await look({}, { reader })).toMatchObject({ status: 'fixed', mountTargetId: mountTarget.id });
  expect(aws.calls.total(ATTACHED)).toBe(3);
});

describe('when reading back after the write', () => {
  it.each([
    { error: 'InternalServerError', times: 2 },
    { error: 'ThrottlingException', times: 1 },
  ])(
    'meets $error $times times, it is fixed',
    instantly(async ({ error, times }) => {
      const it = await scene();
      it.aws.faults.after(MODIFY, () => it.aws.faults.next(ATTACHED, { error, times }));
      expect(await it.look()).toMatchObject({ status: 'fixed', reasons: [], after: [it.wanted.id] });
      expect(it.modifies()).toBe(1);
      expect((await ledgerOf(it)).changes).toMatchObject([{ status: 'fixed', reasons: [] }]);
    }),
  );

  it.each([
    { error: 'InternalServerError', status: 'deferred', reasons: ['aws-error'] },
    { error: 'AccessDeniedException', status: 'failed', reasons: ['access-denied'] },
  ])('meets $error for good, it is $status $reasons, and the next look says how it ended', async (say) => {
    const it = await scene();
    const { error, ...found } = say;
    it.aws.faults.after(MODIFY, () => it.aws.faults.next(ATTACHED, { error, times: 5 }));
    expect(await it.look()).toMatchObject({ ...found, after: [it.wanted.id] });
    expect((await ledgerOf(it)).changes).toEqual([]);
    it.aws.faults.clear();
    expect(await it.look()).toMatchObject({ status: 'fixed', reasons: ['interrupted'] });
    expect(it.modifies()).toBe(1);
  });

  it('is not tried for longer than ten seconds, however long AWS takes not to answer', async () => {
    const it = await scene();
    it.aws.faults.after(MODIFY, () => it.aws.faults.next(ATTACHED, { error: 'InternalServerError', times: 9 }));
    const actuator: Actuator = {
      ...it.ports.actuator,
      attachedGroups: (id) => {
        it.clock.pass(6_000);
        return it.ports.actuator.attachedGroups(id);
      },
    };
    expect(await it.look({}, { actuator })).toMatchObject({ status: 'deferred' });
    expect(it.clock.slept).toEqual([100, 400]);
  });
});

describe('a mount target that is gone', () => {
  it('before the first read is gone', async () => {
    const { aws, look, mountTarget } = await scene({ measured: true });
    removeMountTarget(aws.world, mountTarget);
    expect(await look()).toMatchObject({ status: 'gone', before: [], after: [], reasons: [] });
    expect(aws.calls.total('dynamodb:UpdateItem')).toBe(0);
  });

  it('by the word of EFS alone is gone, without a lease', async () => {
    const { aws, look } = await scene({ measured: true });
    aws.faults.next('efs:DescribeMountTargets', { error: 'MountTargetNotFound' });
    expect(await look()).toMatchObject({ status: 'gone', before: [], reasons: [] });
    expect(aws.calls.total('dynamodb:UpdateItem')).toBe(0);
  });

  it.each([
    { when: 'under the lease', operation: 'dynamodb:UpdateItem', modifies: 0 },
    { when: 'at the write', operation: MODIFY, modifies: 1 },
  ])('$when is gone, with its file system named and its lease given back', async ({ operation, modifies }) => {
    const it = await scene({ measured: true });
    it.aws.faults.before(operation, () => removeMountTarget(it.aws.world, it.mountTarget));
    expect(await it.look()).toMatchObject({ status: 'gone', after: [], fileSystemId: it.fileSystem.id });
    expect(it.modifies()).toBe(modifies);
    expect(await leftovers(it)).toEqual([]);
  });

  it('with its file system is gone', async () => {
    const { aws, look, mountTarget, fileSystem } = await scene();
    aws.faults.before('efs:DescribeFileSystems', () => {
      removeMountTarget(aws.world, mountTarget);
      aws.world.fileSystems.delete(fileSystem.id);
    });
    expect(await look()).toMatchObject({ status: 'gone' });
  });
});
