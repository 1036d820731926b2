import type { FileSystemId, MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { FileSystem, MountTarget, SecurityGroup } from '../../core/model/live-state.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';

/** A file system as a listing shows it. */
export interface ListedFileSystem extends FileSystem {
  /** How many mount targets EFS says it has. */
  readonly mountTargets: number;
}

/** The network interface of a mount target, as EC2 shows it. */
export interface EfsInterface extends Pick<MountTarget, 'vpcId' | 'families' | 'address' | 'availabilityZone'> {
  readonly networkInterfaceId: string;
  readonly attached: readonly SecurityGroupId[];
  /** From the interface's description; undefined when that cannot be read. */
  readonly mountTargetId: MountTargetId | undefined;
  readonly fileSystemId: FileSystemId | undefined;
}

/** Reads an account and region by the page: a handful of calls, however many mount targets. Throws as `Reader` does. */
export interface RegionReader {
  /** EFS DescribeFileSystems; tags and the number of mount targets come with it. */
  fileSystems(): AsyncIterable<readonly ListedFileSystem[]>;
  /** EC2 DescribeNetworkInterfaces with `interface-type=efs`, from EC2's own request budget. */
  interfaces(narrowing?: Narrowing): AsyncIterable<readonly EfsInterface[]>;
  /** EC2 DescribeSecurityGroups: these groups, or those that let in one of these prefix lists; what does not exist is absent. */
  groups(which: GroupsAsked): Promise<readonly SecurityGroup[]>;
  /** EC2 DescribeSecurityGroups: what every group of the region lets in. */
  allRules(): Promise<RulesOfGroups>;
}

/** Which groups. */
export type GroupsAsked = { readonly ids: readonly SecurityGroupId[] } | { readonly prefixLists: readonly string[] };

/** Which EFS interfaces: these, or those that any of these groups is attached to. */
export type Narrowing = { readonly ids: readonly string[] } | { readonly groups: readonly SecurityGroupId[] };
