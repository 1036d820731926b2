import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { localTables } from '../../infra/local/tables.ts';
import type { Scene } from './engine-scene.ts';

/** What the ledger's table holds: the finished changes in order of time, and the state of the one mount target. */
export const ledgerOf = async ({ clients }: Pick<Scene, 'clients'>) => {
  const { Items = [] } = await clients.dynamo().send(new ScanCommand({ TableName: localTables.ledger }));
  const items = Items.map((item) => unmarshall(item)).sort((a, b) => (a['sk'] < b['sk'] ? -1 : 1));
  return {
    changes: items.filter(({ sk }) => sk !== 'state'),
    state: items.find(({ sk }) => sk === 'state'),
  };
};
