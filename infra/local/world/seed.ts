import { addGroup, addSubnet, addVpc, type GroupInput } from './network.ts';
import { addFileSystem, addMountTarget } from './storage.ts';
import type { TagInput } from './tags.ts';
import type { FileSystem, MountTarget, SecurityGroup, World } from './world.ts';
import { zonesOf } from './zones.ts';

export interface Seeding {
  readonly fileSystems: number;
  /** In as many zones; 3 when left out. */
  readonly mountTargetsEach?: number;
  /** The groups that every VPC gets. */
  readonly groups?: readonly Omit<GroupInput, 'vpcId'>[];
  readonly tags?: (index: number) => TagInput;
  /** Which of its VPC's groups (in the order of `groups`) a file system's mount targets get; all when left out. */
  readonly attach?: (index: number, groups: readonly SecurityGroup[]) => readonly SecurityGroup[];
}

export interface Seeded {
  readonly fileSystems: readonly FileSystem[];
  readonly mountTargets: readonly MountTarget[];
}

/** Mount targets of one VPC stay below AWS's quota of 1,400. */
const PER_VPC = 400;

/** Fills an account with many file systems and their mount targets, 400 file systems to a VPC. */
export const seedAccount = (
  world: World,
  { fileSystems: count, mountTargetsEach = 3, groups: inputs = [], tags, attach = (_, all) => all }: Seeding,
): Seeded => {
  const fileSystems: FileSystem[] = [];
  const mountTargets: MountTarget[] = [];
  const zones = zonesOf(world.region).slice(0, mountTargetsEach);
  while (fileSystems.length < count) {
    const { id: vpcId } = addVpc(world);
    const subnets = zones.map(({ name }) => addSubnet(world, { vpcId, availabilityZone: name }));
    const groups = inputs.map((input) => addGroup(world, { ...input, vpcId }));
    for (const last = Math.min(count, fileSystems.length + PER_VPC); fileSystems.length < last; ) {
      const index = fileSystems.length;
      const fileSystem = addFileSystem(world, { tags: tags?.(index) ?? {} });
      const groupIds = attach(index, groups).map(({ id }) => id);
      fileSystems.push(fileSystem);
      for (const { id: subnetId } of subnets) {
        const chosen = groupIds.length === 0 ? {} : { groupIds };
        mountTargets.push(addMountTarget(world, { fileSystemId: fileSystem.id, subnetId, ...chosen }));
      }
    }
  }
  return { fileSystems, mountTargets };
};
