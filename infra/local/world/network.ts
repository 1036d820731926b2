import { nextBits, nextId } from '../random.ts';
import { addressAt, parseBlock } from './cidr.ts';
import type { Rule, RulePeer, RuleTerms } from './rule.ts';
import { type TagInput, tagsOf } from './tags.ts';
import type { NetworkInterface, PrefixList, SecurityGroup, Subnet, Vpc, World } from './world.ts';
import { zonesOf } from './zones.ts';

/** Makes a rule for a group; ports and protocol default to NFS over TCP, direction to ingress. */
export const newRule = (
  world: World,
  {
    peer,
    ...terms
  }: Partial<RuleTerms> & { readonly peer: RulePeer; readonly description?: string; readonly tags?: TagInput },
): Rule => {
  const protocol = terms.protocol ?? 'tcp';
  const ports = protocol === '-1' ? {} : { fromPort: 2049, toPort: 2049 };
  return {
    isEgress: false,
    ...ports,
    ...terms,
    protocol,
    peer,
    id: nextId(world.random, 'sgr'),
    tags: tagsOf(terms.tags),
  };
};

const group = (
  world: World,
  { id, rules, ...rest }: Pick<SecurityGroup, 'id' | 'name' | 'description' | 'vpcId' | 'ownerId' | 'tags' | 'rules'>,
): SecurityGroup => {
  const outward = newRule(world, { isEgress: true, protocol: '-1', peer: { cidrIpv4: '0.0.0.0/0' } });
  const made: SecurityGroup = { ...rest, id, rules: [outward, ...rules], associatedVpcIds: new Set() };
  world.securityGroups.set(id, made);
  return made;
};

/** Adds a VPC with its default security group, which admits only itself. */
export const addVpc = (
  world: World,
  {
    cidr = '10.0.0.0/16',
    moreBlocks = [],
    ownerId = world.account,
    tags,
  }: { cidr?: string; moreBlocks?: Vpc['moreBlocks']; ownerId?: string; tags?: TagInput } = {},
): Vpc => {
  const id = nextId(world.random, 'vpc');
  const defaultGroupId = nextId(world.random, 'sg');
  const itself = newRule(world, { protocol: '-1', peer: { groupId: defaultGroupId } });
  const vpc: Vpc = { id, ownerId, cidr, moreBlocks, defaultGroupId, tags: tagsOf(tags) };
  world.vpcs.set(id, vpc);
  group(world, {
    id: defaultGroupId,
    name: 'default',
    description: 'default VPC security group',
    vpcId: id,
    ownerId,
    tags: new Map(),
    rules: [itself],
  });
  return vpc;
};

/** The VPC with this id, or without one the first VPC, added when there is none. */
export const vpcOrFirst = (world: World, vpcId?: string): Vpc => {
  const known = vpcId === undefined ? world.vpcs.values().next().value : world.vpcs.get(vpcId);
  if (!known && vpcId !== undefined) throw new Error(`no such VPC in this world: ${vpcId}`);
  return known ?? addVpc(world);
};

/** Adds a subnet; without a block it takes the next sixteenth of its VPC. */
export const addSubnet = (
  world: World,
  {
    vpcId,
    cidr,
    availabilityZone,
    tags,
  }: { vpcId?: string; cidr?: string; availabilityZone?: string; tags?: TagInput } = {},
): Subnet => {
  const vpc = vpcOrFirst(world, vpcId);
  const siblings = [...world.subnets.values()].filter((subnet) => subnet.vpcId === vpc.id).length;
  const block = parseBlock(vpc.cidr) ?? { first: 0, size: 65_536 };
  const subnet: Subnet = {
    id: nextId(world.random, 'subnet'),
    vpcId: vpc.id,
    ownerId: vpc.ownerId,
    cidr: cidr ?? `${addressAt(block, (siblings * block.size) / 16)}/${32 - Math.log2(block.size / 16)}`,
    availabilityZone: availabilityZone ?? zonesOf(world.region)[siblings % 3]?.name ?? `${world.region}a`,
    tags: tagsOf(tags),
    addressesUsed: 0,
  };
  world.subnets.set(subnet.id, subnet);
  return subnet;
};

export interface GroupInput {
  readonly vpcId?: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: TagInput;
  /** Another account's number makes it a group shared into the VPC. */
  readonly ownerId?: string;
  readonly rules?: readonly (Partial<RuleTerms> & { readonly peer: RulePeer })[];
  /** Further VPCs to associate it with. */
  readonly associatedVpcIds?: readonly string[];
}

/** Adds a security group that lets everything out and, beyond `rules`, nothing in. */
export const addGroup = (world: World, { name, ...input }: GroupInput): SecurityGroup => {
  const made = group(world, {
    id: nextId(world.random, 'sg'),
    name,
    description: input.description ?? name,
    vpcId: vpcOrFirst(world, input.vpcId).id,
    ownerId: input.ownerId ?? world.account,
    tags: tagsOf(input.tags),
    rules: (input.rules ?? []).map((rule) => newRule(world, rule)),
  });
  for (const vpcId of input.associatedVpcIds ?? []) made.associatedVpcIds.add(vpcId);
  return made;
};

/** Adds a customer-managed prefix list. */
export const addPrefixList = (
  world: World,
  {
    name,
    entries = [],
    ...input
  }: { name: string; addressFamily?: string; maxEntries?: number; tags?: TagInput } & {
    entries?: PrefixList['entries'];
  },
): PrefixList => {
  const list: PrefixList = {
    id: nextId(world.random, 'pl'),
    name,
    ownerId: world.account,
    addressFamily: input.addressFamily ?? 'IPv4',
    maxEntries: input.maxEntries ?? Math.max(10, entries.length),
    entries,
    tags: tagsOf(input.tags),
  };
  world.prefixLists.set(list.id, list);
  return list;
};

/** The next free address of a subnet, whose first four and last addresses AWS keeps; undefined when none is left. */
export const takeAddress = (subnet: Subnet): string | undefined => {
  const block = parseBlock(subnet.cidr);
  if (!block || subnet.addressesUsed + 5 >= block.size) return undefined;
  subnet.addressesUsed += 1;
  return addressAt(block, 3 + subnet.addressesUsed);
};

/** Adds a network interface with the given groups. */
export const addInterface = (
  world: World,
  input: Pick<NetworkInterface, 'subnetId' | 'groupIds'> &
    Partial<
      Pick<
        NetworkInterface,
        | 'interfaceType'
        | 'description'
        | 'ipAddress'
        | 'ipv6Address'
        | 'publicIp'
        | 'instanceId'
        | 'attachedAt'
        | 'status'
        | 'requesterId'
        | 'requesterManaged'
      >
    > & { readonly tags?: TagInput },
): NetworkInterface => {
  const octets = nextBits(world.random).toString(16).padStart(8, '0').match(/../g) ?? [];
  const made: NetworkInterface = {
    interfaceType: 'interface',
    description: '',
    ...input,
    tags: tagsOf(input.tags),
    id: nextId(world.random, 'eni'),
    ownerId: world.account,
    macAddress: ['0a', 'ff', ...octets].join(':'),
  };
  world.networkInterfaces.set(made.id, made);
  return made;
};
