import {
  addGroup,
  addInterface,
  addPrefixList,
  addSubnet,
  addVpc,
  newRule,
  takeAddress,
} from '../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget } from '../../infra/local/world/storage.ts';
import type { MountTarget, NetworkInterface, SecurityGroup, Subnet, World } from '../../infra/local/world/world.ts';
import { must } from '../support/must.ts';
import { type Kind, type Machine, type Network, named } from './network.ts';
import type { Party } from './right.ts';
import { lettingOf } from './rule-text.ts';

/** A network that stands in the local account. */
export interface Built {
  readonly fileSystemId: string;
  readonly mountTargets: readonly MountTarget[];
  readonly parties: readonly Party[];
  /** By key. */
  readonly groups: ReadonlyMap<string, SecurityGroup>;
  /** Subnets, by key. */
  readonly places: ReadonlyMap<string, Subnet>;
  /** The ids by which AWS knows each party: of its interface and its instance. */
  readonly idsOf: ReadonlyMap<Party, readonly string[]>;
  /** A group that nobody is in and that admits nobody. */
  readonly nobody: SecurityGroup;
}

type Look = Partial<
  Pick<
    NetworkInterface,
    'interfaceType' | 'description' | 'requesterId' | 'requesterManaged' | 'publicIp' | 'instanceId' | 'status'
  >
>;

const byService = (requesterId: string, description: string): Look => ({
  requesterManaged: true,
  requesterId,
  description,
});

/** How EC2 describes the interface of each kind, as recorded. */
const looks: Readonly<Record<Kind, (who: string, instanceId: string) => Look>> = {
  instance: (_, instanceId) => ({ instanceId }),
  alb: (who) => byService('amazon-elb', `ELB app/${who}/50dc6c495c0c9188`),
  branch: () => ({ interfaceType: 'branch', status: 'in-use', description: 'aws-k8s-branch-eni' }),
  cache: (who) => byService('amazon-elasticache', `ElastiCache ${who}`),
  clb: (who) => byService('amazon-elb', `ELB ${who}`),
  'control-plane': (who) => byService('339713109942', `Amazon EKS ${who}`),
  endpoint: () => ({ interfaceType: 'vpc_endpoint', description: 'VPC Endpoint Interface vpce-0123456789abcdef0' }),
  fargate: () => byService('578734482556', 'arn:aws:ecs:us-east-1:111122223333:attachment/7c061abd-27a7-41dc'),
  lambda: (who) => ({ interfaceType: 'lambda', description: `AWS Lambda VPC ENI-${who}-0f4e1d7e` }),
  nat: () => ({
    interfaceType: 'nat_gateway',
    publicIp: '203.0.113.80',
    description: 'Interface for NAT Gateway nat-0123456789abcdef0',
  }),
  nlb: (who) => ({ interfaceType: 'network_load_balancer', description: `ELB net/${who}/50dc6c495c0c9188` }),
  'private-nat': () => ({
    interfaceType: 'nat_gateway',
    description: 'Interface for NAT Gateway nat-0123456789abcdef0',
  }),
  rds: () => byService('amazon-rds', 'RDSNetworkInterface'),
  service: (who) => byService('234567890123', who),
  studio: (who) => byService('234567890123', `[DO NOT DELETE] ENI managed by SageMaker for ${who}`),
  'transit-gateway': (who) => ({
    interfaceType: 'transit_gateway',
    description: `Network Interface for Transit Gateway Attachment ${who}`,
  }),
};

