import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { onTestFinished, vi } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { createTable } from '../../../infra/local/tables.ts';

/** An empty DynamoDB with one table. */
export const dynamoTable = async (
  name: string,
  definition: Parameters<typeof createTable>[2],
): Promise<DynamoDBClient> => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  onTestFinished(() => void vi.unstubAllEnvs());
  const client = awsClients({ region: 'eu-west-1', requestHandler: localAws().handler }).dynamo();
  await createTable(client, name, definition);
  return client;
};
