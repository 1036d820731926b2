import {
  CreateVpc$,
  type CreateVpcRequest,
  type CreateVpcResult,
  DescribeVpcs$,
  type DescribeVpcsRequest,
  type DescribeVpcsResult,
  type Vpc as VpcDescription,
} from '@aws-sdk/client-ec2';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { parseBlock } from '../world/cidr.ts';
import { addVpc } from '../world/network.ts';
import { toPairs } from '../world/tags.ts';
import type { Vpc, World } from '../world/world.ts';
import { type FilterValues, filterBy } from './filter.ts';
import { ec2Page } from './page.ts';
import { specifiedTags } from './tag-input.ts';

/** How many addresses a VPC or a subnet may have. */
export const SIZES = { smallest: 2 ** 4, largest: 2 ** 16 };

/** The VPC with this id. Throws `InvalidVpcID.NotFound`. */
export const knownVpc = (world: World, id = ''): Vpc => {
  const known = world.vpcs.get(id);
  if (!known) throw new AwsFault('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`);
  return known;
};

type State = 'associated';

const describe = (of: Vpc): VpcDescription => {
  const associations = [{ cidr: of.cidr }, ...of.moreBlocks].map(({ cidr, state }, index) => ({
    cidr,
    AssociationId: of.id.replace('vpc-', `vpc-cidr-assoc-${index || ''}`),
    // Any state of the API model.
    state: { State: (state ?? 'associated') as State },
  }));
  const [ipv6, ipv4] = [true, false].map((is) => associations.filter(({ cidr }) => cidr.includes(':') === is));
  return {
    VpcId: of.id,
    OwnerId: of.ownerId,
    State: 'available',
    CidrBlock: of.cidr,
    CidrBlockAssociationSet: ipv4?.map(({ cidr, state, AssociationId }) => ({
      AssociationId,
      CidrBlock: cidr,
      CidrBlockState: state,
    })),
    ...(ipv6?.length && {
      Ipv6CidrBlockAssociationSet: ipv6.map(({ cidr, state, AssociationId }) => ({
        AssociationId,
        Ipv6CidrBlock: cidr,
        Ipv6CidrBlockState: state,
      })),
    }),
    DhcpOptionsId: of.id.replace('vpc-', 'dopt-'),
    InstanceTenancy: 'default',
    IsDefault: false,
    Tags: toPairs(of.tags),
  };
};

const create = (input: CreateVpcRequest, { world }: Context): CreateVpcResult => {
  const { CidrBlock: cidr } = input;
  if (cidr === undefined) {
    throw new AwsFault('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
  }
  const block = parseBlock(cidr);
  if (!block) throw new AwsFault('InvalidParameterValue', `Value (${cidr}) for parameter cidrBlock is invalid.`);
  if (block.size > SIZES.largest || block.size < SIZES.smallest) {
    throw new AwsFault('InvalidVpc.Range', `The CIDR '${cidr}' is invalid: a VPC is from /16 to /28.`);
  }
  return { Vpc: describe(addVpc(world, { cidr, tags: specifiedTags(input.TagSpecifications) })) };
};

const filterValues: FilterValues<Vpc> = {
  cidr: (of) => [of.cidr],
  'cidr-block-association.cidr-block': (of) => [of.cidr],
  'is-default': () => ['false'],
  'owner-id': (of) => [of.ownerId],
  state: () => ['available'],
  'vpc-id': (of) => [of.id],
};

const list = (input: DescribeVpcsRequest, { world }: Context): DescribeVpcsResult => {
  const all = input.VpcIds?.map((id) => knownVpc(world, id)) ?? world.vpcs.values();
  const { items, next } = ec2Page(all, input, filterBy(input.Filters, filterValues));
  return { Vpcs: items.map(describe), NextToken: next };
};

/** The operations on VPCs. */
export const vpcOperations: readonly Operation[] = [operation(CreateVpc$, create), operation(DescribeVpcs$, list)];
