import { groupSet } from '../../functions/core/model/group-set.ts';
import type { SecurityGroupId } from '../../functions/core/model/ids.ts';
import type { LiveState } from '../../functions/core/model/live-state.ts';
import { IPV6 } from '../../functions/core/net/address.ts';
import { blocksOf, formatBlock, parseCidr } from '../../functions/core/net/cidr.ts';
import type { Range, Ranges } from '../../functions/core/net/ranges.ts';
import { arriving } from '../../functions/core/nfs/arriving.ts';
import type { Client } from '../../functions/core/nfs/client.ts';
import { difference, isEmpty, type Reach, type Sources } from '../../functions/core/nfs/reach.ts';

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

/** What `nfsCutOff` says, by looking at every client for every source; with the ids of clients in their place. */
export const plainCutOff = (
  before: Reach,
  after: Reach,
  { mountTarget: { vpcId, families }, usable }: LiveState,
  clients: readonly Client[],
  asked: readonly SecurityGroupId[],
) => {
  const [from, to] = [before, after].map(({ sources }) => arriving(sources, families)) as [Sources, Sources];
  const gone = difference(from, to);
  if (isEmpty(gone)) return { extent: 'none', lost: [], deserted: [] };
  const all = byText(clients, ({ name, addresses }) => `${name} at ${addresses.join(', ')}`);
  const isOurs = (place: Range): boolean =>
    families === undefined || families.includes(place.first < IPV6.base ? 'IPv4' : 'IPv6');

  const isKnown = (id: SecurityGroupId): boolean => asked.includes(id) && usable.some((group) => group.id === id);
  const isDeserted = (id: SecurityGroupId): boolean => isKnown(id) && !all.some(({ groups }) => groups.includes(id));
  const ofGroup = (groupId: SecurityGroupId) => {
    const losers = all.filter((client) => {
      if (!client.groups.includes(groupId) || isIn(client, to.groups)) return false;
      const places = client.addresses.map(placeOf);
      return (
        places.length === 0 ||
        places.some((place) => place === undefined || (isOurs(place) && !isWithin(place, to.addresses)))
      );
    });
    const inUse = losers.length > 0 || (isKnown(groupId) ? false : 'unknown');
    return { kind: 'group', groupId, inUse, by: losers.map(({ id, addresses }) => ({ id, at: addresses })) };
  };
  const isLostFrom = (block: Range) => (address: string) => {
    const place = placeOf(address);
    return place !== undefined && gone.addresses.some((range) => isShared(range, block, place));
  };
  const ofBlock = (block: ReturnType<typeof blocksOf>[number]) => {
    const near = all.filter((client) => client.vpcId === vpcId && !isIn(client, to.groups));
    const by = near
      .map(({ id, addresses }) => ({ id, at: addresses.filter(isLostFrom(block)) }))
      .filter(({ at }) => at.length > 0);
    return { kind: 'cidr', cidr: formatBlock(block), inUse: by.length > 0 || 'unknown', by };
  };
  const unreadable = { inUse: 'unreadable', by: [] };

  const anyoneElse = to.addresses.length > 0 || [...to.unreadable.keys()].some((name) => from.unreadable.has(name));
  const comesAfter = anyoneElse || [...to.groups].some((id) => !isDeserted(id));
  const cameBefore = !isEmpty({ ...from, groups: new Set([...from.groups].filter((id) => !isDeserted(id))) });
  const nothingAfter = !anyoneElse && to.groups.size === 0;
  return {
    extent: nothingAfter || (!comesAfter && cameBefore) ? 'all' : 'some',
    lost: [
      ...groupSet(gone.groups).map(ofGroup),
      ...blocksOf(difference(before.sources, after.sources).addresses)
        .filter((block) => gone.addresses.some((range) => isShared(range, block)))
        .map(ofBlock),
      ...['prefix-list', 'unread', 'unreadable-cidr'].flatMap((kind) =>
        byText(
          [...gone.unreadable.values()].filter((thing) => thing.kind === kind),
          (thing) => JSON.stringify(thing),
        ).map((thing) => ({ ...thing, ...unreadable })),
      ),
    ],
    deserted: groupSet([...to.groups].filter(isDeserted)),
  };
};
