import type { Random } from '../random.ts';
import type { FlowLog, LogGroup } from './flow-log.ts';
import type { Queue } from './queue.ts';
import type { Rule } from './rule.ts';
import type { Tags } from './tags.ts';

export interface Vpc {
  readonly id: string;
  readonly ownerId: string;
  readonly cidr: string;
  /** Further blocks, IPv4 or IPv6, which are `associated` unless said otherwise. */
  readonly moreBlocks: readonly { readonly cidr: string; readonly state?: string }[];
  readonly defaultGroupId: string;
  readonly tags: Tags;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly ownerId: string;
  readonly cidr: string;
  readonly availabilityZone: string;
  readonly tags: Tags;
  /** How many addresses were given out; addresses are never used again. */
  addressesUsed: number;
}

/** Belongs to another account when `ownerId` differs from the world's: then it is one shared into the VPC. */
export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly ownerId: string;
  readonly tags: Tags;
  rules: Rule[];
  /** Further VPCs that the group is associated with. */
  readonly associatedVpcIds: Set<string>;
}

export interface PrefixList {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly addressFamily: string;
  readonly maxEntries: number;
  readonly entries: { readonly cidr: string; readonly description?: string }[];
  readonly tags: Tags;
}

/** A network interface. Those of mount targets carry the one truth about the mount target's groups. */
export interface NetworkInterface {
  readonly id: string;
  readonly subnetId: string;
  readonly ownerId: string;
  readonly description: string;
  /** As EC2 names it. One other than `interface` is an AWS service's own, and always in use. */
  readonly interfaceType: string;
  readonly ipAddress?: string;
  readonly ipv6Address?: string;
  readonly macAddress: string;
  readonly tags: Tags;
  /** What it is attached to, other than a mount target: it is then in use. */
  instanceId?: string;
  /** Since when, in milliseconds since the epoch; long ago where nothing is said. */
  readonly attachedAt?: number;
  /** As EC2 says it, where it is not what follows from the attachment. */
  status?: string;
  /** Who asked for it, such as `amazon-elb`; an AWS account for the types that are a service's. */
  readonly requesterId?: string;
  /** Whether it is a service's; without a word, whether its type is. */
  readonly requesterManaged?: boolean;
  /** The address that it has on the internet. */
  readonly publicIp?: string;
  groupIds: readonly string[];
}

interface Settling {
  lifeCycleState: string;
  /** When `creating` becomes `available`, or `deleting` becomes nothing, in milliseconds since the epoch. */
  settlesAt?: number;
}

export interface FileSystem extends Settling {
  readonly id: string;
  readonly ownerId: string;
  readonly creationToken: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly performanceMode: 'generalPurpose' | 'maxIO';
  throughputMode: 'bursting' | 'provisioned' | 'elastic';
  provisionedThroughputInMibps?: number;
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
  /** Set on One Zone file systems. */
  readonly availabilityZone?: string;
  readonly tags: Tags;
  readonly mountTargetIds: Set<string>;
}

export interface MountTarget extends Settling {
  readonly id: string;
  readonly ownerId: string;
  readonly fileSystemId: string;
  readonly subnetId: string;
  readonly networkInterfaceId: string;
}

/** One account in one Region: all that EFS and EC2 know, as plain data by id. */
export interface World {
  readonly account: string;
  readonly region: string;
  readonly random: Random;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly prefixLists: Map<string, PrefixList>;
  readonly networkInterfaces: Map<string, NetworkInterface>;
  readonly fileSystems: Map<string, FileSystem>;
  readonly mountTargets: Map<string, MountTarget>;
  /** By name. */
  readonly queues: Map<string, Queue>;
  readonly flowLogs: Map<string, FlowLog>;
  /** CloudWatch Logs, by name. */
  readonly logGroups: Map<string, LogGroup>;
  /** File systems and mount targets that have a `settlesAt`. */
  readonly settling: Set<FileSystem | MountTarget>;
}

/** An account with nothing in it, not even a default VPC. */
export const emptyWorld = (account: string, region: string, seed: number): World => ({
  account,
  region,
  random: { state: seed },
  vpcs: new Map(),
  subnets: new Map(),
  securityGroups: new Map(),
  prefixLists: new Map(),
  networkInterfaces: new Map(),
  fileSystems: new Map(),
  mountTargets: new Map(),
  queues: new Map(),
  flowLogs: new Map(),
  logGroups: new Map(),
  settling: new Set(),
});
