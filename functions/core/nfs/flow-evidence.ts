import type { VpcId } from '../model/ids.ts';
import { placeOf } from '../net/cidr.ts';
import type { Range } from '../net/ranges.ts';
import type { Client } from './client.ts';
import { list } from './explain.ts';
import { type FlowLogAnswer, LAG, type Talker } from './flow-log.ts';

/** A protected source that a change takes access from. */
export interface LostAccess {
  /** The block; absent where the source is a group. */
  readonly cidr?: string;
  /** Every client that comes by it now, also those that keep access by something else. */
  readonly members: readonly Client[];
}

/** What a flow log is to decide about. */
export interface Contest {
  /** Protected clients that would lose access. */
  readonly losers: readonly Client[];
  readonly lost: readonly LostAccess[];
  /** Blocks to ask about besides: machines that used NFS from there and are gone are warned of. */
  readonly beside: readonly string[];
  /** Every interface of the VPC that is known, losers or not: a talker at none of them is a machine that is gone, or far away. */
  readonly present: readonly Client[];
  /** The VPC of the mount target. */
  readonly vpcId: VpcId;
}

/** What was asked of the flow log, times in epoch milliseconds. */
export interface Asked {
  readonly from: number;
  readonly to: number;
  /** Addresses and blocks; all sources when empty. */
  readonly sources: readonly string[];
}

/** A source that uses NFS and would lose it. */
export interface Convicted extends Talker {
  /** The client that has the address; absent for a machine that is remote, or gone, in a block that is lost. */
  readonly by?: Client;
}

/** What a flow log says of a change. */
export interface FlowVerdict {
  /** Ids of losers that do not use NFS. */
  readonly acquitted: ReadonlySet<string>;
  /** Lost blocks from which nothing came in the whole time. */
  readonly unused: ReadonlySet<string>;
  readonly convicted: readonly Convicted[];
  /** Addresses that used NFS, and that no interface has now and no lost block holds: a warning, no more. */
  readonly gone: readonly string[];
  /** What the log shows, and why it acquits no client if it does not: one clause each. */
  readonly why: readonly string[];
}

/**
 * What a handshake, or a scan, does not exceed. A TCP handshake and its end take at most six packets from the client, of 40 to
 * 80 bytes each. A mount alone takes a dozen calls of 100 bytes and more, and an idle NFSv4.1 client renews its lease every
 * minute, so that a client that has the file system mounted passes both in two intervals.
 */
const HANDSHAKE = { bytes: 1_000, packets: 6 };
const LEAST_INTERVALS = 2;

const isMore = ({ bytes, packets }: Talker): boolean => bytes > HANDSHAKE.bytes && packets > HANDSHAKE.packets;
const isUse = (talker: Talker): boolean => talker.intervals >= LEAST_INTERVALS && isMore(talker);

const holds = (outer: Range | undefined, inner: Range | undefined): boolean =>
  outer !== undefined && inner !== undefined && outer.first <= inner.first && inner.last <= outer.last;

/** Finds the clients that have an address, on its own or in a block that is delegated to them. */
const holdersOf = (clients: readonly Client[]): ((place: Range | undefined) => readonly Client[]) => {
  const spots = [...new Set(clients)].flatMap((client) =>
    client.addresses.flatMap((address) => ({ client, place: placeOf(address) })),
  );
  const isSingle = ({ place }: (typeof spots)[number]): boolean => place?.first === place?.last;
  const singles = Map.groupBy(spots.filter(isSingle), ({ place }) => place?.first);
  const blocks = spots.filter((spot) => !isSingle(spot));
  return (place) => {
    if (place === undefined) return [];
    return [...(singles.get(place.first) ?? []), ...blocks.filter((it) => holds(it.place, place))].map(
      ({ client }) => client,
    );
  };
};

/** Whether a loser came to be within the window: what it did before is not known of its own addresses. */
const isYoung = ({ attachedAt }: Client, from: number): boolean => attachedAt !== undefined && attachedAt > from;

/**
 * The sources to ask a flow log about, for a contest in which something is lost: the losers' addresses and the blocks. All
 * sources where a loser of a group is younger than the window, because machines that were in the group before it may have used
 * NFS at any address.
 */
export const contestedSources = (
  { losers, lost, beside }: Pick<Contest, 'losers' | 'lost' | 'beside'>,
  from: number,
): readonly string[] => {
  const young = new Set(losers.filter((it) => isYoung(it, from)).map(({ id }) => id));
  if (lost.some(({ cidr, members }) => cidr === undefined && members.some(({ id }) => young.has(id)))) return [];
  const blocks = lost.flatMap(({ cidr }) => (cidr === undefined ? [] : [cidr]));
  return [...new Set([...losers.flatMap(({ addresses }) => addresses), ...blocks, ...beside])];
};

const at = (time: number): string => new Date(time).toISOString();

const interfaces = (count: number): string => (count === 1 ? 'one interface' : `${count} interfaces`);

