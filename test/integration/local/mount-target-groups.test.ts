import { DescribeMountTargetSecurityGroupsCommand, ModifyMountTargetSecurityGroupsCommand } from '@aws-sdk/client-efs';
import { describe, expect, it } from 'vitest';
import { type LocalAwsOptions, localAws } from '../../../infra/local/local-aws.ts';
import { addGroup, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, groupsOf } from '../../../infra/local/world/storage.ts';
import { localClients } from '../../support/local-clients.ts';

const scene = (options: LocalAwsOptions = {}) => {
  const aws = localAws(options);
  const { world } = aws;
  const vpc = addVpc(world);
  const groups = Array.from({ length: 6 }, (_, index) => addGroup(world, { vpcId: vpc.id, name: `nfs-${index}` }).id);
  const target = addMountTarget(world, { fileSystemId: addFileSystem(world).id, vpcId: vpc.id });
  const { efs, ec2 } = localClients(aws);
  const modify = (SecurityGroups?: string[], MountTargetId = target.id) =>
    efs.send(new ModifyMountTargetSecurityGroupsCommand({ MountTargetId, SecurityGroups }));
  const read = async () => {
    const { SecurityGroups } = await efs.send(
      new DescribeMountTargetSecurityGroupsCommand({ MountTargetId: target.id }),
    );
    return SecurityGroups;
  };
  return { aws, world, vpc, groups, target, efs, ec2, modify, read };
};

describe('ModifyMountTargetSecurityGroups', () => {
  it('replaces the whole set and answers 204', async () => {
    const { groups, modify, read, world, target } = scene();
    const { $metadata } = await modify(groups.slice(0, 2));
    expect($metadata.httpStatusCode).toBe(204);
    expect(await read()).toEqual(groups.slice(0, 2));
    expect(groupsOf(world, target.id)).toEqual(groups.slice(0, 2));
  });

  it('takes repeated groups for one', async () => {
    const { groups, modify, read } = scene();
    await modify([...groups.slice(0, 2), ...groups.slice(0, 2), ...groups.slice(0, 2)]);
    expect(await read()).toEqual(groups.slice(0, 2));
  });

  it.each([
    { when: 'there are more groups than the limit', given: 6, name: 'SecurityGroupLimitExceeded' },
    { when: 'the list is empty', given: 0, name: 'BadRequest' },
  ])('refuses with $name and changes nothing when $when', async ({ given, name }) => {
    const { groups, modify, read, vpc } = scene();
    await expect(modify(groups.slice(0, given))).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(await read()).toEqual([vpc.defaultGroupId]);
  });

  it('refuses a request without a list of groups', async () => {
    const { modify } = scene();
    await expect(modify(undefined)).rejects.toMatchObject({ name: 'BadRequest' });
  });

  it('refuses a group of another VPC, and takes one that is associated with it or shared into it', async () => {
    const { modify, world, vpc } = scene();
    const elsewhere = addVpc(world);
    const foreign = addGroup(world, { vpcId: elsewhere.id, name: 'foreign' });
    const associated = addGroup(world, { vpcId: elsewhere.id, name: 'associated', associatedVpcIds: [vpc.id] });
    const shared = addGroup(world, { vpcId: vpc.id, name: 'shared', ownerId: '999988887777' });
    await expect(modify([foreign.id])).rejects.toMatchObject({
      name: 'SecurityGroupNotFound',
      ErrorCode: 'SecurityGroupNotFound',
      $metadata: { httpStatusCode: 400 },
    });
    await modify([associated.id, shared.id]);
  });

  it.each([
    { id: 'fsmt-00000000', name: 'MountTargetNotFound', httpStatusCode: 404 },
    { id: 'fsmt-nonsense', name: 'ValidationException', httpStatusCode: 400 },
  ])('refuses $id with $name', async ({ id, name, httpStatusCode }) => {
    const { modify, groups } = scene();
    await expect(modify(groups.slice(0, 1), id)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  it('honours a raised limit', async () => {
    const { modify, groups } = scene({ groupLimit: 6 });
    await modify(groups);
  });

  it.each([true, false])(
    'where the life cycle is strict (%s), refuses a target that is not available',
    async (strict) => {
      const { modify, groups, target, read } = scene({ strictLifeCycle: strict });
      target.lifeCycleState = 'creating';
      const outcome = modify(groups.slice(0, 1));
      if (strict) {
        await expect(outcome).rejects.toMatchObject({
          name: 'IncorrectMountTargetState',
          $metadata: { httpStatusCode: 409 },
        });
        await expect(read()).rejects.toMatchObject({ name: 'IncorrectMountTargetState' });
      } else await outcome;
    },
  );
});
