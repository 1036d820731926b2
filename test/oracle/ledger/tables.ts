import {
  CreateTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { ofType, transformed } from '../support/template.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const definition = z.object({
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.optional(
    z.array(
      z.object({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.optional(z.array(z.string())),
        }),
      }),
    ),
  ),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }),
});

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** DynamoDB Local, where tables are made as the template defines them. */
export const templateTables = async () => {
  const [dynamo, template] = await Promise.all([startDynamoDbLocal(), transformed()]);
  const client = new DynamoDBClient({ endpoint: dynamo.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  let made = 0;
  return {
    url: dynamo.url,
    client,
    /** Makes one of the template's tables afresh; resolves to its name. */
    async newTable(logicalId: 'Ledger' | 'Idempotency'): Promise<string> {
      made += 1;
      const TableName = `${logicalId}-${made}`;
      const {
        TimeToLiveSpecification,
        GlobalSecondaryIndexes = [],
        ...table
      } = definition.parse(ofType(template, 'AWS::DynamoDB::Table').get(logicalId));
      const indexes: GlobalSecondaryIndex[] = GlobalSecondaryIndexes.map(({ Projection, ...index }) => ({
        ...index,
        Projection: { ProjectionType: Projection.ProjectionType, NonKeyAttributes: Projection.NonKeyAttributes },
      }));
      await client.send(
        new CreateTableCommand({ TableName, ...table, ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }) }),
      );
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      return TableName;
    },
    /** Every item of a table. */
    contents: async (TableName: string) =>
      ((await client.send(new ScanCommand({ TableName }))).Items ?? []).map((item) => unmarshall(item)),
    async stop(): Promise<void> {
      client.destroy();
      await dynamo.stop();
    },
  };
};
