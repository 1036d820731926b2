import {
  DescribeSecurityGroups$,
  type DescribeSecurityGroupsRequest,
  type DescribeSecurityGroupsResult,
  GetSecurityGroupsForVpc$,
  type GetSecurityGroupsForVpcRequest,
  type GetSecurityGroupsForVpcResult,
  type SecurityGroup as SecurityGroupDescription,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { usableIn } from '../world/storage.ts';
import { toPairs } from '../world/tags.ts';
import type { SecurityGroup, World } from '../world/world.ts';
import { type FilterValues, filterBy } from './filter.ts';
import { toPermissions } from './group-permissions.ts';
import { ec2Page } from './page.ts';
import { knownVpc } from './vpcs.ts';

/** The group with this id. Throws `InvalidGroupId.Malformed` or `InvalidGroup.NotFound`. */
export const knownGroup = (world: World, id = ''): SecurityGroup => {
  if (!/^sg-[0-9a-f]{8,40}$/.test(id)) throw new AwsFault('InvalidGroupId.Malformed', `Invalid id: "${id}"`);
  const known = world.securityGroups.get(id);
  if (!known) throw new AwsFault('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  return known;
};

const describe = (of: SecurityGroup, world: World): SecurityGroupDescription => ({
  GroupId: of.id,
  GroupName: of.name,
  Description: of.description,
  OwnerId: of.ownerId,
  VpcId: of.vpcId,
  SecurityGroupArn: `arn:aws:ec2:${world.region}:${of.ownerId}:security-group/${of.id}`,
  IpPermissions: toPermissions(of.rules, false, world),
  IpPermissionsEgress: toPermissions(of.rules, true, world),
  Tags: toPairs(of.tags),
});

const peers = (of: SecurityGroup, isEgress: boolean, kind: 'cidrIpv4' | 'cidrIpv6' | 'prefixListId' | 'groupId') =>
  of.rules
    .filter((rule) => rule.isEgress === isEgress)
    .map(({ peer }) => Object.entries(peer).find(([key]) => key === kind)?.[1]);

const directed = (prefix: string, isEgress: boolean): FilterValues<SecurityGroup> => {
  const rules = (of: SecurityGroup) => of.rules.filter((rule) => rule.isEgress === isEgress);
  return {
    [`${prefix}.cidr`]: (of) => peers(of, isEgress, 'cidrIpv4'),
    [`${prefix}.ipv6-cidr`]: (of) => peers(of, isEgress, 'cidrIpv6'),
    [`${prefix}.prefix-list-id`]: (of) => peers(of, isEgress, 'prefixListId'),
    [`${prefix}.group-id`]: (of) => peers(of, isEgress, 'groupId'),
    [`${prefix}.from-port`]: (of) => rules(of).map(({ fromPort }) => fromPort?.toString()),
    [`${prefix}.to-port`]: (of) => rules(of).map(({ toPort }) => toPort?.toString()),
    [`${prefix}.protocol`]: (of) => rules(of).map(({ protocol }) => protocol),
  };
};

const filterValues: FilterValues<SecurityGroup> = {
  description: (of) => [of.description],
  'group-id': (of) => [of.id],
  'group-name': (of) => [of.name],
  'owner-id': (of) => [of.ownerId],
  'vpc-id': (of) => [of.vpcId],
  ...directed('ip-permission', false),
  ...directed('egress.ip-permission', true),
};

const list = (input: DescribeSecurityGroupsRequest, { world }: Context): DescribeSecurityGroupsResult => {
  if (input.GroupIds && input.MaxResults !== undefined) {
    throw new AwsFault(
      'InvalidParameterCombination',
      'The parameter GroupIds cannot be used with the parameter MaxResults',
    );
  }
  for (const name of input.GroupNames ?? []) {
    if (!world.securityGroups.values().some((of) => of.name === name)) {
      throw new AwsFault('InvalidGroup.NotFound', `The security group '${name}' does not exist`);
    }
  }
  const all = input.GroupIds?.map((id) => knownGroup(world, id)) ?? world.securityGroups.values();
  const named = (of: SecurityGroup) => input.GroupNames?.includes(of.name) ?? true;
  const passes = filterBy(input.Filters, filterValues);
  const { items, next } = ec2Page(all, input, (of) => named(of) && passes(of));
  return { SecurityGroups: items.map((of) => describe(of, world)), NextToken: next };
};

const vpcFilterValues: FilterValues<SecurityGroup> = {
  description: (of) => [of.description],
  'group-id': (of) => [of.id],
  'group-name': (of) => [of.name],
  'owner-id': (of) => [of.ownerId],
  'primary-vpc-id': (of) => [of.vpcId],
};

const listForVpc = (input: GetSecurityGroupsForVpcRequest, { world }: Context): GetSecurityGroupsForVpcResult => {
  const { id: vpcId } = knownVpc(world, input.VpcId);
  const passes = filterBy(input.Filters, vpcFilterValues);
  const usable = (of: SecurityGroup) => usableIn(world, of.id, vpcId) && passes(of);
  const { items, next } = ec2Page(world.securityGroups.values(), input, usable);
  const SecurityGroupForVpcs = items.map((of) => ({
    GroupId: of.id,
    GroupName: of.name,
    Description: of.description,
    OwnerId: of.ownerId,
    PrimaryVpcId: of.vpcId,
    Tags: toPairs(of.tags),
  }));
  return { SecurityGroupForVpcs, NextToken: next };
};

/** Reading security groups. */
export const groupReadOperations: readonly Operation[] = [
  operation(DescribeSecurityGroups$, list),
  operation(GetSecurityGroupsForVpc$, listForVpc),
];
