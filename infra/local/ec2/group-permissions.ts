import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { Rule, RulePeer } from '../world/rule.ts';
import { toPairs } from '../world/tags.ts';
import type { SecurityGroup, World } from '../world/world.ts';

const described = ({ description }: Rule) => (description === undefined ? {} : { Description: description });

const ownerOf = (world: World, groupId: string): string => world.securityGroups.get(groupId)?.ownerId ?? world.account;

const addPeer = (permission: IpPermission, rule: Rule, world: World): void => {
  const { peer } = rule;
  if ('cidrIpv4' in peer) permission.IpRanges?.push({ CidrIp: peer.cidrIpv4, ...described(rule) });
  else if ('cidrIpv6' in peer) permission.Ipv6Ranges?.push({ CidrIpv6: peer.cidrIpv6, ...described(rule) });
  else if ('prefixListId' in peer)
    permission.PrefixListIds?.push({ PrefixListId: peer.prefixListId, ...described(rule) });
  else {
    const { groupId } = peer;
    permission.UserIdGroupPairs?.push({ GroupId: groupId, UserId: ownerOf(world, groupId), ...described(rule) });
  }
};

/** A group's rules in one direction, gathered by protocol and ports as DescribeSecurityGroups gives them. */
export const toPermissions = (rules: readonly Rule[], isEgress: boolean, world: World): IpPermission[] => {
  const gathered = new Map<string, IpPermission>();
  for (const rule of rules) {
    if (rule.isEgress !== isEgress) continue;
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    const permission = gathered.get(key) ?? {
      IpProtocol: rule.protocol,
      FromPort: rule.fromPort,
      ToPort: rule.toPort,
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    };
    gathered.set(key, permission);
    addPeer(permission, rule, world);
  }
  return [...gathered.values()];
};

const peerMembers = (peer: RulePeer, world: World): SecurityGroupRule => {
  if ('cidrIpv4' in peer) return { CidrIpv4: peer.cidrIpv4 };
  if ('cidrIpv6' in peer) return { CidrIpv6: peer.cidrIpv6 };
  if ('prefixListId' in peer) return { PrefixListId: peer.prefixListId };
  return { ReferencedGroupInfo: { GroupId: peer.groupId, UserId: ownerOf(world, peer.groupId) } };
};

/** One rule as DescribeSecurityGroupRules gives it; absent ports are -1. */
export const toRuleDescription = (group: SecurityGroup, rule: Rule, world: World): SecurityGroupRule => ({
  SecurityGroupRuleId: rule.id,
  SecurityGroupRuleArn: `arn:aws:ec2:${world.region}:${group.ownerId}:security-group-rule/${rule.id}`,
  GroupId: group.id,
  GroupOwnerId: group.ownerId,
  IsEgress: rule.isEgress,
  IpProtocol: rule.protocol,
  FromPort: rule.fromPort ?? -1,
  ToPort: rule.toPort ?? -1,
  ...peerMembers(rule.peer, world),
  ...described(rule),
  Tags: toPairs(rule.tags),
});
