import { addGroup, addSubnet, addVpc } from './world/network.ts';
import { addFileSystem, addMountTarget } from './world/storage.ts';
import type { World } from './world/world.ts';

/** Files a record under another id. */
const rename = <Item extends { readonly id: string }>(items: Map<string, Item>, made: Item, id: string): Item => {
  const renamed = { ...made, id };
  items.delete(made.id);
  items.set(id, renamed);
  return renamed;
};

/**
 * Fills a world with the account that the samples in `events/` speak of: one file system tagged `environment=production`
 * with one mount target, to which the group `nfs-old` is attached where `efs-clients` should be.
 */
export const addSampleAccount = (world: World): void => {
  const vpc = rename(world.vpcs, addVpc(world), 'vpc-0d0d0d0d0d0d0d0d4');
  const subnet = rename(world.subnets, addSubnet(world, { vpcId: vpc.id }), 'subnet-0c0c0c0c0c0c0c0c3');
  const clients = { name: 'efs-clients', vpcId: vpc.id, tags: { 'nfs-clients': 'production' } };
  rename(world.securityGroups, addGroup(world, clients), 'sg-0aaaaaaaaaaaaaaa1');
  const old = addGroup(world, { name: 'nfs-old', vpcId: vpc.id });
  const groupIds = [rename(world.securityGroups, old, 'sg-0bbbbbbbbbbbbbbb2').id];
  const made = addFileSystem(world, { tags: { environment: 'production' } });
  const fileSystem = rename(world.fileSystems, made, 'fs-0123456789abcdef0');
  const target = addMountTarget(world, { fileSystemId: fileSystem.id, subnetId: subnet.id, groupIds });
  const { id } = rename(
    world.mountTargets,
    { ...target, networkInterfaceId: 'eni-0fedcba9876543210' },
    'fsmt-0a1b2c3d4e5f60718',
  );
  fileSystem.mountTargetIds.delete(target.id);
  fileSystem.mountTargetIds.add(id);
  const face = world.networkInterfaces.get(target.networkInterfaceId);
  if (!face) throw new Error(`no such network interface in this world: ${target.networkInterfaceId}`);
  const description = `EFS mount target for ${fileSystem.id} (${id})`;
  world.networkInterfaces.delete(face.id);
  world.networkInterfaces.set('eni-0fedcba9876543210', { ...face, id: 'eni-0fedcba9876543210', description });
};
