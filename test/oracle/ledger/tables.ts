import { CreateTableCommand, type DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { ofType, type Template } from '../support/template.ts';

const definition = z.object({
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  GlobalSecondaryIndexes: z.optional(
    z.array(
      z.object({
        IndexName: z.string(),
        KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
        Projection: z.object({ ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']) }),
      }),
    ),
  ),
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }),
});

/** Makes a table as the template defines it, under another name. */
export const createTable = async (client: DynamoDBClient, template: Template, logicalId: string, TableName: string) => {
  const { TimeToLiveSpecification, ...table } = definition.parse(
    ofType(template, 'AWS::DynamoDB::Table').get(logicalId),
  );
  await client.send(new CreateTableCommand({ TableName, ...table }));
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
};
