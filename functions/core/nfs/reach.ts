import type { SecurityGroupId } from '../model/ids.ts';
import { parseCidr } from '../net/cidr.ts';
import { mergeRanges, type Ranges, subtractRanges } from '../net/ranges.ts';
import type { IngressRule, IngressSource } from './ingress.ts';

/** A set of traffic sources. A group's members and the addresses they have are not compared with each other. */
export interface Sources {
  /** Places on the line of `AddressFamily`, both families. */
  readonly addresses: Ranges;
  readonly groups: ReadonlySet<SecurityGroupId>;
  /** Ids of prefix lists whose entries are not known. */
  readonly prefixLists: ReadonlySet<string>;
  /** Groups whose rules are not known. */
  readonly unread: ReadonlySet<SecurityGroupId>;
  /** Texts that stand where a CIDR block should and cannot be read as one. */
  readonly malformed: ReadonlySet<string>;
}

/** The rule of the group that admits something. */
export interface Origin {
  readonly groupId: SecurityGroupId;
  readonly rule: IngressRule;
}

/** What may reach TCP 2049, all together and rule by rule. */
export interface Reach {
  readonly sources: Sources;
  readonly admissions: readonly (Origin & { readonly sources: Sources })[];
}

const NFS = 2049;
/** The set that holds nothing. */
export const NOTHING: Sources = {
  addresses: [],
  groups: new Set(),
  prefixLists: new Set(),
  unread: new Set(),
  malformed: new Set(),
};

/** Every inbound rule of each group that may be attached; a group that is absent is one whose rules are not known. */
export type RulesOfGroups = ReadonlyMap<SecurityGroupId, readonly IngressRule[]>;

/** What may reach NFS (TCP 2049, the only port EFS serves) through a set of groups. */
export const nfsReach = (groups: readonly SecurityGroupId[], rulesOf: RulesOfGroups): Reach => {
  const admissions = groups.flatMap((groupId) =>
    (rulesOf.get(groupId) ?? []).filter(admitsNfs).map((rule) => ({ groupId, rule, sources: sourcesOf(rule.source) })),
  );
  const unread = new Set(groups.filter((groupId) => !rulesOf.has(groupId)));
  return { admissions, sources: union([{ ...NOTHING, unread }, ...admissions.map(({ sources }) => sources)]) };
};

const admitsNfs = ({ protocol, fromPort = -1, toPort = -1 }: IngressRule): boolean =>
  protocol === '-1' || (/^(?:tcp|6)$/i.test(protocol) && fromPort <= NFS && (toPort === -1 || toPort >= NFS));

const sourcesOf = (source: IngressSource): Sources => {
  switch (source.kind) {
    case 'cidr':
      return sourcesOfCidrs([source.cidr]);
    case 'group':
      return { ...NOTHING, groups: new Set([source.groupId]) };
    case 'prefix-list':
      return source.entries === undefined
        ? { ...NOTHING, prefixLists: new Set([source.id]) }
        : sourcesOfCidrs(source.entries);
  }
};

/** The sources that CIDR blocks stand for. */
export const sourcesOfCidrs = (cidrs: readonly string[]): Sources => {
  const blocks = cidrs.map(parseCidr);
  return {
    ...NOTHING,
    addresses: mergeRanges(blocks.flatMap((block) => block ?? [])),
    malformed: new Set(cidrs.filter((_, index) => blocks[index] === undefined)),
  };
};

/** What is in any of these sets. */
export const union = (sets: readonly Sources[]): Sources => ({
  addresses: mergeRanges(sets.flatMap(({ addresses }) => addresses)),
  groups: new Set(sets.flatMap(({ groups }) => [...groups])),
  prefixLists: new Set(sets.flatMap(({ prefixLists }) => [...prefixLists])),
  unread: new Set(sets.flatMap(({ unread }) => [...unread])),
  malformed: new Set(sets.flatMap(({ malformed }) => [...malformed])),
});

/** What is in `from` and not in `taken`; empty exactly when `taken` contains `from`. What cannot be read equals only itself. */
export const difference = (from: Sources, taken: Sources): Sources => ({
  addresses: subtractRanges(from.addresses, taken.addresses),
  groups: from.groups.difference(taken.groups),
  prefixLists: from.prefixLists.difference(taken.prefixLists),
  unread: from.unread.difference(taken.unread),
  malformed: from.malformed.difference(taken.malformed),
});

/** Whether the set holds nothing at all. */
export const isEmpty = ({ addresses, groups, prefixLists, unread, malformed }: Sources): boolean =>
  addresses.length + groups.size + prefixLists.size + unread.size + malformed.size === 0;
