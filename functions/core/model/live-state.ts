import type { AddressFamily } from '../net/address.ts';
import type { FileSystemId, MountTargetId, SecurityGroupId, VpcId } from './ids.ts';
import type { Tags } from './policy.ts';

/** EFS `LifeCycleState`; left open because AWS may add states. */
export type LifeCycleState = 'creating' | 'available' | 'updating' | 'deleting' | 'deleted' | 'error' | (string & {});

export interface MountTarget {
  readonly id: MountTargetId;
  readonly fileSystemId: FileSystemId;
  readonly vpcId: VpcId;
  readonly lifeCycleState: LifeCycleState;
  /** `eni-…`; absent while there is none. */
  readonly networkInterfaceId?: string;
  /** The families of its addresses; absent when AWS names no address of it. */
  readonly families?: readonly AddressFamily['name'][];
  /** Its address, the IPv4 one where it has both; absent when AWS names none. */
  readonly address?: string;
  /** The name of its zone, such as `eu-west-1a`; absent when AWS does not say it. */
  readonly availabilityZone?: string;
}

export interface FileSystem {
  readonly id: FileSystemId;
  readonly tags: Tags;
  /** The account that owns it, twelve digits: the one that is looked after. */
  readonly owner: string;
}

/** A security group that can be attached in a VPC: its own, one associated with it, or one shared into it. */
export interface SecurityGroup {
  readonly id: SecurityGroupId;
  readonly name: string;
  readonly tags: Tags;
  /** The account that owns it, twelve digits. */
  readonly owner: string;
  /** The VPC that it was created in, where AWS says it. */
  readonly vpcId?: string;
}

/** What AWS said of one mount target: everything a decision depends on except the policy and the time. */
export interface LiveState {
  readonly mountTarget: MountTarget;
  readonly fileSystem: FileSystem;
  /** Groups attached now; order and repetition carry no meaning. */
  readonly attached: readonly SecurityGroupId[];
  /** Every group usable in the mount target's VPC. */
  readonly usable: readonly SecurityGroup[];
}
