import type { SecurityGroupId, VpcId } from '../model/ids.ts';
import type { MountTarget } from '../model/live-state.ts';
import { IPV4, IPV6 } from '../net/address.ts';
import { parseCidr } from '../net/cidr.ts';
import { type Range, subtractRanges } from '../net/ranges.ts';
import { type Sources, sourcesOfCidrs } from './reach.ts';

/** A network interface in use: what the rules of security groups see of whoever is behind it. */
export interface Client {
  /** The interface's id. */
  readonly id: string;
  /** What a person knows it by: the instance's id where it is one's, otherwise the interface's. */
  readonly name: string;
  readonly vpcId: VpcId;
  readonly groups: readonly SecurityGroupId[];
  /** Addresses, or CIDR blocks of them. */
  readonly addresses: readonly string[];
}

/** The families of a mount target's addresses; any when they are not known. */
export type Families = MountTarget['families'] | undefined;

/** An address of a client, and the places that it stands for; undefined when it cannot be read. */
interface Placed {
  readonly address: string;
  readonly place: Range | undefined;
}

/** A client that loses access, and the addresses from which it does; none where none is known. */
export interface CutOffClient {
  readonly client: Client;
  readonly at: readonly Placed[];
}

const FAMILIES = [IPV4, IPV6].map(({ name, base, bits }) => ({
  name,
  range: { first: base, last: base + (1n << BigInt(bits)) - 1n },
}));

/** Addresses that no packet to a mount target comes from: this host, loopback, link-local, multicast and reserved ones (RFC 6890). */
const NOBODY = sourcesOfCidrs([
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'],
  ...['::/127', 'fe80::/10', 'ff00::/8'],
]).addresses;

const otherFamilies = (families: Families): readonly Range[] =>
  FAMILIES.filter(({ name }) => families !== undefined && !families.includes(name)).map(({ range }) => range);

/** The sources without the addresses from which nothing can come to a mount target that has addresses of these families. */
export const arriving = (sources: Sources, families: Families): Sources => ({
  ...sources,
  addresses: subtractRanges(subtractRanges(sources.addresses, NOBODY), otherFamilies(families)),
});

/** The places that an address, or a CIDR block, stands for; undefined when the text is neither. */
const placeOf = (address: string): Range | undefined =>
  parseCidr(address.includes('/') ? address : `${address}/${address.includes(':') ? 128 : 32}`);

/**
 * Tells whether a client that could reach NFS no longer can: by a group that it is in, or by an address. One that cannot be
 * read counts only as its groups do. Both sets of sources are of what `arriving` leaves.
 */
export const cutOff = (
  client: Client,
  before: Sources,
  after: Sources,
  families: Families,
): CutOffClient | undefined => {
  const isMember = ({ groups }: Sources): boolean => client.groups.some((id) => groups.has(id));
  if (isMember(after)) return undefined;
  const wasMember = isMember(before);
  const loses = ({ place }: Placed): boolean => {
    if (place === undefined) return wasMember;
    const admitted = wasMember ? [place] : subtractRanges([place], subtractRanges([place], before.addresses));
    const lost = subtractRanges(admitted, after.addresses);
    return subtractRanges(lost, otherFamilies(families)).length > 0;
  };
  const at = client.addresses.map((address) => ({ address, place: placeOf(address) })).filter(loses);
  const isLost = client.addresses.length === 0 ? wasMember : at.length > 0;
  return isLost ? { client, at } : undefined;
};
