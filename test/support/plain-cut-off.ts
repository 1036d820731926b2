import { groupSet } from '../../functions/core/model/group-set.ts';
import type { SecurityGroupId } from '../../functions/core/model/ids.ts';
import type { LiveState } from '../../functions/core/model/live-state.ts';
import type { Safety } from '../../functions/core/model/policy.ts';
import { IPV6 } from '../../functions/core/net/address.ts';
import { blocksOf, formatBlock, parseCidr } from '../../functions/core/net/cidr.ts';
import { mergeRanges, type Range, type Ranges } from '../../functions/core/net/ranges.ts';
import { arriving } from '../../functions/core/nfs/arriving.ts';
import type { Client } from '../../functions/core/nfs/client.ts';
import type { Protection } from '../../functions/core/nfs/known-good.ts';
import { withoutWide } from '../../functions/core/nfs/open-to-world.ts';
import { difference, isEmpty, NOTHING, type Reach, type Sources } from '../../functions/core/nfs/reach.ts';

const placeOf = (address: string): Range | undefined =>
  parseCidr(address.includes('/') ? address : `${address}/${address.includes(':') ? 128 : 32}`);

const isShared = (...ranges: readonly Range[]): boolean =>
  ranges.every((a) => ranges.every((b) => a.first <= b.last && b.first <= a.last));
const isWithin = (place: Range, ranges: Ranges): boolean =>
  ranges.some(({ first, last }) => first <= place.first && place.last <= last);
const isIn = ({ groups }: Client, admitted: ReadonlySet<SecurityGroupId>): boolean =>
  groups.some((id) => admitted.has(id));

/** The addresses from which a client could reach NFS and no longer can; those that cannot be read count as its groups do. */
export const addressesLost = (client: Client, from: Sources, to: Sources): readonly string[] => {
  if (isIn(client, to.groups)) return [];
  const lost = difference(from, to).addresses;
  return client.addresses.filter((address) => {
    const place = placeOf(address);
    if (isIn(client, from.groups)) return place === undefined || !isWithin(place, to.addresses);
    return place !== undefined && lost.some((range) => isShared(range, place));
  });
};

const byText = <T>(items: readonly T[], textOf: (item: T) => string): readonly T[] =>
  items.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));

const shared = (a: Ranges, b: Ranges): Ranges =>
  a.flatMap((x) =>
    b
      .filter((y) => isShared(x, y))
      .map((y) => ({ first: x.first > y.first ? x.first : y.first, last: x.last < y.last ? x.last : y.last })),
  );

/** What AWS shows around a mount target. */
export interface Around {
  readonly clients: readonly Client[];
  /** CIDR blocks of its VPC. */
  readonly blocks: readonly string[];
  readonly missing: readonly SecurityGroupId[];
}

