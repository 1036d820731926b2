import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { type Item, type Key, marshalled } from './item.ts';
import { untilAll } from './until-all.ts';

/** Puts up to 25 items in the place of any with their keys, by one call. */
export const batchPut = async (
  client: Pick<DynamoDBClient, 'send'>,
  TableName: string,
  about: string,
  items: readonly (Key & Item)[],
): Promise<void> =>
  untilAll(
    about,
    items.map((item): WriteRequest => ({ PutRequest: { Item: marshalled(item) } })),
    async (wanted) => {
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: wanted } }),
      );
      return UnprocessedItems?.[TableName] ?? [];
    },
  );
