import {
  CreateSubnet$,
  type CreateSubnetRequest,
  type CreateSubnetResult,
  DescribeSubnets$,
  type DescribeSubnetsRequest,
  type DescribeSubnetsResult,
  type Subnet as SubnetDescription,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { overlap, parseBlock } from '../world/cidr.ts';
import { addSubnet } from '../world/network.ts';
import { toPairs } from '../world/tags.ts';
import type { Subnet, World } from '../world/world.ts';
import { zoneId, zonesOf } from '../world/zones.ts';
import { type FilterValues, filterBy } from './filter.ts';
import { ec2Page } from './page.ts';
import { specifiedTags } from './tag-input.ts';
import { knownVpc, SIZES } from './vpcs.ts';

/** Addresses in every subnet that AWS keeps for itself. */
const RESERVED = 5;

/** The subnet with this id. Throws `InvalidSubnetID.NotFound`. */
export const knownSubnet = (world: World, id = ''): Subnet => {
  const known = world.subnets.get(id);
  if (!known) throw new AwsFault('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  return known;
};

const describe = (of: Subnet, world: World): SubnetDescription => ({
  SubnetId: of.id,
  SubnetArn: `arn:aws:ec2:${world.region}:${of.ownerId}:subnet/${of.id}`,
  VpcId: of.vpcId,
  OwnerId: of.ownerId,
  State: 'available',
  CidrBlock: of.cidr,
  AvailableIpAddressCount: (parseBlock(of.cidr)?.size ?? 0) - RESERVED - of.addressesUsed,
  AvailabilityZone: of.availabilityZone,
  AvailabilityZoneId: zoneId(world.region, of.availabilityZone),
  DefaultForAz: false,
  MapPublicIpOnLaunch: false,
  AssignIpv6AddressOnCreation: false,
  Ipv6CidrBlockAssociationSet: [],
  Tags: toPairs(of.tags),
});

const askedZone = ({ region }: World, { AvailabilityZone, AvailabilityZoneId }: CreateSubnetRequest) => {
  if (AvailabilityZone === undefined && AvailabilityZoneId === undefined) return {};
  const zone = zonesOf(region).find(({ name, id }) => name === AvailabilityZone || id === AvailabilityZoneId);
  if (zone) return { availabilityZone: zone.name };
  throw new AwsFault(
    'InvalidParameterValue',
    `Value (${AvailabilityZone ?? AvailabilityZoneId}) for parameter availabilityZone is invalid.`,
  );
};

const create = (input: CreateSubnetRequest, { world }: Context): CreateSubnetResult => {
  const vpc = knownVpc(world, input.VpcId);
  const { CidrBlock: cidr = '' } = input;
  const block = parseBlock(cidr);
  const around = parseBlock(vpc.cidr);
  if (!block) throw new AwsFault('InvalidParameterValue', `Value (${cidr}) for parameter cidrBlock is invalid.`);
  if (
    !around ||
    block.size < SIZES.smallest ||
    block.first < around.first ||
    block.first + block.size > around.first + around.size
  ) {
    throw new AwsFault('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
  }
  for (const { vpcId, cidr: taken } of world.subnets.values()) {
    const other = parseBlock(taken);
    if (vpcId === vpc.id && other && overlap(block, other)) {
      throw new AwsFault('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
    }
  }
  const tags = specifiedTags(input.TagSpecifications);
  return { Subnet: describe(addSubnet(world, { vpcId: vpc.id, cidr, tags, ...askedZone(world, input) }), world) };
};

const filterValues = ({ region }: World): FilterValues<Subnet> => ({
  'availability-zone': (of) => [of.availabilityZone],
  'availability-zone-id': (of) => [zoneId(region, of.availabilityZone)],
  'cidr-block': (of) => [of.cidr],
  'default-for-az': () => ['false'],
  'owner-id': (of) => [of.ownerId],
  state: () => ['available'],
  'subnet-id': (of) => [of.id],
  'vpc-id': (of) => [of.vpcId],
});

const list = (input: DescribeSubnetsRequest, { world }: Context): DescribeSubnetsResult => {
  const all = input.SubnetIds?.map((id) => knownSubnet(world, id)) ?? world.subnets.values();
  const { items, next } = ec2Page(all, input, filterBy(input.Filters, filterValues(world)));
  return { Subnets: items.map((of) => describe(of, world)), NextToken: next };
};

/** The operations on subnets. */
export const subnetOperations: readonly Operation[] = [
  operation(CreateSubnet$, create),
  operation(DescribeSubnets$, list),
];
