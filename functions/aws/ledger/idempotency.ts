import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Powertools' idempotency records in `table`: partition key `id` (a string), TTL attribute `expiration`. */
export const idempotencyStore = ({ client, table }: { client: DynamoDBClient; table: string }) =>
  new DynamoDBPersistenceLayer({ tableName: table, awsSdkV3Client: client });
