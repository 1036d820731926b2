import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { RetryableError } from '../../core/model/errors.ts';
import { together } from '../../engine/async/together.ts';
import { ask } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { inChunks } from '../client/in-chunks.ts';
import { type Item, type Key, plain } from './item.ts';

/** Tries at the keys that DynamoDB leaves for another time, and the longest pause before one, in ms. */
const [mostTries, longestPauseMs] = [10, 400];

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
    let wanted = keys.map((key) => marshall(key));
    // An answer ends at 16 MB, and DynamoDB may leave keys for another time.
    for (let tries = 0; wanted.length > 0; tries += 1) {
      if (tries > Math.min(keys.length, mostTries))
        throw new RetryableError(`${asked.about}: not all was answered`, { code: 'throttled' });
      if (tries > 0) await sleep(Math.min(25 * 2 ** tries, longestPauseMs));
      const RequestItems = { [TableName]: { Keys: wanted, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }));
      found.push(...(Responses?.[TableName] ?? []).map((item) => plain(item)));
      wanted = UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
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
