import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, onTestFinished, vi } from 'vitest';
import { awsClients } from '../../../functions/aws/client/clients.ts';

const listening = async () => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};

/** Has an empty DynamoDB for the tests of a file; its URL, once they run. */
export const startDynalite = (): (() => string) => {
  let server: Awaited<ReturnType<typeof listening>> | undefined;
  beforeAll(async () => {
    server = await listening();
  });
  afterAll(() => void server?.close());
  return () => server?.url ?? '';
};

type Definition = Omit<CreateTableCommandInput, 'TableName' | 'BillingMode'>;

/** Starts an empty DynamoDB with one table; closed when the test ends. */
export const dynamoTable = async (name: string, definition: Definition): Promise<DynamoDBClient> => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const { url, close } = await listening();
  const client = awsClients({ endpoint: url, region: 'eu-west-1' }).dynamo();
  onTestFinished(() => {
    client.destroy();
    close();
    vi.unstubAllEnvs();
  });
  await client.send(new CreateTableCommand({ TableName: name, BillingMode: 'PAY_PER_REQUEST', ...definition }));
  await vi.waitUntil(async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table?.TableStatus === 'ACTIVE';
  });
  return client;
};
