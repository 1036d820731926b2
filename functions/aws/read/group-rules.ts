import {
  DescribeSecurityGroupsCommand,
  GetManagedPrefixListEntriesCommand,
  type IpPermission,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { TerminalError } from '../../core/model/errors.ts';
import { type SecurityGroupId, securityGroupId } from '../../core/model/ids.ts';
import type { IngressRule, IngressSource } from '../../core/nfs/ingress.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';
import { together } from '../../engine/async/together.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { everyPage, parsed, present } from '../client/read-answer.ts';
import { groupFilters } from './group-filter.ts';
import type { ReaderClients } from './reader-clients.ts';

type Described = readonly [SecurityGroupId, readonly IngressRule[]];
type Ec2 = ReaderClients['ec2'];

/** The largest pages of groups and of a prefix list's entries (EC2 API model). */
const pageSize = { groups: 1000, entries: 100 };

const sourcesOf = (permission: IpPermission, call: Call): readonly IngressSource[] => {
  const { IpRanges = [], Ipv6Ranges = [], UserIdGroupPairs = [], PrefixListIds = [] } = permission;
  const cidr = (text: string | undefined, member: string) => ({
    kind: 'cidr' as const,
    cidr: present(text, member, call),
  });
  const sources: readonly IngressSource[] = [
    ...IpRanges.map(({ CidrIp }) => cidr(CidrIp, 'CidrIp')),
    ...Ipv6Ranges.map(({ CidrIpv6 }) => cidr(CidrIpv6, 'CidrIpv6')),
    ...UserIdGroupPairs.map(({ GroupId }) => ({
      kind: 'group' as const,
      groupId: parsed(securityGroupId, GroupId, 'GroupId', call),
    })),
    ...PrefixListIds.map(({ PrefixListId }) => ({
      kind: 'prefix-list' as const,
      id: present(PrefixListId, 'PrefixListId', call),
    })),
  ];
  // Were EC2 to name sources in a way of its own some day, its rule must not pass for one that admits nobody.
  present(sources[0], 'any source of a rule that is known here', call);
  return sources;
};

const rulesOf = (permission: IpPermission, call: Call): readonly IngressRule[] => {
  const { IpProtocol, FromPort, ToPort } = permission;
  const traffic = {
    protocol: present(IpProtocol, 'IpProtocol', call),
    ...(FromPort !== undefined && { fromPort: FromPort }),
    ...(ToPort !== undefined && { toPort: ToPort }),
  };
  return sourcesOf(permission, call).map((source) => ({ ...traffic, source }));
};

/** The blocks of a prefix list; undefined when it does not exist or may not be read. */
const entriesOf = async (ec2: Ec2, PrefixListId: string): Promise<readonly string[] | undefined> => {
  const call: Call = { action: 'ec2:GetManagedPrefixListEntries', about: PrefixListId };
  try {
    return await ask(call, () =>
      everyPage(call, async (NextToken) => {
        const request = { PrefixListId, MaxResults: pageSize.entries, NextToken };
        const answer = await ec2().send(new GetManagedPrefixListEntriesCommand(request));
        const items = present(answer.Entries, 'Entries', call).map(({ Cidr }) => present(Cidr, 'Cidr', call));
        return { items, next: answer.NextToken };
      }),
    );
  } catch (error) {
    // No later look would read it either: whoever judges the rule knows from the missing entries.
    if (error instanceof TerminalError) return undefined;
    throw error;
  }
};

/** A group and its rules; nothing when any rule cannot be understood, so that the group counts as one that AWS does not show. */
const groupWithRules = ({ GroupId, IpPermissions }: SecurityGroup, call: Call): readonly Described[] => {
  const id = parsed(securityGroupId, GroupId, 'GroupId', call);
  try {
    return [[id, present(IpPermissions, 'IpPermissions', call).flatMap((it) => rulesOf(it, call))]];
  } catch (error) {
    // One odd rule must not hide the rules of all other groups of the answer.
    if (error instanceof TerminalError) return [];
    throw error;
  }
};

const described = async (ec2: Ec2, ids: readonly SecurityGroupId[] | 'all') => {
  const call: Call = { action: 'ec2:DescribeSecurityGroups', about: ids === 'all' ? 'all groups' : ids.join(', ') };
  const narrowings = ids === 'all' ? [{}] : groupFilters(ids).map((filter) => ({ Filters: [filter] }));
  const pages = narrowings.map((narrowing) =>
    ask(call, () =>
      everyPage(call, async (NextToken) => {
        const request = { ...narrowing, MaxResults: pageSize.groups, NextToken };
        const answer = await ec2().send(new DescribeSecurityGroupsCommand(request));
        const items = present(answer.SecurityGroups, 'SecurityGroups', call).flatMap((it) => groupWithRules(it, call));
        return { items, next: answer.NextToken };
      }),
    ),
  );
  return (await together(pages)).flat();
};

/** Reads the inbound rules of security groups, of these or of the whole region, and each prefix list that they name once. */
export const readRules =
  (ec2: Ec2) =>
  async (ids: readonly SecurityGroupId[] | 'all'): Promise<RulesOfGroups> => {
    const groups = await described(ec2, ids);
    const sources = groups.flatMap(([, rules]) => rules.map(({ source }) => source));
    const lists = new Set(sources.flatMap((source) => (source.kind === 'prefix-list' ? [source.id] : [])));
    const entries = new Map(await together([...lists].map(async (id) => [id, await entriesOf(ec2, id)] as const)));
    const resolved = (rule: IngressRule): IngressRule => {
      const known = rule.source.kind === 'prefix-list' && entries.get(rule.source.id);
      return known ? { ...rule, source: { ...rule.source, entries: known } } : rule;
    };
    return new Map(groups.map(([id, rules]) => [id, rules.map(resolved)]));
  };
