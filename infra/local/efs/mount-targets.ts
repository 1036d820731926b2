import {
  CreateMountTarget$,
  type CreateMountTargetRequest,
  DeleteMountTarget$,
  type DeleteMountTargetRequest,
  DescribeMountTargets$,
  type DescribeMountTargetsRequest,
  type DescribeMountTargetsResponse,
  type MountTargetDescription,
} from '@aws-sdk/client-efs';
import { type Context, type Operation, operation } from '../operation.ts';
import { nextBits } from '../random.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { parseBlock } from '../world/cidr.ts';
import { takeAddress, vpcOrFirst } from '../world/network.ts';
import { addMountTarget, interfaceOf, mountTargetOf, subnetOf } from '../world/storage.ts';
import type { FileSystem, MountTarget, Subnet, World } from '../world/world.ts';
import { zoneId } from '../world/zones.ts';
import { acceptedGroups } from './groups.ts';
import { knownFileSystem, knownMountTarget, modelled } from './ids.ts';
import { efsPage } from './page.ts';

const describe = (world: World, of: MountTarget): MountTargetDescription => {
  const subnet = subnetOf(world, of);
  const { ipAddress, ipv6Address } = interfaceOf(world, of);
  return {
    OwnerId: of.ownerId,
    MountTargetId: of.id,
    FileSystemId: of.fileSystemId,
    SubnetId: of.subnetId,
    LifeCycleState: of.lifeCycleState as MountTargetDescription['LifeCycleState'],
    IpAddress: ipAddress,
    Ipv6Address: ipv6Address,
    NetworkInterfaceId: of.networkInterfaceId,
    AvailabilityZoneId: zoneId(world.region, subnet.availabilityZone),
    AvailabilityZoneName: subnet.availabilityZone,
    VpcId: subnet.vpcId,
  };
};

const checkPlace = (world: World, fileSystem: FileSystem, subnet: Subnet): void => {
  if (fileSystem.lifeCycleState !== 'available') {
    throw new AwsFault(
      'IncorrectFileSystemLifeCycleState',
      `File system '${fileSystem.id}' is ${fileSystem.lifeCycleState}.`,
    );
  }
  if (fileSystem.availabilityZone && fileSystem.availabilityZone !== subnet.availabilityZone) {
    throw new AwsFault(
      'AvailabilityZonesMismatch',
      `File system '${fileSystem.id}' is in ${fileSystem.availabilityZone}.`,
    );
  }
  for (const id of fileSystem.mountTargetIds) {
    const sibling = subnetOf(world, mountTargetOf(world, id));
    if (sibling.availabilityZone === subnet.availabilityZone) {
      throw new AwsFault('MountTargetConflict', `mount target already exists in this AZ: ${id}`);
    }
    if (sibling.vpcId !== subnet.vpcId) {
      throw new AwsFault(
        'MountTargetConflict',
        'requested subnet for new mount target is not in the same VPC as existing mount targets',
      );
    }
  }
};

const checkAddress = (world: World, subnet: Subnet, address: string): void => {
  const block = parseBlock(subnet.cidr);
  const at = parseBlock(`${address}/32`);
  if (!block || !at || at.first < block.first || at.first >= block.first + block.size) {
    throw new AwsFault('BadRequest', `Address ${address} does not fall within the subnet's address range.`);
  }
  if (world.networkInterfaces.values().some((each) => each.subnetId === subnet.id && each.ipAddress === address)) {
    throw new AwsFault('IpAddressInUse', `Address ${address} is in use.`);
  }
};

const create = (input: CreateMountTargetRequest, context: Context): MountTargetDescription => {
  const { world, behaviour, now } = context;
  const fileSystem = knownFileSystem(world, input.FileSystemId, 'fileSystemId');
  const subnetId = modelled('subnetId', input.SubnetId);
  const subnet = world.subnets.get(subnetId);
  if (!subnet) throw new AwsFault('SubnetNotFound', `The subnet ID '${subnetId}' does not exist`);
  checkPlace(world, fileSystem, subnet);
  if (input.IpAddress !== undefined) checkAddress(world, subnet, input.IpAddress);
  const groupIds =
    input.SecurityGroups === undefined
      ? [vpcOrFirst(world, subnet.vpcId).defaultGroupId]
      : acceptedGroups(input.SecurityGroups, subnet.vpcId, context);
  const ipv6Only = input.IpAddressType === 'IPV6_ONLY';
  const ipv6 = ipv6Only || input.IpAddressType === 'DUAL_STACK';
  const ipAddress = ipv6Only ? undefined : (input.IpAddress ?? takeAddress(subnet));
  if (!ipv6Only && ipAddress === undefined) {
    throw new AwsFault('NoFreeAddressesInSubnet', `Subnet '${subnetId}' has no free addresses.`);
  }
  const made = addMountTarget(world, {
    fileSystemId: fileSystem.id,
    subnetId,
    groupIds,
    lifeCycleState: 'creating',
    settlesAt: now() + behaviour.creatingMs,
    ipv6Only,
    ...(ipAddress === undefined ? {} : { ipAddress }),
    ...(ipv6 ? { ipv6Address: input.Ipv6Address ?? `2600:1f18::${(nextBits(world.random) >>> 16).toString(16)}` } : {}),
  });
  return describe(world, made);
};

const list = (input: DescribeMountTargetsRequest, { world }: Context): DescribeMountTargetsResponse => {
  const { FileSystemId, MountTargetId, AccessPointId } = input;
  if ([FileSystemId, MountTargetId, AccessPointId].filter((each) => each !== undefined).length !== 1) {
    throw new AwsFault('BadRequest', 'Specify exactly one of FileSystemId, MountTargetId and AccessPointId.');
  }
  if (AccessPointId !== undefined)
    throw new AwsFault('AccessPointNotFound', `Access point '${AccessPointId}' does not exist.`);
  const ids =
    FileSystemId === undefined
      ? [knownMountTarget(world, MountTargetId).id]
      : [...knownFileSystem(world, FileSystemId, 'fileSystemId').mountTargetIds];
  const { items, next } = efsPage(ids, input);
  return {
    Marker: input.Marker,
    MountTargets: items.map((id) => describe(world, mountTargetOf(world, id))),
    NextMarker: next,
  };
};

const remove = (input: DeleteMountTargetRequest, { world, behaviour, now }: Context): void => {
  const known = knownMountTarget(world, input.MountTargetId);
  known.lifeCycleState = 'deleting';
  known.settlesAt = now() + behaviour.deletingMs;
  world.settling.add(known);
};

/** The operations on mount targets themselves. */
export const mountTargetOperations: readonly Operation[] = [
  operation(CreateMountTarget$, create),
  operation(DescribeMountTargets$, list),
  operation(DeleteMountTarget$, remove),
];
