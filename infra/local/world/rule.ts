import type { Tags } from './tags.ts';

/** Whom a security group rule admits: exactly one of the four. */
export type RulePeer =
  | { readonly cidrIpv4: string }
  | { readonly cidrIpv6: string }
  | { readonly prefixListId: string }
  | { readonly groupId: string };

/** What a rule allows. `protocol` is `tcp`, `udp`, `icmp`, `icmpv6`, a number as text, or `-1` for all; ports are absent for all. */
export interface RuleTerms {
  readonly isEgress: boolean;
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peer: RulePeer;
}

/** One rule of a security group; EC2 gives every peer a rule of its own. */
export interface Rule extends RuleTerms {
  readonly id: string;
  readonly description?: string;
  readonly tags: Tags;
}

/** Text that two rules share exactly when EC2 takes them for the same rule: descriptions and tags do not count. */
export const ruleKey = ({ isEgress, protocol, fromPort, toPort, peer }: RuleTerms): string =>
  JSON.stringify([isEgress, protocol, fromPort ?? -1, toPort ?? -1, peer]);
