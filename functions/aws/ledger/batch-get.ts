import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { together } from '../../engine/async/together.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { inChunks } from '../client/in-chunks.ts';
import { type Item, type Key, plain } from './item.ts';
import { untilAll } from './until-all.ts';

/** Keys of one BatchGetItem: DynamoDB takes 100. */
const mostKeys = 100;

/** The first few keys, for a fault that is about them. */
const namesOf = (keys: readonly Key[]): string => {
  const [shown, rest] = [keys.slice(0, 3), keys.slice(3)];
  return `${shown.map(({ pk }) => pk).join(', ')}${rest.length > 0 ? ` and ${rest.length} more` : ''}`;
};

/** Reads items by key, each once; those that do not exist are absent. @param call names a call for a fault about its first keys */
export const batchGet = (
  client: Pick<DynamoDBClient, 'send'>,
  TableName: string,
  call: (operation: string, pk: string) => Call,
) => {
  const some = async (asked: Call, keys: readonly Key[]): Promise<readonly Item[]> => {
    const found: Item[] = [];
    const all = keys.map((key) => marshall(key));
    // An answer ends at 16 MB, and DynamoDB may leave keys for another time.
    await untilAll(asked.about, all, async (wanted) => {
      const RequestItems = { [TableName]: { Keys: wanted, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }));
      found.push(...(Responses?.[TableName] ?? []).map((item) => plain(item)));
      return UnprocessedKeys?.[TableName]?.Keys ?? [];
    });
    return found;
  };

  return async (keys: readonly Key[]): Promise<readonly Item[]> => {
    const chunks = inChunks(keys, mostKeys).map((chunk) => {
      const asked = call('BatchGetItem', namesOf(chunk));
      return ask(asked, () => some(asked, chunk));
    });
    return (await together(chunks)).flat();
  };
};
