import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { createTable } from '../../../infra/local/tables.ts';
import { inProcess } from '../../support/in-process.ts';

/** An empty DynamoDB with one table. */
export const dynamoTable = async (
  name: string,
  definition: Parameters<typeof createTable>[2],
): Promise<DynamoDBClient> => {
  const client = awsClients(inProcess(localAws())).dynamo();
  await createTable(client, name, definition);
  return client;
};
