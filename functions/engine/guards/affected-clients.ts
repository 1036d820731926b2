import { type KnownClients, knownClients } from '../../core/nfs/known-clients.ts';
import type { Whereabouts } from '../../core/nfs/whereabouts.ts';
import { together } from '../async/together.ts';
import type { Reader } from '../ports/reader.ts';

/** The reads needed to find affected clients. */
export type ClientReader = Pick<Reader, 'clientsIn' | 'clientsOf' | 'vpcBlocks' | 'rules'>;

/**
 * Reads the interfaces of these VPCs, and those in these groups wherever they are; where blocks are asked about, too, only in groups
 * that none of the VPCs' is in, or that were made in another VPC, for a call less. No call where there is nothing to ask.
 */
export const clientsAt = async (
  reader: ClientReader,
  { vpcs, blocks, groups, abroad, doubtful }: Whereabouts,
): Promise<KnownClients> => {
  const [inVpcs, ranges, existing] = await together([
    together(vpcs.map((id) => reader.clientsOf(id))),
    together(blocks.map(async (id) => [id, await reader.vpcBlocks(id)] as const)),
    doubtful.length > 0 ? reader.rules(doubtful) : undefined,
  ]);
  const met = new Set(inVpcs.flat().flatMap((client) => client.groups));
  const asked = blocks.length > 0 ? groups.filter((id) => !met.has(id) || abroad.includes(id)) : groups;
  // A group may be associated with other VPCs, whose interfaces may be in it.
  const elsewhere = asked.length > 0 ? await reader.clientsIn(asked) : [];
  const byId = new Map([...inVpcs.flat(), ...elsewhere].map((client) => [client.id, client]));
  return knownClients([...byId.values()], {
    blocks: new Map(ranges),
    missing: doubtful.filter((id) => !existing?.has(id)),
  });
};