/** What `nfsCutOff` says, by looking at every client for every source; with the ids of clients in their place. */
export const plainCutOff = (
  before: Reach,
  after: Reach,
  { mountTarget: { vpcId, families }, usable }: LiveState,
  { clients, blocks, missing }: Around,
  { recent, ever }: Protection,
  safety: Safety,
) => {
  const [from, to] = [before, after].map(({ sources }) => arriving(sources, families)) as [Sources, Sources];
  if (isEmpty(difference(from, to))) return { extent: 'none', lost: [], ignored: [], relieved: undefined };
  const lost = difference(recent ? arriving(recent.sources, families) : from, to);
  const all = byText(clients, ({ name, addresses }) => `${name} at ${addresses.join(', ')}`);
  const here = all.filter((client) => client.vpcId === vpcId);
  const places = (client: Client) => client.addresses.flatMap((address) => placeOf(address) ?? []);
  const isTouched = (client: Client, sources: Sources): boolean =>
    sources.unreadable.size > 0 ||
    isIn(client, sources.groups) ||
    places(client).some((place) => sources.addresses.some((range) => isShared(range, place)));
  const isOurs = (place: Range): boolean =>
    families === undefined || families.includes(place.first < IPV6.base ? 'IPv4' : 'IPv6');
  const isTagged = ({ tags }: Client): boolean =>
    [...safety.clients.ignore].some(([key, it]) => tags.has(key) && (it.any || it.oneOf.includes(tags.get(key) ?? '')));
  const staysByOther = (client: Client): boolean =>
    here.some(
      (other) =>
        other.machine === client.machine &&
        other.id !== client.id &&
        (isIn(other, to.groups) || places(other).some((place) => isWithin(place, to.addresses))),
    );
  const loses = (client: Client): boolean =>
    client.cannotMount === undefined && isTouched(client, from) && !isIn(client, to.groups) && !staysByOther(client);
  const isSpared = (client: Client): boolean => isTagged(client) && !(recent && isTouched(client, recent.sources));

  const via = (isIt: (sources: Sources) => boolean) =>
    groupSet(before.admissions.flatMap(({ sources, groupId }) => (isIt(sources) ? groupId : [])));
  const viaBlock = (block: Range) => via(({ addresses }) => addresses.some((range) => isShared(range, block)));

  const isKnown = (id: SecurityGroupId): boolean => usable.some((group) => group.id === id);
  const membersLosing = (groupId: SecurityGroupId) =>
    all.filter(
      (client) =>
        client.groups.includes(groupId) &&
        loses(client) &&
        (client.addresses.length === 0 ||
          client.addresses.map(placeOf).some((it) => it === undefined || (isOurs(it) && !isWithin(it, to.addresses)))),
    );
  const ofGroup = (groupId: SecurityGroupId) => {
    const by = membersLosing(groupId)
      .filter((client) => !isSpared(client))
      .map(({ id, addresses }) => ({ id, at: addresses }));
    const source = { kind: 'group', groupId, by, via: via(({ groups }) => groups.has(groupId)) };
    if (by.length > 0) return [{ ...source, counts: 'clients' }];
    const isAnywhereLetIn = from.addresses.length > 0 || from.unreadable.size > 0;
    const isHereLetIn = isAnywhereLetIn && (inVpc.length === 0 || shared(from.addresses, inVpc).length > 0);
    const counts = isKnown(groupId) ? 'idle' : 'remote';
    const isReached = from.groups.has(groupId) || (counts === 'idle' ? isHereLetIn : isAnywhereLetIn);
    return isReached ? [{ ...source, counts }] : [];
  };

  const inVpc = mergeRanges(blocks.flatMap((block) => parseCidr(block) ?? []));
  const written = withoutWide(recent ? recent.sets : before.admissions.map(({ sources }) => sources), safety);
  const isAnywhere = from.unreadable.size > 0 || [...from.groups].some((id) => !isKnown(id));
  const reached = isAnywhere ? lost.addresses : shared(lost.addresses, from.addresses);
  const named = shared(reached, written);
  const lostBlocks = blocksOf(difference(recent ? recent.sources : before.sources, after.sources).addresses);
  const losersIn = (block: Range) => {
    const { addresses } = arriving({ ...NOTHING, addresses: [block] }, families);
    const isAt = (address: string): boolean => {
      const place = placeOf(address);
      return place !== undefined && addresses.some((range) => isShared(range, place));
    };
    return here.filter((client) => client.addresses.some(isAt) && loses(client)).map((client) => ({ client, isAt }));
  };
  const ofBlock = (block: (typeof lostBlocks)[number]) => {
    const by = losersIn(block)
      .filter(({ client }) => !isSpared(client))
      .map(({ client: { id, addresses }, isAt }) => ({ id, at: addresses.filter(isAt) }));
    const source = { kind: 'cidr', cidr: formatBlock(block), by, via: viaBlock(block) };
    if (by.length > 0) return [{ ...source, counts: 'clients' }];
    return shared(shared(named, [block]), inVpc).length > 0 ? [{ ...source, counts: 'idle' }] : [];
  };
  const remote = blocksOf(
    difference({ ...NOTHING, addresses: mergeRanges(named) }, { ...NOTHING, addresses: inVpc }).addresses,
  );
  const unreadable = ['prefix-list', 'unread', 'unreadable-cidr'].flatMap((kind) =>
    byText(
      [...lost.unreadable].filter(([name, thing]) => thing.kind === kind && from.unreadable.has(name)),
      ([name]) => name,
    ),
  );
  const said = [
    ...groupSet(lost.groups).flatMap(ofGroup),
    ...lostBlocks.flatMap(ofBlock),
    ...remote.map((block) => ({
      kind: 'cidr',
      cidr: formatBlock(block),
      counts: 'remote',
      by: [],
      via: viaBlock(block),
    })),
    ...unreadable.map(([, thing]) => ({ ...thing, counts: 'unreadable', by: [], via: [] })),
  ];
  const spared = [
    ...groupSet(lost.groups).flatMap(membersLosing),
    ...lostBlocks.flatMap((it) => losersIn(it).map(({ client }) => client)),
  ];

  const machineOf = (id: string) => all.find((client) => client.id === id)?.machine;
  const losers = new Set(said.flatMap(({ by }) => by.map(({ id }) => machineOf(id))));
  const shutOut = here.filter(
    (client) =>
      client.cannotMount === undefined &&
      !isTagged(client) &&
      isTouched(client, { ...to, unreadable: new Map() }) &&
      !here.some((other) => other.machine === client.machine && isTouched(other, from)),
  );
  const relieved = new Set(shutOut.map(({ machine }) => machine)).size;
  const isOutweighed =
    ever !== undefined &&
    recent === undefined &&
    losers.size > 0 &&
    relieved > losers.size &&
    ((losers.size === 1 && said.every(({ by }) => by.every(({ id }) => machineOf(id) !== id))) || !isEmpty(ever)) &&
    said.every(
      ({ counts, by }) =>
        ['clients', 'idle'].includes(counts) &&
        by.every(({ id }) => !all.some((it) => it.id === id && isTouched(it, ever))),
    );
  const remains = [...to.groups].some((id) => !missing.includes(id)) || to.addresses.length > 0;
  const isUnread = [...to.unreadable.keys()].some((name) => from.unreadable.has(name));
  return {
    extent: remains || isUnread ? 'some' : 'all',
    lost: said,
    ignored: [...new Set(spared.filter(isSpared).map(({ id }) => id))].sort(),
    relieved: isOutweighed ? relieved : undefined,
  };
};
