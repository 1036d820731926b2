import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';

export interface TableNames {
  readonly ledger: string;
  readonly idempotency: string;
}

/** The names that the local run gives the two tables. */
export const localTables: TableNames = { ledger: 'mountguard-ledger', idempotency: 'mountguard-idempotency' };

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The index of the ledger by list: changes by their day, file systems with a write that has no outcome. */
const listed = {
  IndexName: 'listed',
  KeySchema: [
    { AttributeName: 'listed', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
};

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });

/** The ledger's table and its index, as the template has them. */
export const ledgerDefinition = {
  AttributeDefinitions: ['pk', 'sk', 'listed'].map(text),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  GlobalSecondaryIndexes: [listed],
};

/** The table of Powertools Idempotency. */
export const idempotencyDefinition = {
  AttributeDefinitions: [text('id')],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
};

type Definition = Omit<CreateTableCommandInput, 'TableName' | 'BillingMode'>;

/** Makes a table, and waits until it can be used. */
export const createTable = async (client: DynamoDBClient, TableName: string, definition: Definition): Promise<void> => {
  await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...definition }));
  const status = async () => (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  while ((await status()) !== 'ACTIVE') await wait(1);
};

/** Makes the ledger table (keys `pk` and `sk`, index `listed`) and the idempotency table (key `id`) at an endpoint, and waits for them. */
export const createTables = async (
  at: Pick<DynamoDBClientConfig, 'endpoint' | 'requestHandler'>,
  { ledger, idempotency }: TableNames = localTables,
): Promise<void> => {
  const client = new DynamoDBClient({ region: 'us-east-1', credentials, ...at });
  const tables = { [ledger]: ledgerDefinition, [idempotency]: idempotencyDefinition };
  for (const [name, definition] of Object.entries(tables)) await createTable(client, name, definition);
  client.destroy();
};
