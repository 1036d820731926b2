import type { SecurityGroupId } from './ids.ts';

/**
 * Whom an inbound rule admits. `entries` are a prefix list's CIDR blocks; absent when they could not be read. `isForeign`: the
 * group is another account's, so that AWS does not show it. `isStale`: its peering connection is no more, so that it admits no client.
 */
export type IngressSource =
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'group'; readonly groupId: SecurityGroupId; readonly isForeign?: true; readonly isStale?: true }
  | { readonly kind: 'prefix-list'; readonly id: string; readonly entries?: readonly string[] };

/** One inbound rule of a security group for one source, as EC2 describes it. */
export interface IngressRule {
  /** A name such as `tcp`, an IANA number such as `6`, or `-1` for all traffic, for which ports carry no meaning. */
  readonly protocol: string;
  /** Absent or -1: from the first port. */
  readonly fromPort?: number;
  /** Absent or -1: to the last port. */
  readonly toPort?: number;
  readonly source: IngressSource;
}

/** The rule of the group that admits something. */
export interface Origin {
  readonly groupId: SecurityGroupId;
  readonly rule: IngressRule;
}
