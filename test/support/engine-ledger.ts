import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { localTables } from '../../infra/local/tables.ts';
import type { Scene } from './engine-scene.ts';

/** What is left of a write or a lease on the file system that there is: nothing once all is recorded. */
export const leftovers = async (it: Pick<Scene, 'clients'>): Promise<readonly string[]> => {
  const { state = {} } = await ledgerOf(it);
  return ['intent', 'listed', 'owner', 'leaseExpiresAt'].filter((name) => name in state);
};

/** What the ledger's table holds of file systems: the concluded changes in order of time, and the state of the one there is. */
export const ledgerOf = async ({ clients }: Pick<Scene, 'clients'>) => {
  const { Items = [] } = await clients.dynamo().send(new ScanCommand({ TableName: localTables.ledger }));
  const items = Items.map((item) => unmarshall(item))
    .filter(({ pk }) => /\/fs-/.test(pk))
    .sort((a, b) => (a['sk'] < b['sk'] ? -1 : 1));
  return {
    changes: items.filter(({ sk }) => /^change#/.test(sk)),
    state: items.find(({ sk }) => sk === 'state'),
  };
};
