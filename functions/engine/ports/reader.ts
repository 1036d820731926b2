import type { FileSystemId, MountTargetId, SecurityGroupId, VpcId } from '../../core/model/ids.ts';
import type { FileSystem, MountTarget, SecurityGroup } from '../../core/model/live-state.ts';
import type { Client } from '../../core/nfs/client.ts';
import type { VpcBlocks } from '../../core/nfs/known-clients.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';
import type { EfsInterface } from './region-reader.ts';

/**
 * Reads AWS. Every method throws `RetryableError` or `TerminalError` (with the SDK's error as cause) when AWS does not
 * answer the question, and `RetryableError` (`out-of-time`) once the time of the invocation is up; `undefined` means that
 * AWS answered: it does not exist.
 */
export interface Reader {
  /** EFS DescribeMountTargets by mount target. */
  mountTarget(id: MountTargetId): Promise<MountTarget | undefined>;
  /** EFS DescribeMountTargets by file system, every page. */
  mountTargetsOf(id: FileSystemId): Promise<readonly MountTarget[] | undefined>;
  /** EFS DescribeMountTargetSecurityGroups: what is attached by the word of the service that attaches it. */
  attachedGroups(id: MountTargetId): Promise<readonly SecurityGroupId[] | undefined>;
  /** EFS DescribeFileSystems by id; its answer carries the tags. */
  fileSystem(id: FileSystemId): Promise<FileSystem | undefined>;
  /**
   * EC2 DescribeNetworkInterfaces by id: those of EFS, with what is attached to them. It has a larger budget than EFS and may
   * lag behind it; an interface that EC2 does not show is absent.
   */
  interfaces(ids: readonly string[]): Promise<readonly EfsInterface[]>;
  /** EC2 GetSecurityGroupsForVpc, every page: the VPC's own groups and those associated with or shared into it. */
  usableGroups(id: VpcId): Promise<readonly SecurityGroup[]>;
  /**
   * EC2 DescribeSecurityGroups by id, and GetManagedPrefixListEntries for each prefix list: the inbound rules of each
   * group. One that AWS does not show is absent; a prefix list that does not exist or may not be read has no entries.
   */
  rules(ids: readonly SecurityGroupId[]): Promise<RulesOfGroups>;
  /** EC2 DescribeVpcs: the IPv4 and IPv6 blocks that are associated with a VPC, and its owner. */
  vpcBlocks(id: VpcId): Promise<VpcBlocks>;
  /**
   * EC2 DescribeNetworkInterfaces by group: interfaces in use that have one of the groups and may be a client's. Interfaces
   * of other accounts are not seen.
   */
  clientsIn(ids: readonly SecurityGroupId[]): Promise<readonly Client[]>;
  /** The same of every interface in a VPC. */
  clientsOf(id: VpcId): Promise<readonly Client[]>;
}
