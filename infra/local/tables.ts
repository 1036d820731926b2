import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateTableCommand,
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

const isActive = async (client: DynamoDBClient, TableName: string): Promise<boolean> => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return Table?.TableStatus === 'ACTIVE';
};

/** Makes the ledger table (keys `pk` and `sk`) and the idempotency table (key `id`) at an endpoint, and waits for them. */
export const createTables = async (
  at: Pick<DynamoDBClientConfig, 'endpoint' | 'requestHandler'>,
  { ledger, idempotency }: TableNames = localTables,
): Promise<void> => {
  const client = new DynamoDBClient({ region: 'us-east-1', credentials, ...at });
  const keys = { [ledger]: { pk: 'HASH', sk: 'RANGE' }, [idempotency]: { id: 'HASH' } } as const;
  for (const [TableName, key] of Object.entries(keys)) {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: Object.keys(key).map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: Object.entries(key).map(([AttributeName, KeyType]) => ({ AttributeName, KeyType })),
      }),
    );
    while (!(await isActive(client, TableName))) await wait(10);
  }
  client.destroy();
};