const describe = ({ address, origins, bytes, intervals, last, by }: Convicted): string => {
  const names = [...(by ? [by.name] : []), ...origins];
  const named = names.length > 0 ? ` (${names.join(', ')})` : '';
  return `flow logs show that ${address}${named} uses NFS: ${bytes} bytes in ${intervals} intervals, the last at ${at(last)}`;
};

/**
 * Weighs what a flow log answers. It acquits a loser that was attached for the whole window and never spoke, and a younger one
 * only if all that it comes by were silent: the members of its group and those that are gone, or its whole block. It acquits
 * no client on an answer with a gap, none whose address or age is not known, and none in another VPC. It convicts a loser, or an address in a
 * lost block that no client has, with more traffic than handshakes in two intervals. `srcaddr` of a flow log is of either
 * family (VPC user guide, "Flow log records"), so that a log which covers an interface covers both.
 */
export const weighEvidence = ({
  answer: { covered, gaps, accepted },
  asked,
  losers,
  lost,
  present,
  vpcId,
}: Contest & { readonly answer: FlowLogAnswer; readonly asked: Asked }): FlowVerdict => {
  const holders = holdersOf([...losers, ...present]);
  const blocks = lost.flatMap(({ cidr }) => (cidr === undefined ? [] : [placeOf(cidr)]));
  const heard = accepted.map((talker) => {
    const place = placeOf(talker.address);
    return { talker, place, clients: holders(place), isInLostBlock: blocks.some((block) => holds(block, place)) };
  });

  const spoke = new Set(heard.flatMap(({ clients }) => clients.map(({ id }) => id)));
  const sources = asked.sources.map(placeOf);
  const wasAsked = (place: Range | undefined): boolean =>
    place !== undefined && (sources.length === 0 || sources.some((source) => holds(source, place)));
  // On its way from another VPC a client may have been given another address.
  const isSilent = ({ id, addresses, vpcId: its }: Client): boolean =>
    its === vpcId && !spoke.has(id) && addresses.length > 0 && addresses.every((address) => wasAsked(placeOf(address)));
  const isUnused = ({ cidr, members }: LostAccess): boolean => {
    if (cidr === undefined)
      return sources.length === 0 && members.every(isSilent) && heard.every(({ clients }) => clients.length > 0);
    const block = placeOf(cidr);
    return wasAsked(block) && !heard.some(({ place }) => holds(block, place));
  };

  const isCovered =
    gaps.length === 0 &&
    heard.every(({ place }) => place !== undefined) &&
    covered !== undefined &&
    covered.from < covered.to &&
    covered.from <= asked.from &&
    covered.to >= asked.to - LAG;
  const isAcquitted = (loser: Client): boolean => {
    if (!isCovered || loser.attachedAt === undefined || !isSilent(loser)) return false;
    if (!isYoung(loser, asked.from)) return true;
    const ways = lost.filter(({ members }) => members.some(({ id }) => id === loser.id));
    return loser.attachedAt < covered.to && ways.length > 0 && ways.every(isUnused);
  };

  const used = heard.filter(({ talker }) => isUse(talker));
  const losing = new Set(losers.map(({ id }) => id));
  const convicted = used.flatMap(({ talker, clients, isInLostBlock }): readonly Convicted[] => {
    const by = clients.find(({ id }) => losing.has(id));
    if (by) return [{ ...talker, by }];
    return clients.length === 0 && isInLostBlock ? [talker] : [];
  });
  const isConvicted = new Set(convicted.map(({ address }) => address));
  const gone = heard.filter(
    ({ talker, clients }) => isMore(talker) && clients.length === 0 && !isConvicted.has(talker.address),
  );
  // Too little to convict, or by a client of a lost block that keeps access: it acquits no source all the same.
  const heardToo = heard
    .filter(({ clients, isInLostBlock }) => isInLostBlock || clients.some(({ id }) => losing.has(id)))
    .filter((it) => !isConvicted.has(it.talker.address) && !gone.includes(it))
    .map(({ talker: { address }, clients: [by] }) => (by ? `${by.name} at ${address}` : address));
  const acquitted = new Set(losers.filter(isAcquitted).map(({ id }) => id));
  const since = `from ${at(asked.from)} to ${at(covered?.to ?? asked.to)}`;
  const short = isCovered ? [] : [`flow logs do not cover the whole time ${since}`];
  const unused = lost.flatMap((it) => (isCovered && it.cidr !== undefined && isUnused(it) ? [it.cidr] : []));
  return {
    acquitted,
    unused: new Set(unused),
    convicted,
    gone: gone.map(({ talker }) => talker.address),
    why: [
      ...convicted.map(describe),
      ...(heardToo.length > 0 ? [`flow logs ${since} show other NFS traffic from ${list(heardToo, String)}`] : []),
      ...(unused.length > 0 ? [`flow logs ${since} show no NFS traffic from ${list(unused, String)}`] : []),
      ...(acquitted.size > 0 ? [`flow logs ${since} show no NFS traffic of ${interfaces(acquitted.size)}`] : []),
      ...(gaps.length > 0 ? gaps : short),
    ],
  };
};
