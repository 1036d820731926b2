import {
  GetManagedPrefixListEntriesCommand,
  type IpPermission,
  type SecurityGroup,
  type UserIdGroupPair,
} from '@aws-sdk/client-ec2';
import { TerminalError } from '../../core/model/errors.ts';
import { type SecurityGroupId, securityGroupId } from '../../core/model/ids.ts';
import type { IngressRule, IngressSource } from '../../core/model/ingress.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';
import { together } from '../../engine/async/together.ts';
import type { Call } from '../client/call.ts';
import { everyItem, listing, parsed, present } from '../client/read-answer.ts';
import { type Ec2, securityGroups } from './ec2-lists.ts';

type Described = readonly [SecurityGroupId, readonly IngressRule[]];

/** States of a peering connection in which a rule that names a group beyond it is stale (EC2 user guide, "Stale security group rules"). */
const endedPeering = /^(?:deleted|expired|failed|rejected)$/;

const groupSource = (
  { GroupId, UserId, PeeringStatus }: UserIdGroupPair,
  owner: string | undefined,
  call: Call,
): IngressSource => ({
  kind: 'group',
  groupId: parsed(securityGroupId, GroupId, 'GroupId', call),
  ...(UserId !== undefined && UserId !== owner && { isForeign: true }),
  ...(endedPeering.test(PeeringStatus ?? '') && { isStale: true }),
});

const sourcesOf = (permission: IpPermission, owner: string | undefined, call: Call): readonly IngressSource[] => {
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] } = permission;
  const lists = PrefixListIds.map(({ PrefixListId }) => present(PrefixListId, 'PrefixListId', call));
  const cidrs = [
    ...IpRanges.map(({ CidrIp }) => present(CidrIp, 'CidrIp', call)),
    ...Ipv6Ranges.map(({ CidrIpv6 }) => present(CidrIpv6, 'CidrIpv6', call)),
  ];
  const sources: readonly IngressSource[] = [
    ...cidrs.map((cidr) => ({ kind: 'cidr', cidr }) as const),
    ...UserIdGroupPairs.map((pair) => groupSource(pair, owner, call)),
    ...lists.map((id) => ({ kind: 'prefix-list', id }) as const),
  ];
  // Were EC2 to name sources in a way of its own some day, its rule must not pass for one that admits no client.
  present(sources[0], 'any source of a rule that is known here', call);
  return sources;
};

const rulesOf = (permission: IpPermission, owner: string | undefined, call: Call): readonly IngressRule[] => {
  const { IpProtocol, FromPort, ToPort } = permission;
  const traffic = {
    protocol: present(IpProtocol, 'IpProtocol', call),
    ...(FromPort !== undefined && { fromPort: FromPort }),
    ...(ToPort !== undefined && { toPort: ToPort }),
  };
  return sourcesOf(permission, owner, call).map((source) => ({ ...traffic, source }));
};

/** The blocks of a prefix list; undefined when it does not exist or may not be read. */
const entriesOf = async (ec2: Ec2, PrefixListId: string): Promise<readonly string[] | undefined> => {
  try {
    return await everyItem(
      listing(
        { action: 'ec2:GetManagedPrefixListEntries', about: PrefixListId },
        'Entries',
        // The largest page (EC2 API model).
        (NextToken) => ec2().send(new GetManagedPrefixListEntriesCommand({ PrefixListId, MaxResults: 100, NextToken })),
        ({ Cidr }, call) => present(Cidr, 'Cidr', call),
      ),
    );
  } catch (error) {
    // No later look would read it either: the judge of the rule knows from the missing entries.
    if (error instanceof TerminalError) return undefined;
    throw error;
  }
};

/** A group and its rules; nothing when any rule cannot be understood, so that the group counts as one that AWS does not show. */
const groupWithRules = ({ GroupId, IpPermissions, OwnerId }: SecurityGroup, call: Call): readonly Described[] => {
  const id = parsed(securityGroupId, GroupId, 'GroupId', call);
  try {
    return [[id, present(IpPermissions, 'IpPermissions', call).flatMap((it) => rulesOf(it, OwnerId, call))]];
  } catch (error) {
    // One odd rule must not hide the rules of all other groups of the answer.
    if (error instanceof TerminalError) return [];
    throw error;
  }
};

/** Reads the inbound rules of security groups, of these or, without ids, of the whole region, and each prefix list that they name once. */
export const readRules =
  (ec2: Ec2) =>
  async (ids?: readonly SecurityGroupId[]): Promise<RulesOfGroups> => {
    const groups = await everyItem(...securityGroups(ec2, ids && ['group-id', ids], groupWithRules));
    const sources = groups.flatMap(([, rules]) => rules.map(({ source }) => source));
    const lists = new Set(sources.flatMap((source) => (source.kind === 'prefix-list' ? [source.id] : [])));
    const entries = new Map(await together([...lists].map(async (id) => [id, await entriesOf(ec2, id)] as const)));
    const resolved = (rule: IngressRule): IngressRule => {
      const known = rule.source.kind === 'prefix-list' && entries.get(rule.source.id);
      return known ? { ...rule, source: { ...rule.source, entries: known } } : rule;
    };
    return new Map(groups.map(([id, rules]) => [id, rules.map(resolved)]));
  };
