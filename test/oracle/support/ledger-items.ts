import { DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
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

/** How each change of a mount target ended, by the ledger at an endpoint, the first one first. */
export const outcomesOf = async (endpoint: string, id: string): Promise<readonly (string | undefined)[]> => {
  const client = clientOf(endpoint);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: localTables.ledger }));
  client.destroy();
  const changes = Items.filter(({ sk, mountTargetId }) => sk?.S?.startsWith('change#') && mountTargetId?.S === id);
  return changes.toSorted((a, b) => (`${a['sk']?.S}` < `${b['sk']?.S}` ? -1 : 1)).map(({ status }) => status?.S);
};
