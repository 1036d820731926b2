import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { MountTarget } from '../model/live-state.ts';
import { type Block, blocksOf, formatBlock } from '../net/cidr.ts';
import { overlaps } from '../net/ranges.ts';
import { arriving, type Client, type CutOffClient, cutOff, type Families } from './client.ts';
import { difference, isEmpty, NOTHING, type Reach, type Sources } from './reach.ts';

/** A source that may reach NFS before a change and not after it. */
export type LostSource = {
  /**
   * Whether somebody who is known to be there loses access by it; of a group of which all members are known, it may be
   * `false`. Of what AWS would not show, nobody can say who comes by it.
   */
  readonly inUse: boolean | 'unknown' | 'unreadable';
  /** Names of those who do, with the addresses of those who came by address. */
  readonly by: readonly string[];
} & (
  | { readonly kind: 'group'; readonly groupId: SecurityGroupId }
  | { readonly kind: 'cidr' | 'malformed-cidr'; readonly cidr: string }
  | { readonly kind: 'prefix-list'; readonly id: string }
  /** Whoever the rules of this group admit, which are not known. */
  | { readonly kind: 'unread'; readonly groupId: SecurityGroupId }
);

/** Who loses access. `none`: `lost` is empty. `all`: and nobody remains who could come. */
export interface CutOff {
  readonly extent: 'none' | 'some' | 'all';
  /** Groups, then the fewest CIDR blocks, prefix lists, unread groups, unreadable texts; each kind ascending. */
  readonly lost: readonly LostSource[];
  /** Groups that would be admitted and that nobody is in. */
  readonly deserted: readonly SecurityGroupId[];
}

/** What has to be known of interfaces in use before it can be said who is cut off. */
export interface Whereabouts {
  /** Interfaces with one of these groups. */
  readonly groups: readonly SecurityGroupId[];
  /** Every interface of the mount target's VPC. */
  readonly inVpc: boolean;
}

/** What is known of them. */
export interface Presence {
  readonly clients: readonly Client[];
  /** Groups of which every interface in use is among `clients`. */
  readonly known: ReadonlySet<SecurityGroupId>;
}

/** Where the mount target that a change is about can be reached. */
export type Place = Pick<MountTarget, 'vpcId' | 'families'>;

/** What remains, of which what cannot be read is taken to admit someone only if it is there before, too. */
const remaining = (before: Sources, after: Sources): Sources => ({
  ...after,
  prefixLists: after.prefixLists.intersection(before.prefixLists),
  unread: after.unread.intersection(before.unread),
  malformed: after.malformed.intersection(before.malformed),
});

const none: CutOff = { extent: 'none', lost: [], deserted: [] };

/** What to ask of AWS about a change: nothing when it takes access from nobody. */
export const whereabouts = (before: Reach, after: Reach, { families }: Pick<Place, 'families'>): Whereabouts => {
  const [from, to] = [arriving(before.sources, families), arriving(after.sources, families)];
  const gone = difference(from, to);
  if (isEmpty(gone)) return { groups: [], inVpc: false };
  const { groups, ...others } = remaining(from, to);
  // Where anything else remains, it does not matter whether somebody is in the groups that do.
  const onlyGroups = isEmpty({ ...others, groups: new Set() });
  return { groups: groupSet([...gone.groups, ...(onlyGroups ? groups : [])]), inVpc: gone.addresses.length > 0 };
};

/** Each once and in one order: an instance may have several interfaces. */
const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();
const nameOf = ({ client }: CutOffClient): string => client.name;
const nameAndAddressOf = ({ client, at }: CutOffClient): string =>
  `${client.name} at ${at.map(({ address }) => address).join(', ')}`;

/** The blocks that lose access, as they stand in the rules: also the part of them from which nothing comes. */
const lostBlocks = (before: Sources, after: Sources, families: Families) =>
  blocksOf(difference(before, after).addresses).filter(
    (block) => !isEmpty(arriving({ ...NOTHING, addresses: [block] }, families)),
  );

/**
 * Compares what may reach NFS before and after a change. A source of which nobody can come (loopback, another family than
 * the mount target's addresses) is none, and a group that nobody is in admits nobody. A client of another VPC counts by its
 * groups only, for its addresses may be somebody else's here.
 */
export const nfsCutOff = (before: Reach, after: Reach, place: Place, { clients, known }: Presence): CutOff => {
  const { vpcId, families } = place;
  const [from, to] = [arriving(before.sources, families), arriving(after.sources, families)];
  const gone = difference(from, to);
  if (isEmpty(gone)) return none;
  const isNear = (client: Client): boolean => client.vpcId === vpcId || client.groups.some((id) => from.groups.has(id));
  const losers = clients.filter(isNear).flatMap((client) => cutOff(client, from, to, families) ?? []);

  const present = new Set(clients.flatMap(({ groups }) => groups));
  const isDeserted = (id: SecurityGroupId): boolean => known.has(id) && !present.has(id);
  const withoutDeserted = (sources: Sources): Sources => ({
    ...sources,
    groups: new Set([...sources.groups].filter((id) => !isDeserted(id))),
  });
  const remains = remaining(from, to);
  const nobodyLeft = isEmpty(withoutDeserted(remains)) && !isEmpty(withoutDeserted(from));

  const unreadable = { inUse: 'unreadable', by: [] } as const;
  const ofGroup = (groupId: SecurityGroupId): LostSource => {
    const by = sorted(losers.filter(({ client }) => client.groups.includes(groupId)).map(nameOf));
    return { kind: 'group', groupId, inUse: by.length > 0 || (known.has(groupId) ? false : 'unknown'), by };
  };
  const ofBlock = (block: Block): LostSource => {
    const isInside = ({ at }: CutOffClient): boolean => at.some(({ place }) => place && overlaps(place, block));
    const by = sorted(losers.filter(isInside).map(nameAndAddressOf));
    return { kind: 'cidr', cidr: formatBlock(block), inUse: by.length > 0 || 'unknown', by };
  };
  return {
    extent: isEmpty(remains) || nobodyLeft ? 'all' : 'some',
    lost: [
      ...groupSet([...gone.groups]).map(ofGroup),
      ...lostBlocks(before.sources, after.sources, families).map(ofBlock),
      ...[...gone.prefixLists].toSorted().map((id) => ({ kind: 'prefix-list' as const, id, ...unreadable })),
      ...groupSet([...gone.unread]).map((groupId) => ({ kind: 'unread' as const, groupId, ...unreadable })),
      ...[...gone.malformed].toSorted().map((cidr) => ({ kind: 'malformed-cidr' as const, cidr, ...unreadable })),
    ],
    deserted: groupSet([...remains.groups].filter(isDeserted)),
  };
};
