import type { SecurityGroupId, VpcId } from '../model/ids.ts';
import { memoized } from '../model/memoized.ts';
import { parseCidr, placeOf } from '../net/cidr.ts';
import { mergeRanges, type Range, type Ranges, touching } from '../net/ranges.ts';
import type { Client } from './client.ts';

/** A client with some of its addresses, and the places of all of them; undefined where an address cannot be read. */
export interface KnownClient {
  readonly client: Client;
  readonly at: readonly string[];
  readonly places: readonly (Range | undefined)[];
  /** The other interfaces of its machine. */
  readonly others: readonly KnownClient[];
}

/** The clients that AWS has shown. Every list of them ascends by name. */
export interface KnownClients {
  readonly all: readonly KnownClient[];
  readonly membersOf: (id: SecurityGroupId) => readonly KnownClient[];
  readonly inVpc: (vpcId: VpcId) => readonly KnownClient[];
  /** The clients of a VPC with addresses in these ranges, each with just these addresses. */
  readonly within: (vpcId: VpcId, ranges: Ranges) => readonly KnownClient[];
  /** The CIDR blocks of a VPC of an account; none of another account's, whose interfaces AWS does not show. */
  readonly blocksOf: (vpcId: VpcId, account: string) => Ranges;
  /** Groups that were asked about and do not exist. */
  readonly missing: ReadonlySet<SecurityGroupId>;
}

/** The CIDR blocks of a VPC, and the account that owns it, which may share it. */
export interface VpcBlocks {
  /** Twelve digits. */
  readonly owner: string;
  readonly blocks: readonly string[];
}

/** What AWS has shown beside clients. */
export interface Surroundings {
  readonly blocks?: ReadonlyMap<VpcId, VpcBlocks>;
  readonly missing?: Iterable<SecurityGroupId>;
}

/** One address of a client. `order` counts up client by client. */
interface Spot extends Range {
  readonly known: KnownClient;
  readonly address: string;
  readonly order: number;
}

const textOf = ({ name, addresses }: Client): string => `${name} at ${addresses.join(', ')}`;

const spotsOf = (all: readonly KnownClient[]): readonly Spot[] =>
  all
    .flatMap((known) => known.at.map((address, index) => ({ known, address, place: known.places[index] })))
    .flatMap(({ place, ...spot }, order) => (place ? [{ ...place, ...spot, order }] : []));

/** Rows of blocks of one size: each ascends by first and by last places alike. */
const inRows = (spots: readonly Spot[]): readonly (readonly Spot[])[] =>
  [...Map.groupBy(spots, ({ first, last }) => last - first).values()].map((row) =>
    row.sort((a, b) => Number(a.first - b.first)),
  );

/** Arranges clients so that those of a group, a machine or a block are found without looking at all others. */
export const knownClients = (clients: readonly Client[], { blocks, missing = [] }: Surroundings = {}): KnownClients => {
  const all = clients
    .map((client) => ({
      client,
      at: client.addresses,
      places: client.addresses.map(placeOf),
      others: [] as KnownClient[],
      text: textOf(client),
    }))
    .sort((a, b) => Number(a.text > b.text) - Number(a.text < b.text));
  for (const its of Map.groupBy(all, ({ client }) => client.machine).values())
    for (const it of its) it.others.push(...its.filter((other) => other !== it));
  const memberships = all.flatMap((member) => [...new Set(member.client.groups)].map((id) => ({ id, member })));
  const members = Map.groupBy(memberships, ({ id }) => id);
  const inVpc = memoized(String, (vpcId: VpcId) => all.filter(({ client }) => client.vpcId === vpcId));
  const rowsOf = memoized(String, (vpcId: VpcId) => inRows(spotsOf(inVpc(vpcId))));
  return {
    all,
    membersOf: (id) => (members.get(id) ?? []).map(({ member }) => member),
    inVpc,
    within: memoized(
      (vpcId, ranges) => `${vpcId} ${ranges.map(({ first, last }) => `${first}-${last}`).join()}`,
      (vpcId, ranges) => {
        const touched = rowsOf(vpcId).flatMap((row) => ranges.flatMap((range) => touching(row, range)));
        const found = [...new Set(touched)].sort((a, b) => a.order - b.order);
        return [...Map.groupBy(found, ({ known }) => known)].map(([known, some]) => ({
          ...known,
          at: some.map(({ address }) => address),
        }));
      },
    ),
    blocksOf: memoized(
      (vpcId, account) => `${vpcId} ${account}`,
      (vpcId: VpcId, account: string) => {
        const known = blocks?.get(vpcId);
        return mergeRanges(known?.owner === account ? known.blocks.flatMap((block) => parseCidr(block) ?? []) : []);
      },
    ),
    missing: new Set(missing),
  };
};
