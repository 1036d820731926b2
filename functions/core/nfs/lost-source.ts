import type { SecurityGroupId } from '../model/ids.ts';
import type { KnownClient } from './known-clients.ts';
import type { Unreadable } from './reach.ts';

/** A source that a change takes access from, although it is protected. */
export type LostSource = {
  /**
   * `clients`: some that may mount lose access. `remote`: it is outside the VPC, where AWS shows no clients. `unreadable`: AWS
   * did not show what it admits. `idle`: nothing is there at the moment. `seen`: a flow log has seen it use NFS.
   */
  readonly counts: 'clients' | 'remote' | 'unreadable' | 'idle' | 'seen';
  /** These clients, ascending by name; of a block, with their addresses in it. */
  readonly by: readonly KnownClient[];
  /** The groups that let it in now. */
  readonly via: readonly SecurityGroupId[];
} & (
  | { readonly kind: 'group'; readonly groupId: SecurityGroupId }
  /** `of`: the block as a rule or its prefix list has it, where this is a part of it. */
  | { readonly kind: 'cidr'; readonly cidr: string; readonly of?: string }
  | Unreadable
);
