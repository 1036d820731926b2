import type { Whereabouts } from '../../core/nfs/cut-off.ts';
import { type KnownClients, knownClients } from '../../core/nfs/known-clients.ts';
import { together } from '../async/together.ts';
import type { Reader } from '../ports/reader.ts';

/** The reads needed to find affected clients. */
export type ClientReader = Pick<Reader, 'clientsIn' | 'clientsOf'>;

/** Reads the interfaces in these groups and VPCs, each once; no call where there is nothing to ask. */
export const clientsAt = async (reader: ClientReader, { groups, vpcs }: Whereabouts): Promise<KnownClients> => {
  const found = await together([
    groups.length > 0 ? reader.clientsIn(groups) : [],
    ...vpcs.map((id) => reader.clientsOf(id)),
  ]);
  const byId = new Map(found.flat().map((client) => [client.id, client]));
  return knownClients([...byId.values()], groups);
};
