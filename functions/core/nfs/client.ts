import type { SecurityGroupId, VpcId } from '../model/ids.ts';
import type { Tags } from '../model/policy.ts';

/** A network interface in use: what the rules of security groups see of the machine behind it. */
export interface Client {
  /** The interface's id. */
  readonly id: string;
  /** What a person knows it by: its Name tag or description, and the id of its instance or of itself. */
  readonly name: string;
  /** The same for all interfaces of one machine, which keeps access by any of them. A branch interface is a machine of its own. */
  readonly machine: string;
  readonly vpcId: VpcId;
  readonly groups: readonly SecurityGroupId[];
  /** Addresses, or CIDR blocks of them. */
  readonly addresses: readonly string[];
  /** Since when the interface is attached to its machine, in epoch milliseconds; absent where AWS does not say. */
  readonly attachedAt?: number;
  /** The interface's tags. */
  readonly tags: Tags;
  /** What it belongs to that cannot mount a file system, such as `a load balancer`; absent where it may. */
  readonly cannotMount?: string;
}
