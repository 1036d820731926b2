import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId, VpcId } from '../model/ids.ts';
import type { LiveState, MountTarget } from '../model/live-state.ts';
import type { Safety } from '../model/policy.ts';
import { blocksOf, formatBlock } from '../net/cidr.ts';
import { intersectRanges, mergeRanges, type Range, subtractRanges, touching } from '../net/ranges.ts';
import { arriving, otherFamilies } from './arriving.ts';
import type { Client } from './client.ts';
import type { KnownClient, KnownClients } from './known-clients.ts';
import type { Protection } from './known-good.ts';
import { withoutWide } from './open-to-world.ts';
import { difference, isEmpty, NOTHING, type Reach, type Sources, type Unreadable, unreadableIn } from './reach.ts';

/** A source that a change takes access from, although it is protected. */
export type LostSource = {
  /**
   * `clients`: some that may mount lose access. `remote`: it is outside the VPC, where AWS shows no clients. `unreadable`: AWS
   * did not show what it admits. `idle`: nothing is there at the moment. `seen`: a flow log has seen it use NFS.
   */
  readonly counts: 'clients' | 'remote' | 'unreadable' | 'idle' | 'seen';
  /** These clients, ascending by name; of a block, with their addresses in it. */
  readonly by: readonly KnownClient[];
  /** The groups that let it in now. */
  readonly via: readonly SecurityGroupId[];
} & (
  | { readonly kind: 'group'; readonly groupId: SecurityGroupId }
  | { readonly kind: 'cidr'; readonly cidr: string }
  | Unreadable
);

/** Who loses access by a change, and why that counts. */
export interface CutOff {
  /** `none`: no source loses access. `all`: the new set admits no source that exists. */
  readonly extent: 'none' | 'some' | 'all';
  /** Those that are protected: groups, then the fewest CIDR blocks, then what cannot be read; each kind ascending. */
  readonly lost: readonly LostSource[];
  /** Until when a compliant set is known to have let them in (epoch milliseconds); absent when nothing is on record. */
  readonly knownUntil?: number;
  /**
   * Blocks of which whoever uses NFS counts, by the word of a flow log: those that are written down, and where nothing is on
   * record whatever is outside the VPC.
   */
  readonly lostBlocks: readonly string[];
  /** Some of these only a flow log could show. */
  readonly isUnseen: boolean;
  /** Clients that the policy has not counted. */
  readonly ignored: readonly KnownClient[];
  /** What a flow log says of it, and the addresses that used NFS and that no interface has now. */
  readonly evidence?: { readonly why: readonly string[]; readonly gone: readonly string[] };
  /** Machines that the new set lets in and that are shut out now, where they outnumber the losers and none of these is on record. */
  readonly relieved?: number;
}

/** What must be read before a change can be judged. */
export interface Whereabouts {
  /** Every interface of these VPCs. */
  readonly vpcs: readonly VpcId[];
  /** The CIDR blocks of these VPCs. */
  readonly blocks: readonly VpcId[];
  /** Groups of which every member has to be known. */
  readonly groups: readonly SecurityGroupId[];
  /** Groups that may exist no more. */
  readonly doubtful: readonly SecurityGroupId[];
}

/** Nothing must be read. */
export const NOWHERE: Whereabouts = { vpcs: [], blocks: [], groups: [], doubtful: [] };

type At = Pick<LiveState, 'mountTarget' | 'fileSystem' | 'usable'>;

/** Groups of our own account that can be used in the VPC: of these AWS shows every interface. */
const shownIn = ({ usable, fileSystem: { owner } }: At): ReadonlySet<SecurityGroupId> =>
  new Set(usable.filter((group) => group.owner === owner).map(({ id }) => id));

/** What can arrive before a change, what no longer can after it, what still can, and what of that which is protected no longer can. */
const compare = (before: Reach, after: Reach, { families }: Pick<MountTarget, 'families'>, { recent }: Protection) => {
  const [from, to] = [arriving(before.sources, families), arriving(after.sources, families)];
  // New sources that cannot be read do not count.
  const unreadable = new Map([...to.unreadable].filter(([name]) => from.unreadable.has(name)));
  const remains = { ...to, unreadable };
  const gone = difference(from, to);
  return { from, gone, remains, lost: recent ? difference(arriving(recent.sources, families), remains) : gone };
};

