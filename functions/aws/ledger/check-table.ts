import {
  type AttributeDefinition,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { type Check, checked } from '../../engine/ports/check.ts';
import { ask } from '../client/ask.ts';
import { LISTED } from './table.ts';

const fits = (ok: boolean, right: string, wrong: string) => ({ ok, explanation: ok ? right : wrong });

const named = (schema: readonly KeySchemaElement[] = []): string =>
  schema.map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ');

/** Whether attributes are defined as text. */
const areTexts = (definitions: readonly AttributeDefinition[] = [], names: readonly string[]): boolean =>
  names.every((name) => definitions.some((it) => it.AttributeName === name && it.AttributeType === 'S'));

/** What the status of an index is while it answers queries with all that it should. */
const usable: ReadonlySet<string> = new Set(['ACTIVE', 'UPDATING']);

/** Checks that a table is one that the ledger can be kept in: its keys, its index, what expires, whether it can be restored, and read. */
export const checkTable = async (
  client: Pick<DynamoDBClient, 'send'>,
  TableName: string,
): Promise<readonly Check[]> => {
  const asked = <T>(operation: string, question: () => Promise<T>): Promise<T> =>
    ask({ action: `dynamodb:${operation}`, about: TableName }, question);
  const table = asked('DescribeTable', () => client.send(new DescribeTableCommand({ TableName })));
  const keys = 'pk (HASH), sk (RANGE)';
  const ofIndex = `${LISTED} (HASH), sk (RANGE)`;
  return Promise.all([
    checked('ledger-keys', async () => {
      const { KeySchema, AttributeDefinitions } = (await table).Table ?? {};
      const ok = named(KeySchema) === keys && areTexts(AttributeDefinitions, ['pk', 'sk']);
      const wrong = `${TableName} has the keys ${named(KeySchema)}; it needs ${keys}, both text. Choose another table for LedgerTableName, or leave it empty.`;
      return fits(ok, `${TableName} has the keys ${keys}.`, wrong);
    }),
    checked('ledger-index', async () => {
      const { GlobalSecondaryIndexes: indexes = [], AttributeDefinitions } = (await table).Table ?? {};
      const index = indexes.find(({ IndexName }) => IndexName === LISTED);
      const isIt =
        named(index?.KeySchema) === ofIndex &&
        areTexts(AttributeDefinitions, [LISTED, 'sk']) &&
        index?.Projection?.ProjectionType === 'ALL';
      const status = index?.IndexStatus ?? 'not there';
      const ok = isIt && usable.has(status);
      const wrong = isIt
        ? `The index ${LISTED} is ${status}: wait until it is ACTIVE; if it is deleted, make it again.`
        : `The index ${LISTED} is missing, or another: give ${TableName} a global secondary index ${LISTED} with the keys ${ofIndex}, both text, that projects all attributes.`;
      return fits(ok, `The index ${LISTED} has the keys ${ofIndex} and all attributes.`, wrong);
    }),
    checked('ledger-expiry', async () => {
      const { TimeToLiveDescription: ttl } = await asked('DescribeTimeToLive', () =>
        client.send(new DescribeTimeToLiveCommand({ TableName })),
      );
      const ok = ttl?.TimeToLiveStatus?.startsWith('ENABL') === true && ttl.AttributeName === 'expiresAt';
      const wrong = `Time to live is ${ttl?.TimeToLiveStatus ?? 'unknown'} on ${ttl?.AttributeName ?? 'no attribute'}: enable it on expiresAt, or old changes are never deleted.`;
      return fits(ok, 'Old changes are deleted by their expiresAt.', wrong);
    }),
    checked('ledger-recovery', async () => {
      const { ContinuousBackupsDescription: backups } = await asked('DescribeContinuousBackups', () =>
        client.send(new DescribeContinuousBackupsCommand({ TableName })),
      );
      const ok = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
      return fits(ok, 'Point-in-time recovery is on.', `Point-in-time recovery is off: turn it on for ${TableName}.`);
    }),
    checked('ledger-key', async () => {
      const { KMSMasterKeyArn: key, InaccessibleEncryptionDateTime: since } = (await table).Table?.SSEDescription ?? {};
      const right = key === undefined ? 'The table is under a key of AWS.' : `DynamoDB can use the key ${key}.`;
      const wrong = `DynamoDB cannot use the key ${key} since ${since?.toISOString()}, and archives the table after a week: enable the key, or correct its policy.`;
      return fits(since === undefined, right, wrong);
    }),
  ]);
};
