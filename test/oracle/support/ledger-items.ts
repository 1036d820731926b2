import { DynamoDBClient, QueryCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { localTables } from '../../../infra/local/tables.ts';

const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** Ends every lease in the ledger at an endpoint, as 90 seconds would. */
export const leasesRunOut = async (endpoint: string): Promise<void> => {
  const client = clientOf(endpoint);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: localTables.ledger }));
  for (const { pk, sk, owner } of Items) {
    if (!pk || !sk || !owner) continue;
    await client.send(
      new UpdateItemCommand({
        TableName: localTables.ledger,
        Key: { pk, sk },
        UpdateExpression: 'SET leaseExpiresAt = :past',
        ExpressionAttributeValues: { ':past': { N: '0' } },
      }),
    );
  }
  client.destroy();
};

/** Has every hold in the ledger at an endpoint begin and end so many milliseconds earlier than it does. */
export const moveHolds = async (endpoint: string, ms: number): Promise<void> => {
  const client = clientOf(endpoint);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: localTables.ledger }));
  for (const { pk, sk, hold } of Items) {
    if (!pk || !sk || !hold?.M) continue;
    const earlier = (name: string) => ({ N: String(Number(hold.M?.[name]?.N) - ms) });
    await client.send(
      new UpdateItemCommand({
        TableName: localTables.ledger,
        Key: { pk, sk },
        UpdateExpression: 'SET #hold.#at = :at, #hold.#until = :until',
        ExpressionAttributeNames: { '#hold': 'hold', '#at': 'at', '#until': 'until' },
        ExpressionAttributeValues: { ':at': earlier('at'), ':until': earlier('until') },
      }),
    );
  }
  client.destroy();
};

/** How each change of a mount target ended, by the ledger at an endpoint, the first one first. */
export const outcomesOf = async (endpoint: string, id: string): Promise<readonly (string | undefined)[]> => {
  const client = clientOf(endpoint);
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: localTables.ledger,
      KeyConditionExpression: 'pk = :id',
      ExpressionAttributeValues: { ':id': { S: id } },
    }),
  );
  client.destroy();
  return Items.filter(({ sk }) => sk?.S?.startsWith('change#')).map(({ status }) => status?.S);
};
