import type { SecurityGroupId } from '../model/ids.ts';
import type { IngressRule, IngressSource, Origin } from '../model/ingress.ts';
import { parseCidr } from '../net/cidr.ts';
import { mergeRanges, type Ranges, subtractRanges } from '../net/ranges.ts';

/** What could not be read and so may admit anyone: a prefix list's entries, a group's rules, a text in place of a CIDR block. */
export type Unreadable =
  | { readonly kind: 'prefix-list'; readonly id: string }
  | { readonly kind: 'unread'; readonly groupId: SecurityGroupId }
  | { readonly kind: 'unreadable-cidr'; readonly cidr: string };

/** A set of traffic sources. A group's members and the addresses they have are not compared with each other. */
export interface Sources {
  /** Places on the line of `AddressFamily`, both families. */
  readonly addresses: Ranges;
  readonly groups: ReadonlySet<SecurityGroupId>;
  /** By kind and name; each equals only itself. */
  readonly unreadable: ReadonlyMap<string, Unreadable>;
}

/** What may reach TCP 2049, all together and rule by rule. */
export interface Reach {
  readonly sources: Sources;
  readonly admissions: readonly (Origin & { readonly sources: Sources })[];
}

const NFS = 2049;
/** The set that holds nothing. */
export const NOTHING: Sources = { addresses: [], groups: new Set(), unreadable: new Map() };

/** The set of these things that cannot be read. */
export const unreadableSources = (things: readonly Unreadable[]): Sources =>
  things.length === 0
    ? NOTHING
    : { ...NOTHING, unreadable: new Map(things.map((thing) => [Object.values(thing).join(' '), thing])) };

/** Every inbound rule of each group that may be attached; a group that is absent is one whose rules are not known. */
export type RulesOfGroups = ReadonlyMap<SecurityGroupId, readonly IngressRule[]>;

/** What may reach NFS (TCP 2049, the only port EFS serves) through a set of groups. */
export const nfsReach = (groups: readonly SecurityGroupId[], rulesOf: RulesOfGroups): Reach => {
  const admissions = groups.flatMap((groupId) =>
    (rulesOf.get(groupId) ?? []).filter(admitsNfs).map((rule) => ({ groupId, rule, sources: sourcesOf(rule.source) })),
  );
  const unread = groups.filter((id) => !rulesOf.has(id)).map((groupId) => ({ kind: 'unread' as const, groupId }));
  return { admissions, sources: union([unreadableSources(unread), ...admissions.map(({ sources }) => sources)]) };
};

const admitsNfs = ({ protocol, fromPort = -1, toPort = -1 }: IngressRule): boolean =>
  protocol === '-1' || (/^(?:tcp|6)$/i.test(protocol) && fromPort <= NFS && (toPort === -1 || toPort >= NFS));

const sourcesOf = (source: IngressSource): Sources => {
  switch (source.kind) {
    case 'cidr':
      return sourcesOfCidrs([source.cidr]);
    case 'group':
      return source.isStale ? NOTHING : { ...NOTHING, groups: new Set([source.groupId]) };
    case 'prefix-list':
      return source.entries === undefined
        ? unreadableSources([{ kind: source.kind, id: source.id }])
        : sourcesOfCidrs(source.entries);
  }
};

/** The sources that CIDR blocks stand for. */
export const sourcesOfCidrs = (cidrs: readonly string[]): Sources => {
  const blocks = cidrs.map(parseCidr);
  return {
    ...unreadableSources(cidrs.flatMap((cidr, n) => (blocks[n] ? [] : { kind: 'unreadable-cidr', cidr }))),
    addresses: mergeRanges(blocks.flatMap((block) => block ?? [])),
  };
};

/** What is in any of these sets. */
export const union = (sets: readonly Sources[]): Sources => ({
  addresses: mergeRanges(sets.flatMap(({ addresses }) => addresses)),
  groups: new Set(sets.flatMap(({ groups }) => [...groups])),
  unreadable: new Map(sets.flatMap(({ unreadable }) => [...unreadable])),
});

/** What is in `from` and not in `taken`; empty exactly when `taken` contains `from`. */
export const difference = (from: Sources, taken: Sources): Sources => ({
  addresses: subtractRanges(from.addresses, taken.addresses),
  groups: from.groups.difference(taken.groups),
  unreadable: new Map([...from.unreadable].filter(([name]) => !taken.unreadable.has(name))),
});

/** Whether the set holds nothing at all. */
export const isEmpty = ({ addresses, groups, unreadable }: Sources): boolean =>
  addresses.length + groups.size + unreadable.size === 0;

/** What of it cannot be read, ascending by kind and name. */
export const unreadableIn = ({ unreadable }: Sources): readonly (readonly [name: string, Unreadable])[] =>
  [...unreadable].sort(([a], [b]) => (a < b ? -1 : 1));
