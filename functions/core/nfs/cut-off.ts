import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { Safety } from '../model/policy.ts';
import { type Block, blocksOf, formatBlock, parseCidr } from '../net/cidr.ts';
import { intersectRanges, mergeRanges, type Range, subtractRanges, touching } from '../net/ranges.ts';
import { arriving, otherFamilies } from './arriving.ts';
import { type At, compare, isShown } from './compare.ts';
import type { KnownClient, KnownClients } from './known-clients.ts';
import type { Protection } from './known-good.ts';
import { isIgnored, letsIn } from './let-in.ts';
import type { LostSource } from './lost-source.ts';
import { newcomers } from './newcomers.ts';
import { withoutWide } from './open-to-world.ts';
import { outnumbering } from './outnumbering.ts';
import { difference, isEmpty, NOTHING, type Reach, type Sources, unreadableIn } from './reach.ts';

/** Who loses access by a change, and why that counts. */
export interface CutOff {
  /** `none`: no source loses access. `all`: the new set admits no source that exists. */
  readonly extent: 'none' | 'some' | 'all';
  /** Those that are protected: groups, then the fewest CIDR blocks, then what cannot be read; each kind ascending. */
  readonly lost: readonly LostSource[];
  /** Until when a compliant set is known to have let them in (epoch milliseconds); absent when nothing is on record. */
  readonly knownUntil?: number;
  /** What loses access too and is not on record, where something does that is. */
  readonly newcomers?: readonly LostSource[];
  /**
   * Blocks where every client that uses NFS counts, by the word of a flow log: those that are written down, and where nothing is on
   * record whatever is outside the VPC.
   */
  readonly lostBlocks: readonly string[];
  /** Parts of the VPC that are in no block but those that are too wide: machines that used NFS from there and are gone are warned of. */
  readonly wideBlocks: readonly string[];
  /** Some of all these only a flow log could show. */
  readonly isUnseen: boolean;
  /** Clients that the policy has not counted. */
  readonly ignored: readonly KnownClient[];
  /** What a flow log says of it, and the addresses that used NFS and that no interface has now. */
  readonly evidence?: { readonly why: readonly string[]; readonly gone: readonly string[] };
  /** Machines that the new set lets in and that are shut out now, where they outnumber the losers and none of these is on record. */
  readonly relieved?: number;
}

interface WrittenBlock extends Range {
  readonly cidr: string;
}

const sizeOf = ({ first, last }: Range): bigint => last - first;

/** The blocks by which a set lets in, as its rules and their prefix lists have them. */
const writtenIn = ({ admissions }: Reach): readonly WrittenBlock[] =>
  admissions
    .flatMap(({ rule: { source } }) => {
      if (source.kind === 'group') return [];
      return source.kind === 'cidr' ? [source.cidr] : (source.entries ?? []);
    })
    .flatMap((cidr) => {
      const range = parseCidr(cidr);
      return range ? [{ ...range, cidr }] : [];
    });

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
  if (isEmpty(gone)) return { extent: 'none', lost: [], lostBlocks: [], wideBlocks: [], isUnseen: false, ignored: [] };

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
    if (!isIgnored(client, safety.clients) || (recent && letsIn(recent.sources, it))) return true;
    ignored.set(client.id, it);
    return false;
  };

  const viaTo = (isIt: (sources: Sources) => boolean): readonly SecurityGroupId[] =>
    groupSet(before.admissions.filter(({ sources }) => isIt(sources)).map(({ groupId }) => groupId));
  const viaGroup = (groupId: SecurityGroupId): readonly SecurityGroupId[] => viaTo(({ groups }) => groups.has(groupId));
  const viaBlock = (block: Range): readonly SecurityGroupId[] =>
    viaTo(({ addresses }) => touching(addresses, block).length > 0);

  const inVpc = clients.blocksOf(vpcId, place.fileSystem.owner);
  const isLetIn = from.addresses.length + from.unreadable.size > 0;
  // The blocks of a VPC are not read where no block loses access.
  const isLetInHere = isLetIn && (inVpc.length === 0 || intersectRanges(from.addresses, inVpc).length > 0);
  const ofGroup = (groupId: SecurityGroupId): readonly LostSource[] => {
    const members = clients.membersOf(groupId);
    const by = members.filter(
      (it) => isInNone(it) && (it.places.length === 0 || it.places.some(isShutOut)) && counts(it),
    );
    const source = { kind: 'group', groupId, by, via: viaGroup(groupId) } as const;
    if (by.length > 0) return [{ ...source, counts: 'clients' }];
    // Also where those that are in it now lose nothing: others may come, as a job by night does.
    if (isShown(place, groupId)) return from.groups.has(groupId) || isLetInHere ? [{ ...source, counts: 'idle' }] : [];
    // A group of a peer or of another account has interfaces that AWS does not show, and that a block may let in now.
    return from.groups.has(groupId) || isLetIn ? [{ ...source, counts: 'remote' }] : [];
  };

  const blocksWritten = gone.addresses.length > 0 ? writtenIn(before) : [];
  const written = withoutWide(recent ? recent.sets : before.admissions.map(({ sources }) => sources), safety);
  // Where the members of a group have their addresses, AWS may not show.
  const isVague = from.unreadable.size > 0 || [...from.groups].some((id) => !isShown(place, id));
  const reached = isVague ? lost.addresses : intersectRanges(lost.addresses, from.addresses);
  const losable = intersectRanges(reached, written);
  const [within, outside] = [intersectRanges(losable, inVpc), subtractRanges(losable, inVpc)];
  // What is on record may be a part of a wider block that came with the drift. Of several blocks the narrowest is named.
  const ruleOf = (block: Block, known?: Sources): { readonly of?: string } => {
    const isKnown = (it: Range) => !known || subtractRanges([it], known.addresses).length === 0;
    const [rule] = blocksWritten
      .filter((it) => it.first <= block.first && block.last <= it.last && isKnown(it))
      .sort((a, b) => Number(sizeOf(a) - sizeOf(b)) || Number(a.cidr > b.cidr) - Number(a.cidr < b.cidr));
    return rule && rule.cidr !== formatBlock(block) ? { of: rule.cidr } : {};
  };
  const remote = blocksOf(outside).map(
    (block): LostSource => ({
      kind: 'cidr',
      cidr: formatBlock(block),
      ...ruleOf(block, recent?.sources),
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
  const wide = subtractRanges(reached, written);
  const far = recent ? [] : subtractRanges(wide, inVpc);
  const wideHere = intersectRanges(wide, inVpc);
  const relieved =
    ever && !recent ? outnumbering(all, clients, vpcId, safety.clients, { from, remains, ever }) : undefined;
  const isGrave = all.some(({ counts }) => counts !== 'idle');
  const via = { group: viaGroup, block: viaBlock, rule: ruleOf };
  return {
    extent: isEnd ? 'all' : 'some',
    lost: all,
    ...(recent && { knownUntil: recent.until }),
    ...(recent && isGrave && { newcomers: newcomers(gone, { recent: recent.sources, remains }, clients, vpcId, via) }),
    lostBlocks: [...blocksOf(within), ...blocksOf(outside), ...blocksOf(far)].map(formatBlock),
    wideBlocks: blocksOf(wideHere).map(formatBlock),
    isUnseen: far.length + wideHere.length > 0,
    ignored: [...ignored.values()],
    ...(relieved !== undefined && { relieved }),
  };
};
