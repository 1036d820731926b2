import {
  AssociateSecurityGroupVpc$,
  type AssociateSecurityGroupVpcRequest,
  type AssociateSecurityGroupVpcResult,
  CreateSecurityGroup$,
  type CreateSecurityGroupRequest,
  type CreateSecurityGroupResult,
  DeleteSecurityGroup$,
  type DeleteSecurityGroupRequest,
  type DeleteSecurityGroupResult,
  DescribeSecurityGroupVpcAssociations$,
  type DescribeSecurityGroupVpcAssociationsRequest,
  type DescribeSecurityGroupVpcAssociationsResult,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { addGroup } from '../world/network.ts';
import type { Tags } from '../world/tags.ts';
import { toPairs } from '../world/tags.ts';
import type { SecurityGroup, World } from '../world/world.ts';
import { type FilterValues, filterBy } from './filter.ts';
import { ec2Page } from './page.ts';
import { knownGroup } from './read-groups.ts';
import { specifiedTags } from './tag-input.ts';
import { knownVpc } from './vpcs.ts';

/** The group with this id, which must be the account's own to be changed. Throws `UnauthorizedOperation` on a shared one. */
export const ownGroup = (world: World, id: string | undefined): SecurityGroup => {
  const known = knownGroup(world, id);
  if (known.ownerId === world.account) return known;
  throw new AwsFault('UnauthorizedOperation', 'You are not authorized to perform this operation.');
};

const create = (input: CreateSecurityGroupRequest, { world }: Context): CreateSecurityGroupResult => {
  const { GroupName: name = '', Description: description = '' } = input;
  if (input.VpcId === undefined) throw new AwsFault('VPCIdNotSpecified', 'No default VPC for this user');
  const vpc = knownVpc(world, input.VpcId);
  if (name.startsWith('sg-')) {
    throw new AwsFault('InvalidParameterValue', `Value (${name}) for parameter GroupName is invalid.`);
  }
  if (world.securityGroups.values().some((of) => of.vpcId === vpc.id && of.name === name)) {
    throw new AwsFault('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc.id}'`);
  }
  const made = addGroup(world, { vpcId: vpc.id, name, description, tags: specifiedTags(input.TagSpecifications) });
  return {
    GroupId: made.id,
    SecurityGroupArn: `arn:aws:ec2:${world.region}:${made.ownerId}:security-group/${made.id}`,
    Tags: toPairs(made.tags),
  };
};

const isInUse = ({ id }: SecurityGroup, world: World): boolean =>
  world.networkInterfaces.values().some(({ groupIds }) => groupIds.includes(id)) ||
  world.securityGroups
    .values()
    .some((other) => other.id !== id && other.rules.some(({ peer }) => 'groupId' in peer && peer.groupId === id));

const remove = (input: DeleteSecurityGroupRequest, { world }: Context): DeleteSecurityGroupResult => {
  const known = ownGroup(world, input.GroupId);
  if (known.name === 'default') {
    throw new AwsFault(
      'CannotDelete',
      `the specified group: "${known.id}" name: "default" cannot be deleted by a user`,
    );
  }
  if (isInUse(known, world)) throw new AwsFault('DependencyViolation', `resource ${known.id} has a dependent object`);
  world.securityGroups.delete(known.id);
  return { Return: true, GroupId: known.id };
};

const associate = (input: AssociateSecurityGroupVpcRequest, { world }: Context): AssociateSecurityGroupVpcResult => {
  const known = ownGroup(world, input.GroupId);
  const vpc = knownVpc(world, input.VpcId);
  if (known.name === 'default' || known.vpcId === vpc.id) {
    throw new AwsFault('InvalidParameterValue', `The group ${known.id} cannot be associated with ${vpc.id}`);
  }
  known.associatedVpcIds.add(vpc.id);
  return { State: 'associated' };
};

interface Association {
  readonly id: string;
  readonly group: SecurityGroup;
  readonly vpcId: string;
  readonly tags: Tags;
}

const filterValues: FilterValues<Association> = {
  'group-id': ({ group }) => [group.id],
  'group-owner-id': ({ group }) => [group.ownerId],
  state: () => ['associated'],
  'vpc-id': ({ vpcId }) => [vpcId],
};

const listAssociations = (
  input: DescribeSecurityGroupVpcAssociationsRequest,
  { world }: Context,
): DescribeSecurityGroupVpcAssociationsResult => {
  const all = [...world.securityGroups.values()].flatMap((group) =>
    [...group.associatedVpcIds].map((vpcId) => ({ id: `${group.id} ${vpcId}`, group, vpcId, tags: new Map() })),
  );
  const { items, next } = ec2Page(all, input, filterBy(input.Filters, filterValues));
  return {
    SecurityGroupVpcAssociations: items.map(({ group, vpcId }) => ({
      GroupId: group.id,
      GroupOwnerId: group.ownerId,
      VpcId: vpcId,
      VpcOwnerId: world.vpcs.get(vpcId)?.ownerId,
      State: 'associated',
    })),
    NextToken: next,
  };
};

/** Making, deleting and associating security groups. */
export const groupWriteOperations: readonly Operation[] = [
  operation(CreateSecurityGroup$, create),
  operation(DeleteSecurityGroup$, remove),
  operation(AssociateSecurityGroupVpc$, associate),
  operation(DescribeSecurityGroupVpcAssociations$, listAssociations),
];
