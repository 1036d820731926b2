import { nextId } from '../random.ts';
import { addInterface, addSubnet, takeAddress, vpcOrFirst } from './network.ts';
import { type TagInput, tagsOf } from './tags.ts';
import type { FileSystem, MountTarget, NetworkInterface, Subnet, World } from './world.ts';
import { zonesOf } from './zones.ts';

/** Adds a file system; without a state it is `available`. */
export const addFileSystem = (
  world: World,
  {
    tags,
    ...input
  }: { tags?: TagInput; lifeCycleState?: string } & Partial<
    Omit<FileSystem, 'id' | 'ownerId' | 'tags' | 'lifeCycleState' | 'mountTargetIds'>
  > = {},
): FileSystem => {
  const id = nextId(world.random, 'fs');
  const made: FileSystem = {
    creationToken: id,
    createdAt: 0,
    performanceMode: 'generalPurpose',
    throughputMode: 'elastic',
    encrypted: true,
    lifeCycleState: 'available',
    ...input,
    id,
    ownerId: world.account,
    tags: tagsOf(tags),
    mountTargetIds: new Set(),
  };
  world.fileSystems.set(id, made);
  if (made.settlesAt !== undefined) world.settling.add(made);
  return made;
};

const freeSubnet = (world: World, fileSystem: FileSystem, vpcId?: string): Subnet => {
  const siblings = [...fileSystem.mountTargetIds].map((id) => subnetOf(world, mountTargetOf(world, id)));
  const vpc = vpcOrFirst(world, vpcId ?? siblings[0]?.vpcId);
  const zone = zonesOf(world.region).find(({ name }) => !siblings.some((subnet) => subnet.availabilityZone === name));
  if (!zone) throw new Error(`${fileSystem.id} has a mount target in every zone of ${world.region}`);
  const fits = (subnet: Subnet) => subnet.vpcId === vpc.id && subnet.availabilityZone === zone.name;
  return world.subnets.values().find(fits) ?? addSubnet(world, { vpcId: vpc.id, availabilityZone: zone.name });
};

export interface MountTargetInput {
  readonly fileSystemId: string;
  /** Without one: the first subnet of the VPC in a zone where the file system has no mount target, added if need be. */
  readonly subnetId?: string;
  readonly vpcId?: string;
  /** Without any: the VPC's default group. */
  readonly groupIds?: readonly string[];
  readonly lifeCycleState?: string;
  readonly settlesAt?: number;
  readonly ipAddress?: string;
  readonly ipv6Address?: string;
  /** No IPv4 address at all. */
  readonly ipv6Only?: boolean;
}

/** Adds a mount target and its network interface, in the form recorded from EFS. Checks nothing. */
export const addMountTarget = (world: World, input: MountTargetInput): MountTarget => {
  const fileSystem = world.fileSystems.get(input.fileSystemId);
  if (!fileSystem) throw new Error(`no such file system in this world: ${input.fileSystemId}`);
  const known = input.subnetId === undefined ? undefined : world.subnets.get(input.subnetId);
  const subnet = known ?? freeSubnet(world, fileSystem, input.vpcId);
  const id = nextId(world.random, 'fsmt');
  const ipAddress = input.ipv6Only ? undefined : (input.ipAddress ?? takeAddress(subnet));
  const { id: networkInterfaceId } = addInterface(world, {
    subnetId: subnet.id,
    groupIds: input.groupIds ?? [vpcOrFirst(world, subnet.vpcId).defaultGroupId],
    interfaceType: 'efs',
    description: `EFS mount target for ${fileSystem.id} (${id})`,
    ...(ipAddress === undefined ? {} : { ipAddress }),
    ...(input.ipv6Address === undefined ? {} : { ipv6Address: input.ipv6Address }),
  });
  const made: MountTarget = {
    id,
    ownerId: world.account,
    fileSystemId: fileSystem.id,
    subnetId: subnet.id,
    networkInterfaceId,
    lifeCycleState: input.lifeCycleState ?? 'available',
    ...(input.settlesAt === undefined ? {} : { settlesAt: input.settlesAt }),
  };
  world.mountTargets.set(id, made);
  fileSystem.mountTargetIds.add(id);
  if (made.settlesAt !== undefined) world.settling.add(made);
  return made;
};

/** The mount target with this id, which must be there. */
export const mountTargetOf = (world: World, id: string): MountTarget => {
  const known = world.mountTargets.get(id);
  if (!known) throw new Error(`no such mount target in this world: ${id}`);
  return known;
};

/** The subnet that a mount target or network interface is in. */
export const subnetOf = (world: World, { subnetId }: { readonly subnetId: string }): Subnet => {
  const known = world.subnets.get(subnetId);
  if (!known) throw new Error(`no such subnet in this world: ${subnetId}`);
  return known;
};

/** The network interface of a mount target. */
export const interfaceOf = (world: World, { networkInterfaceId }: MountTarget): NetworkInterface => {
  const known = world.networkInterfaces.get(networkInterfaceId);
  if (!known) throw new Error(`no such network interface in this world: ${networkInterfaceId}`);
  return known;
};

/** The groups that a mount target truly has now, whatever stale reads may say. */
export const groupsOf = (world: World, mountTargetId: string): readonly string[] =>
  interfaceOf(world, mountTargetOf(world, mountTargetId)).groupIds;

/** Replaces a mount target's groups at once and unchecked, as someone else's change would; no call is counted. */
export const setGroups = (world: World, mountTargetId: string, groupIds: readonly string[]): void => {
  interfaceOf(world, mountTargetOf(world, mountTargetId)).groupIds = [...groupIds];
};

/** Takes a mount target and its network interface out of the world. */
export const removeMountTarget = (world: World, { id, fileSystemId, networkInterfaceId }: MountTarget): void => {
  world.mountTargets.delete(id);
  world.networkInterfaces.delete(networkInterfaceId);
  world.fileSystems.get(fileSystemId)?.mountTargetIds.delete(id);
};

/** Ends every `creating` and `deleting` whose time has come by `now`, in milliseconds since the epoch. */
export const settle = (world: World, now: number): void => {
  for (const each of world.settling) {
    if (each.settlesAt === undefined || each.settlesAt > now) continue;
    delete each.settlesAt;
    world.settling.delete(each);
    if (each.lifeCycleState !== 'deleting') each.lifeCycleState = 'available';
    else if ('mountTargetIds' in each) world.fileSystems.delete(each.id);
    else removeMountTarget(world, each);
  }
};

/** Whether a group can be put on an interface in the VPC: its own, one shared into it, or one associated with it. */
export const usableIn = (world: World, groupId: string, vpcId: string): boolean => {
  const known = world.securityGroups.get(groupId);
  return known !== undefined && (known.vpcId === vpcId || known.associatedVpcIds.has(vpcId));
};
