import {
  CreateNetworkInterface$,
  type CreateNetworkInterfaceRequest,
  type CreateNetworkInterfaceResult,
  DeleteNetworkInterface$,
  type DeleteNetworkInterfaceRequest,
  DescribeNetworkInterfaceAttribute$,
  type DescribeNetworkInterfaceAttributeRequest,
  type DescribeNetworkInterfaceAttributeResult,
  ModifyNetworkInterfaceAttribute$,
  type ModifyNetworkInterfaceAttributeRequest,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { addInterface, takeAddress, vpcOrFirst } from '../world/network.ts';
import { subnetOf, usableIn } from '../world/storage.ts';
import type { NetworkInterface, Subnet, World } from '../world/world.ts';
import { describeInterface, knownInterface } from './interfaces.ts';
import { knownGroup } from './read-groups.ts';
import { knownSubnet } from './subnets.ts';
import { specifiedTags } from './tag-input.ts';

const acceptedGroups = (asked: readonly string[], { vpcId }: Subnet, { world, behaviour }: Context) => {
  const groupIds = [...new Set(asked)];
  if (groupIds.length === 0)
    throw new AwsFault('InvalidParameterValue', 'You must specify at least one security group');
  if (groupIds.length > behaviour.groupLimit) {
    throw new AwsFault(
      'SecurityGroupsPerInterfaceLimitExceeded',
      `The maximum number of security groups per interface (${behaviour.groupLimit}) has been reached.`,
    );
  }
  for (const id of groupIds) {
    if (usableIn(world, knownGroup(world, id).id, vpcId)) continue;
    throw new AwsFault('InvalidParameter', 'Security group and interface belong to different networks.');
  }
  return groupIds;
};

const create = (input: CreateNetworkInterfaceRequest, context: Context): CreateNetworkInterfaceResult => {
  const { world } = context;
  const subnet = knownSubnet(world, input.SubnetId);
  const groupIds = acceptedGroups(input.Groups ?? [vpcOrFirst(world, subnet.vpcId).defaultGroupId], subnet, context);
  const tags = specifiedTags(input.TagSpecifications);
  const ipAddress = input.PrivateIpAddress ?? takeAddress(subnet);
  if (ipAddress === undefined) {
    throw new AwsFault('InsufficientFreeAddressesInSubnet', `${subnet.id} has no free addresses`);
  }
  const { Description: description = '' } = input;
  const made = addInterface(world, { subnetId: subnet.id, groupIds, description, ipAddress, tags });
  return { NetworkInterface: describeInterface(made, context) };
};

/** The interface with this id, which must not be a mount target's. Throws `AuthFailure` (cloud-custodian#3406). */
const ownInterface = (world: World, id: string | undefined): NetworkInterface => {
  const known = knownInterface(world, id);
  if (known.interfaceType !== 'efs') return known;
  throw new AwsFault('AuthFailure', 'You do not have permission to access the specified resource.');
};

const remove = (input: DeleteNetworkInterfaceRequest, { world }: Context): void => {
  world.networkInterfaces.delete(ownInterface(world, input.NetworkInterfaceId).id);
};

const modify = (input: ModifyNetworkInterfaceAttributeRequest, context: Context): void => {
  const { world, groups } = context;
  const known = ownInterface(world, input.NetworkInterfaceId);
  if (!input.Groups) {
    throw new AwsFault('InvalidParameterCombination', 'This endpoint changes only the groups of an interface.');
  }
  groups.replace(known, acceptedGroups(input.Groups, subnetOf(world, known), context));
};

const describeAttribute = (
  input: DescribeNetworkInterfaceAttributeRequest,
  context: Context,
): DescribeNetworkInterfaceAttributeResult => {
  const known = knownInterface(context.world, input.NetworkInterfaceId);
  const whole = describeInterface(known, context);
  const attributes: Readonly<Record<string, DescribeNetworkInterfaceAttributeResult>> = {
    attachment: { Attachment: whole.Attachment },
    description: { Description: { Value: known.description } },
    groupSet: { Groups: whole.Groups },
    sourceDestCheck: { SourceDestCheck: { Value: true } },
  };
  const attribute = attributes[input.Attribute ?? ''];
  if (!attribute) throw new AwsFault('InvalidParameterCombination', 'No attributes specified.');
  return { NetworkInterfaceId: known.id, ...attribute };
};

/** Making, changing and deleting ordinary network interfaces; those of mount targets refuse. */
export const interfaceWriteOperations: readonly Operation[] = [
  operation(CreateNetworkInterface$, create),
  operation(DeleteNetworkInterface$, remove),
  operation(ModifyNetworkInterfaceAttribute$, modify),
  operation(DescribeNetworkInterfaceAttribute$, describeAttribute),
];