/** What to read for a change: nothing when nobody that is protected loses access. */
export const whereabouts = (before: Reach, after: Reach, place: At, by: Protection): Whereabouts => {
  const { mountTarget, usable } = place;
  const { gone, remains, lost } = compare(before, after, mountTarget, by);
  if (isEmpty(gone)) return NOWHERE;
  const { groups, ...others } = remains;
  const isUsable = (id: SecurityGroupId): boolean => usable.some((group) => group.id === id);
  const shown = shownIn(place);
  // Where anything else remains, it does not matter whether these groups exist.
  const foreign = after.admissions.filter(
    ({ rule: { source } }) => source.kind === 'group' && source.isForeign && !source.isStale,
  );
  const isForeign = new Set(foreign.map(({ sources }) => [...sources.groups][0]));
  // Who is in these may come from a block that loses access, and is let in all the same.
  const peers = [...groups].filter((id) => !isUsable(id) && !isForeign.has(id));
  const isUncertain = isEmpty({ ...others, groups: new Set() }) && foreign.length === 0 && ![...groups].some(isUsable);
  return {
    vpcs: isEmpty(lost) ? [] : [mountTarget.vpcId],
    blocks: lost.addresses.length > 0 ? [mountTarget.vpcId] : [],
    groups: groupSet([...[...lost.groups].filter((id) => shown.has(id)), ...(lost.addresses.length > 0 ? peers : [])]),
    doubtful: isUncertain ? groupSet(groups) : [],
  };
};

const isTagged = ({ tags }: Client, ignore: Safety['clients']['ignore']): boolean =>
  ignore.size > 0 &&
  [...ignore].some(([key, condition]) => {
    const value = tags.get(key);
    return value !== undefined && (condition.any || condition.oneOf.includes(value));
  });

/** Whether these sources let a client in, by a group of it or by one of its addresses; of a block that is delegated to it, by a part. */
const letsIn = ({ groups, addresses, unreadable }: Sources, { client, places }: KnownClient): boolean =>
  unreadable.size > 0 ||
  client.groups.some((id) => groups.has(id)) ||
  places.some((place) => place !== undefined && touching(addresses, place).length > 0);

/**
 * Compares what may reach NFS before and after a change. A client loses access when the set that is attached lets it in, the
 * new one does not, and no other interface of its machine in the VPC gets in. It counts when it can mount a file system and is
 * protected: by the record, or where there is none by being let in now. Sources from which no packet can come (loopback, an
 * address family that the mount target does not use) do not count; a client of another VPC counts by its groups only, because
 * another machine may have its address here.
 */
