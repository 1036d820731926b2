import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { LocalAws } from '../../infra/local/local-aws.ts';
import { createTables, localTables } from '../../infra/local/tables.ts';

/** Takes all items out of a table, whose keys have these names. */
const emptied = async (client: DynamoDBClient, TableName: string, keys: readonly string[]): Promise<void> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ProjectionExpression: keys.join() }));
  for (let index = 0; index < Items.length; index += 25) {
    const some = Items.slice(index, index + 25).map((Key) => ({ DeleteRequest: { Key } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: some } }));
  }
};

/** The tables of the functions in a local account, and how to forget all that is in them. */
export const forgetfulTables = async ({ handler }: LocalAws): Promise<() => Promise<void>> => {
  await createTables({ requestHandler: handler });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ region: 'us-east-1', credentials, requestHandler: handler });
  return async () => {
    await emptied(client, localTables.ledger, ['pk', 'sk']);
    await emptied(client, localTables.idempotency, ['id']);
  };
};
