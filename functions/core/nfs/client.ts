import type { SecurityGroupId, VpcId } from '../model/ids.ts';

/** A network interface in use: what the rules of security groups see of whoever is behind it. */
export interface Client {
  /** The interface's id. */
  readonly id: string;
  /** What a person knows it by: the instance's id where it is one's, otherwise the interface's. */
  readonly name: string;
  readonly vpcId: VpcId;
  readonly groups: readonly SecurityGroupId[];
  /** Addresses, or CIDR blocks of them. */
  readonly addresses: readonly string[];
}