const addNetwork = (world: World, { vpcs, sharedBy, subnets, lists = {}, groups }: Network) => {
  const vpcIds = new Map<string, string>();
  const made = new Map<string, SecurityGroup>();
  for (const [name, text] of Object.entries(vpcs)) {
    const [cidr = '', ...more] = text.split(' ');
    const owner = sharedBy !== undefined && vpcIds.size === 0 ? { ownerId: sharedBy } : {};
    const vpc = addVpc(world, { cidr, moreBlocks: more.map((it) => ({ cidr: it })), ...owner });
    vpcIds.set(name, vpc.id);
    made.set(`default:${name}`, must(world.securityGroups.get(vpc.defaultGroupId)));
  }
  const first = must(vpcIds.values().next().value);
  const places = new Map<string, Subnet>();
  for (const [name, text] of Object.entries(subnets)) {
    const [cidr = '', letter, , vpc] = text.split(' ');
    const vpcId = vpc === undefined ? first : named(vpcIds, vpc);
    places.set(name, addSubnet(world, { vpcId, cidr, availabilityZone: `${world.region}${letter}` }));
  }
  const listIds = new Map(
    Object.entries(lists).map(([name, blocks]) => {
      return [name, addPrefixList(world, { name, entries: blocks.map((cidr) => ({ cidr })) }).id] as const;
    }),
  );
  for (const [key, { name = key, tags = {}, vpc, owner }] of Object.entries(groups)) {
    const vpcId = vpc === undefined ? first : named(vpcIds, vpc);
    made.set(key, addGroup(world, { name, tags, vpcId, ...(owner === undefined ? {} : { ownerId: owner }) }));
  }
  for (const [key, { lets = [] }] of Object.entries(groups))
    for (const { ports, source } of lets.map(lettingOf)) {
      const terms = ports === 'all' ? { protocol: '-1' } : { fromPort: ports.from, toPort: ports.to };
      const peer = () => {
        if (source.kind === 'group') return { groupId: named(made, source.name).id };
        if (source.kind === 'list') return { prefixListId: named(listIds, source.name) };
        return source.block.includes(':') ? { cidrIpv6: source.block } : { cidrIpv4: source.block };
      };
      named(made, key).rules.push(newRule(world, { ...terms, peer: peer() }));
    }
  for (const [key, { gone }] of Object.entries(groups)) if (gone) world.securityGroups.delete(named(made, key).id);
  const nobody = addGroup(world, { name: 'nobody', vpcId: first });
  return { places, groups: made, nobody };
};

const instanceIdOf = (number: number): string => `i-${number.toString(16).padStart(17, '0')}`;

/** Builds a network with its file system in the local account; its mount targets have the group of nobody. */
export const build = (world: World, network: Network): Built => {
  const { places, groups, nobody } = addNetwork(world, network);
  const idsOf = new Map<Party, readonly string[]>();
  const instances = new Map<string, string>();
  const instanceOf = (machine: string) => {
    const id = instances.get(machine) ?? instanceIdOf(instances.size + 1);
    instances.set(machine, id);
    return id;
  };

  const place = (machine: Machine, number: number) => {
    const { who, as: kind = 'instance', has = [], six } = machine;
    const subnet = named(places, machine.in);
    const at = machine.at === 'none' ? undefined : (machine.at ?? must(takeAddress(subnet)));
    const name = machine.of ?? `${who} ${idsOf.size} ${number}`;
    const party: Party = {
      who,
      machine: name,
      groups: has,
      // Over IPv6 nobody reaches a mount target that has no such address.
      addresses: [at, network.targetsSix ? six : undefined].filter((address) => address !== undefined),
      mounts: machine.mounts ?? false,
      absent: machine.absent ?? false,
    };
    if (party.absent) return idsOf.set(party, []);
    const look = looks[kind](who, instanceOf(name));
    const { id } = addInterface(world, {
      subnetId: subnet.id,
      groupIds: has.map((key) => named(groups, key).id),
      ...(at === undefined ? {} : { ipAddress: at }),
      ...(six === undefined ? {} : { ipv6Address: six }),
      ...look,
      ...(machine.says === undefined ? {} : { description: machine.says }),
    });
    return idsOf.set(party, [id, ...(look.instanceId === undefined ? [] : [look.instanceId])]);
  };
  for (const machine of network.machines)
    for (let number = 0; number < (machine.count ?? 1); number += 1) place(machine, number);
  for (const { who, at, has = [], mounts = false } of network.beyond ?? [])
    idsOf.set({ who, machine: who, groups: has, addresses: [at], mounts, absent: false }, []);

  const zone = network.zone === undefined ? {} : { availabilityZone: network.zone };
  const { id: fileSystemId } = addFileSystem(world, { tags: network.tags ?? {}, ...zone });
  const mountTargets = network.targets.map((target, index) =>
    addMountTarget(world, {
      fileSystemId,
      subnetId: named(places, target).id,
      groupIds: [nobody.id],
      ...(network.targetsSix ? { ipv6Address: `2600:1f18:11:1100::e${index}` } : {}),
    }),
  );
  return { fileSystemId, mountTargets, parties: [...idsOf.keys()], groups, places, idsOf, nobody };
};
