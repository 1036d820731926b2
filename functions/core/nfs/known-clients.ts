import type { SecurityGroupId, VpcId } from '../model/ids.ts';
import { memoized } from '../model/memoized.ts';
import { parseCidr } from '../net/cidr.ts';
import { type Range, type Ranges, touching } from '../net/ranges.ts';
import type { Client } from './client.ts';

/** A client, and some of its addresses. */
export interface ClientAt {
  readonly client: Client;
  readonly at: readonly string[];
}

/** A client with all of its addresses, and the places of each; undefined where an address cannot be read. */
export interface KnownClient extends ClientAt {
  readonly places: readonly (Range | undefined)[];
}

/** The clients that AWS has shown. Every list of them ascends by name. */
export interface KnownClients {
  /** The groups that AWS was asked about. */
  readonly asked: ReadonlySet<SecurityGroupId>;
  readonly membersOf: (id: SecurityGroupId) => readonly KnownClient[];
  /** The clients of a VPC with addresses in these ranges, each with just these addresses. */
  readonly within: (vpcId: VpcId, ranges: Ranges) => readonly ClientAt[];
}

/** One address of a client. `order` counts up client by client. */
interface Spot extends Range {
  readonly client: Client;
  readonly address: string;
  readonly order: number;
}

/** The places that an address, or a CIDR block, stands for; undefined when the text is neither. */
const placeOf = (address: string): Range | undefined =>
  parseCidr(address.includes('/') ? address : `${address}/${address.includes(':') ? 128 : 32}`);

const textOf = ({ name, addresses }: Client): string => `${name} at ${addresses.join(', ')}`;

const spotsOf = (all: readonly KnownClient[]): readonly Spot[] =>
  all
    .flatMap(({ client, at, places }) => at.map((address, index) => ({ client, address, place: places[index] })))
    .flatMap(({ place, ...spot }, order) => (place ? [{ ...place, ...spot, order }] : []));

/** Rows of blocks of one size: each ascends by first and by last places alike. */
const inRows = (spots: readonly Spot[]): readonly (readonly Spot[])[] =>
  [...Map.groupBy(spots, ({ first, last }) => last - first).values()].map((row) =>
    row.sort((a, b) => Number(a.first - b.first)),
  );

/** Arranges clients so that the members of a group, and the clients in a block, are found without looking at all others. */
export const knownClients = (clients: readonly Client[], asked: readonly SecurityGroupId[]): KnownClients => {
  const all = clients
    .map((client) => ({ client, at: client.addresses, places: client.addresses.map(placeOf), text: textOf(client) }))
    .sort((a, b) => Number(a.text > b.text) - Number(a.text < b.text));
  const memberships = all.flatMap((member) => [...new Set(member.client.groups)].map((id) => ({ id, member })));
  const members = Map.groupBy(memberships, ({ id }) => id);
  const rowsOf = memoized(String, (vpcId: VpcId) =>
    inRows(spotsOf(all.filter(({ client }) => client.vpcId === vpcId))),
  );
  return {
    asked: new Set(asked),
    membersOf: (id) => (members.get(id) ?? []).map(({ member }) => member),
    within: memoized(
      (vpcId, ranges) => `${vpcId} ${ranges.map(({ first, last }) => `${first}-${last}`).join()}`,
      (vpcId, ranges) => {
        const touched = rowsOf(vpcId).flatMap((row) => ranges.flatMap((range) => touching(row, range)));
        const found = [...new Set(touched)].sort((a, b) => a.order - b.order);
        return [...Map.groupBy(found, ({ client }) => client)].map(([client, some]) => ({
          client,
          at: some.map(({ address }) => address),
        }));
      },
    ),
  };
};
