import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId, VpcId } from '../model/ids.ts';
import type { LiveState, MountTarget } from '../model/live-state.ts';
import { blocksOf, formatBlock } from '../net/cidr.ts';
import { mergeRanges, subtractRanges } from '../net/ranges.ts';
import { arriving, otherFamilies } from './arriving.ts';
import type { ClientAt, KnownClient, KnownClients } from './known-clients.ts';
import { difference, isEmpty, NOTHING, type Reach, type Sources, type Unreadable, unreadableIn } from './reach.ts';

/** A source that may reach NFS before a change and not after it. */
export type LostSource = {
  /**
   * Whether somebody who is known to be there loses access by it; of a group of which all members are known, it may be
   * `false`. Of what AWS would not show, nobody can say who comes by it.
   */
  readonly inUse: boolean | 'unknown' | 'unreadable';
  /** Those who do, by name; of a block, with the addresses that they have in it. */
  readonly by: readonly ClientAt[];
} & (
  | { readonly kind: 'group'; readonly groupId: SecurityGroupId }
  | { readonly kind: 'cidr'; readonly cidr: string }
  | Unreadable
);

/** Who loses access. `none`: `lost` is empty. `all`: and nobody remains who could come. */
export interface CutOff {
  readonly extent: 'none' | 'some' | 'all';
  /** Groups, then the fewest CIDR blocks, then what cannot be read; each kind ascending. */
  readonly lost: readonly LostSource[];
  /** Groups that would be admitted and that nobody is in. */
  readonly deserted: readonly SecurityGroupId[];
}

/** Of which interfaces in use it has to be known who they are, before it can be said who is cut off. */
export interface Whereabouts {
  /** Those with one of these groups. */
  readonly groups: readonly SecurityGroupId[];
  /** All of these VPCs. */
  readonly vpcs: readonly VpcId[];
}

/** Nothing has to be known. */
export const NOWHERE: Whereabouts = { groups: [], vpcs: [] };

/** What can arrive before and after a change, what no longer can, and what remains: nothing that cannot be read and is new. */
const compare = (before: Reach, after: Reach, { families }: Pick<MountTarget, 'families'>) => {
  const [from, to] = [arriving(before.sources, families), arriving(after.sources, families)];
  const unreadable = new Map([...to.unreadable].filter(([name]) => from.unreadable.has(name)));
  return { from, gone: difference(from, to), remains: { ...to, unreadable } };
};

/** What to ask of AWS about a change: nothing when it takes access from nobody. */
export const whereabouts = (before: Reach, after: Reach, at: Pick<MountTarget, 'vpcId' | 'families'>): Whereabouts => {
  const { gone, remains } = compare(before, after, at);
  if (isEmpty(gone)) return NOWHERE;
  const { groups, ...others } = remains;
  // Where anything else remains, it does not matter whether somebody is in the groups that do.
  const onlyGroups = isEmpty({ ...others, groups: new Set() });
  return {
    groups: groupSet([...gone.groups, ...(onlyGroups ? groups : [])]),
    vpcs: gone.addresses.length > 0 ? [at.vpcId] : [],
  };
};

/**
 * Compares what may reach NFS before and after a change. A source of which nobody can come (loopback, another family than
 * the mount target's addresses) is none, and a group that nobody is in admits nobody. A client of another VPC counts by its
 * groups only, for its addresses may be somebody else's here. One whose address cannot be read counts as its groups do.
 */
export const nfsCutOff = (
  before: Reach,
  after: Reach,
  { mountTarget, usable }: Pick<LiveState, 'mountTarget' | 'usable'>,
  clients: KnownClients,
): CutOff => {
  const { vpcId, families } = mountTarget;
  const { from, gone, remains } = compare(before, after, mountTarget);
  if (isEmpty(gone)) return { extent: 'none', lost: [], deserted: [] };

  // Of a group that can be used here every interface is seen; those of another VPC or account may have more.
  const known = new Set(usable.map(({ id }) => id).filter((id) => clients.asked.has(id)));
  const isDeserted = (id: SecurityGroupId): boolean => known.has(id) && clients.membersOf(id).length === 0;
  const admitsSome = (sources: Sources): boolean =>
    !isEmpty({ ...sources, groups: new Set([...sources.groups].filter((id) => !isDeserted(id))) });
  const isEnd = isEmpty(remains) || (admitsSome(from) && !admitsSome(remains));

  const isInNone = ({ client }: ClientAt): boolean => !client.groups.some((id) => remains.groups.has(id));
  const safe = mergeRanges([...remains.addresses, ...otherFamilies(families)]);
  const isShutOut = (place: KnownClient['places'][number]): boolean =>
    place === undefined || subtractRanges([place], safe).length > 0;
  const ofGroup = (groupId: SecurityGroupId): LostSource => {
    const by = clients
      .membersOf(groupId)
      .filter((it) => isInNone(it) && (it.places.length === 0 || it.places.some(isShutOut)));
    return { kind: 'group', groupId, inUse: by.length > 0 || (known.has(groupId) ? false : 'unknown'), by };
  };
  // As they stand in the rules: also the part of them from which nothing comes.
  const blocks = blocksOf(difference(before.sources, after.sources).addresses).flatMap((block): LostSource[] => {
    const { addresses } = arriving({ ...NOTHING, addresses: [block] }, families);
    if (addresses.length === 0) return [];
    const by = clients.within(vpcId, addresses).filter(isInNone);
    return [{ kind: 'cidr', cidr: formatBlock(block), inUse: by.length > 0 || 'unknown', by }];
  });
  return {
    extent: isEnd ? 'all' : 'some',
    lost: [
      ...groupSet(gone.groups).map(ofGroup),
      ...blocks,
      ...unreadableIn(gone).map(([, thing]) => ({ ...thing, inUse: 'unreadable' as const, by: [] })),
    ],
    deserted: groupSet([...remains.groups].filter(isDeserted)),
  };
};