export const nfsCutOff = (
  before: Reach,
  after: Reach,
  place: At,
  clients: KnownClients,
  protection: Protection,
  safety: Safety,
): CutOff => {
  const { mountTarget } = place;
  const { vpcId, families } = mountTarget;
  const { recent, ever } = protection;
  const { from, gone, remains, lost } = compare(before, after, mountTarget, protection);
  if (isEmpty(gone)) return { extent: 'none', lost: [], lostBlocks: [], isUnseen: false, ignored: [] };

  const shown = shownIn(place);
  const existing = new Set([...remains.groups].filter((id) => !clients.missing.has(id)));
  const isEnd = isEmpty({ ...remains, groups: existing });

  const safe = mergeRanges([...remains.addresses, ...otherFamilies(families)]);
  const isShutOut = (place: KnownClient['places'][number]): boolean =>
    place === undefined || subtractRanges([place], safe).length > 0;
  const isInNone = ({ client }: KnownClient): boolean => !client.groups.some((id) => remains.groups.has(id));
  const isLetInByAny = (it: KnownClient): boolean =>
    !isInNone(it) || it.places.some((place) => place && subtractRanges([place], remains.addresses).length === 0);
  const staysByOther = ({ others }: KnownClient): boolean =>
    others.some((it) => it.client.vpcId === vpcId && isLetInByAny(it));

  const ignored = new Map<string, KnownClient>();
  const counts = (it: KnownClient): boolean => {
    const { client } = it;
    if (client.cannotMount !== undefined || staysByOther(it)) return false;
    // Whom only the record lets in has nothing to lose.
    if (recent && !letsIn(from, it)) return false;
    if (!isTagged(client, safety.clients.ignore) || (recent && letsIn(recent.sources, it))) return true;
    ignored.set(client.id, it);
    return false;
  };

  const viaTo = (isIt: (sources: Sources) => boolean): readonly SecurityGroupId[] =>
    groupSet(before.admissions.filter(({ sources }) => isIt(sources)).map(({ groupId }) => groupId));
  const viaBlock = (block: Range): readonly SecurityGroupId[] =>
    viaTo(({ addresses }) => touching(addresses, block).length > 0);

  const ofGroup = (groupId: SecurityGroupId): readonly LostSource[] => {
    const members = clients.membersOf(groupId);
    const by = members.filter(
      (it) => isInNone(it) && (it.places.length === 0 || it.places.some(isShutOut)) && counts(it),
    );
    const source = { kind: 'group', groupId, by, via: viaTo(({ groups }) => groups.has(groupId)) } as const;
    if (by.length > 0) return [{ ...source, counts: 'clients' }];
    if (!from.groups.has(groupId)) return [];
    // A group of a peer or of another account has interfaces that AWS does not show.
    if (!shown.has(groupId)) return [{ ...source, counts: 'remote' }];
    // Also where those that are in it now lose nothing: others may come, as a job by night does.
    return [{ ...source, counts: 'idle' }];
  };

  const inVpc = clients.blocksOf(vpcId);
  const written = withoutWide(recent ? recent.sets : before.admissions.map(({ sources }) => sources), safety);
  const reached = from.unreadable.size > 0 ? lost.addresses : intersectRanges(lost.addresses, from.addresses);
  const losable = intersectRanges(reached, written);
  const [within, outside] = [intersectRanges(losable, inVpc), subtractRanges(losable, inVpc)];
  const remote = blocksOf(outside).map(
    (block): LostSource => ({
      kind: 'cidr',
      cidr: formatBlock(block),
      counts: 'remote',
      by: [],
      via: viaBlock(block),
    }),
  );
  // As written in the rules, with the part from which no packet can come.
  const raw = recent ? recent.sources : before.sources;
  const blocks = blocksOf(difference(raw, after.sources).addresses).flatMap((block): readonly LostSource[] => {
    const { addresses } = arriving({ ...NOTHING, addresses: [block] }, families);
    const by = clients.within(vpcId, addresses).filter((it) => isInNone(it) && counts(it));
    const source = { kind: 'cidr', cidr: formatBlock(block), by, via: viaBlock(block) } as const;
    if (by.length > 0) return [{ ...source, counts: 'clients' }];
    return intersectRanges(addresses, within).length > 0 ? [{ ...source, counts: 'idle' }] : [];
  });
  const unread = unreadableIn(lost).filter(([name]) => from.unreadable.has(name));
  const all: readonly LostSource[] = [
    ...groupSet(lost.groups).flatMap(ofGroup),
    ...blocks,
    ...remote,
    ...unread.map(([, thing]) => ({ ...thing, counts: 'unreadable' as const, by: [], via: [] })),
  ];
  const far = recent ? [] : subtractRanges(subtractRanges(reached, inVpc), written);
  const relieved =
    ever && !recent ? outnumbering(all, clients, vpcId, safety.clients, { from, remains, ever }) : undefined;
  return {
    extent: isEnd ? 'all' : 'some',
    lost: all,
    ...(recent && { knownUntil: recent.until }),
    lostBlocks: [...blocksOf(within), ...blocksOf(outside), ...blocksOf(far)].map(formatBlock),
    isUnseen: far.length > 0,
    ignored: [...ignored.values()],
    ...(relieved !== undefined && { relieved }),
  };
};

/**
 * How many machines a change lets in that are shut out now, where they are more than lose access, and no loser is on record.
 * A machine that gets in by one of its interfaces is not shut out.
 */
const outnumbering = (
  lost: readonly LostSource[],
  clients: KnownClients,
  vpcId: VpcId,
  { ignore }: Safety['clients'],
  { from, remains, ever }: Readonly<Record<'from' | 'remains' | 'ever', Sources>>,
): number | undefined => {
  if (lost.some(({ counts }) => counts === 'remote' || counts === 'unreadable')) return undefined;
  const isHere = ({ client }: KnownClient): boolean => client.vpcId === vpcId;
  const isLetIn = (known: KnownClient): boolean =>
    [known, ...known.others].some((it) => isHere(it) && letsIn(from, it));
  const wanted = [
    ...[...remains.groups].flatMap((id) => clients.membersOf(id)).filter(isHere),
    ...clients.within(vpcId, remains.addresses),
  ];
  const relieved = wanted.filter(
    (it) => it.client.cannotMount === undefined && !isTagged(it.client, ignore) && !isLetIn(it),
  );
  const machines = (all: readonly KnownClient[]): number => new Set(all.map(({ client }) => client.machine)).size;
  const count = machines(relieved);
  if (count === 0) return undefined;
  const losers = lost.flatMap(({ by }) => by);
  return losers.length > 0 && count > machines(losers) && !losers.some((it) => letsIn(ever, it)) ? count : undefined;
};
