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
   * Whether a known client loses access with it. `false`: every member of the group is known, and none does. `unknown`: there
   * may be clients that AWS does not show. `unreadable`: AWS did not show what the source admits.
   */
  readonly inUse: boolean | 'unknown' | 'unreadable';
  /** These clients, ascending by name; of a block, with their addresses in it. */
  readonly by: readonly ClientAt[];
} & (
  | { readonly kind: 'group'; readonly groupId: SecurityGroupId }
  | { readonly kind: 'cidr'; readonly cidr: string }
  | Unreadable
);

/** What loses access. `none`: `lost` is empty. `all`: no client could reach NFS any more. */
export interface CutOff {
  readonly extent: 'none' | 'some' | 'all';
  /** Groups, then the fewest CIDR blocks, then what cannot be read; each kind ascending. */
  readonly lost: readonly LostSource[];
  /** Groups that would be admitted and have no members. */
  readonly deserted: readonly SecurityGroupId[];
}

/** Which interfaces in use must be known before a change can be judged. */
export interface Whereabouts {
  /** Interfaces with one of these groups. */
  readonly groups: readonly SecurityGroupId[];
  /** Every interface of these VPCs. */
  readonly vpcs: readonly VpcId[];
}

/** No interface must be known. */
export const NOWHERE: Whereabouts = { groups: [], vpcs: [] };

/** What can arrive before a change, what no longer can after it, and what still can; new sources that cannot be read do not count. */
const compare = (before: Reach, after: Reach, { families }: Pick<MountTarget, 'families'>) => {
  const [from, to] = [arriving(before.sources, families), arriving(after.sources, families)];
  const unreadable = new Map([...to.unreadable].filter(([name]) => from.unreadable.has(name)));
  return { from, gone: difference(from, to), remains: { ...to, unreadable } };
};

/** What to ask AWS about a change: nothing when no source loses access. */
export const whereabouts = (before: Reach, after: Reach, at: Pick<MountTarget, 'vpcId' | 'families'>): Whereabouts => {
  const { gone, remains } = compare(before, after, at);
  if (isEmpty(gone)) return NOWHERE;
  const { groups, ...others } = remains;
  // Where anything else remains, it does not matter whether these groups have members.
  const onlyGroups = isEmpty({ ...others, groups: new Set() });
  return {
    groups: groupSet([...gone.groups, ...(onlyGroups ? groups : [])]),
    vpcs: gone.addresses.length > 0 ? [at.vpcId] : [],
  };
};

/**
 * Compares what may reach NFS before and after a change. Sources from which no packet can come (loopback, an address family
 * that the mount target does not use) and empty groups are not counted. A client of another VPC counts by its groups only,
 * because another machine may have its address here. An address that cannot be read counts as the client's groups do.
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

  // Of a group that can be used here AWS shows every interface; one of another VPC or account may have more.
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
  // As written in the rules, with the part from which no packet can come.
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
