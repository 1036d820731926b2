import type { Whereabouts } from '../../core/nfs/cut-off.ts';
import { type KnownClients, knownClients } from '../../core/nfs/known-clients.ts';
import { together } from '../async/together.ts';
import type { Reader } from '../ports/reader.ts';

/** The reads needed to find affected clients. */
export type ClientReader = Pick<Reader, 'clientsIn' | 'clientsOf' | 'vpcBlocks' | 'rules'>;

/** Reads the interfaces of these VPCs, and those in groups that none of them is in; no call where there is nothing to ask. */
export const clientsAt = async (
  reader: ClientReader,
  { vpcs, blocks, groups, doubtful }: Whereabouts,
): Promise<KnownClients> => {
  const [inVpcs, ranges, existing] = await together([
    together(vpcs.map((id) => reader.clientsOf(id))),
    together(blocks.map(async (id) => [id, await reader.vpcBlocks(id)] as const)),
    doubtful.length > 0 ? reader.rules(doubtful) : undefined,
  ]);
  const met = new Set(inVpcs.flat().flatMap((client) => client.groups));
  const unmet = groups.filter((id) => !met.has(id));
  // A group may be associated with other VPCs, whose interfaces may be in it.
  const elsewhere = unmet.length > 0 ? await reader.clientsIn(unmet) : [];
  const byId = new Map([...inVpcs.flat(), ...elsewhere].map((client) => [client.id, client]));
  return knownClients([...byId.values()], {
    blocks: new Map(ranges),
    missing: doubtful.filter((id) => !existing?.has(id)),
  });
};
