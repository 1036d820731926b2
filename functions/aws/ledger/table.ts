import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { RetryableError } from '../../core/model/errors.ts';
import { together } from '../../engine/async/together.ts';
import { ask, askUnless } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { inChunks } from '../client/in-chunks.ts';
import { type Page, pages } from '../client/read-answer.ts';
import { type Expression, written } from './expression.ts';

const LOST = 'ConditionalCheckFailedException';
/** A number that the machine cannot hold exactly is left to those who read the field: it must not hide the items beside it. */
const plain = (item: Record<string, AttributeValue>): Item => unmarshall(item, { wrapNumbers: Number });
const marshalled = (value: object) => marshall(value, { removeUndefinedValues: true });

/** The index of items by the list that they are on: changes by their day, file systems by their unfinished write. */
export const LISTED = 'listed';

/** Tries at the keys that DynamoDB leaves for another time, and the longest pause before one, in ms. */
const [mostTries, longestPauseMs] = [10, 400];

/** The version of what items hold, with which each is made. A newer one may hold more; what is known here keeps its meaning. */
const schemaVersion = 1;

/** Keys of one BatchGetItem: DynamoDB takes 100. */
const mostKeys = 100;

/** The first few keys, for a fault that is about them. */
const namesOf = (keys: readonly Key[]): string => {
  const [shown, rest] = [keys.slice(0, 3), keys.slice(3)];
  return `${shown.map(({ pk }) => pk).join(', ')}${rest.length > 0 ? ` and ${rest.length} more` : ''}`;
};

/** An item as plain data. */
export type Item = Readonly<Record<string, unknown>>;

/** The key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** What an update says of the item. */
export interface Update {
  readonly update: Expression;
  /** Without it, whatever stands there. */
  readonly when?: Expression;
  /** Resolves to the item as it is then, in place of nothing. */
  readonly returning?: 'item';
}

/** Which items of a list, by their sort keys, both ends included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** A DynamoDB table with the keys `pk` and `sk`, whose reads are consistent but for those of its index. Throws as `ask` does. */
export interface LedgerTable {
  /** How a fault names what it is about. */
  about(pk: string): string;
  get(key: Key): Promise<Item>;
  /** Items by key, each once; those that do not exist are absent. */
  batch(keys: readonly Key[]): Promise<readonly Item[]>;
  /** The items of one partition, the last sort key first, page by page; only those before a sort key. */
  newest(pk: string, before: string, pageSize: number): AsyncIterable<readonly Item[]>;
  /** The items of one list, the last sort key first, at most so many, as the index has them by now. */
  listed(list: string, atMost: number, span?: Span): Promise<readonly Item[]>;
  /** Puts an item in the place of any with its key. */
  put(item: Key & Item): Promise<void>;
  /** Puts an item unless there is one with its key. */
  putOnce(item: Key & Item): Promise<void>;
  /** The item where it is asked for, otherwise an empty one; undefined when the condition does not hold. */
  update(key: Key, update: Update): Promise<Item | undefined>;
}

/** Puts the ledger's table behind plain data. */
export const ledgerTable = (client: Pick<DynamoDBClient, 'send'>, TableName: string): LedgerTable => {
  const about = (pk: string) => `${pk} in ${TableName}`;
  const call = (operation: string, pk: string): Call => ({ action: `dynamodb:${operation}`, about: about(pk) });

  const query =
    (input: Omit<QueryCommandInput, 'TableName'>) =>
    async (token: string | undefined): Promise<Page<Item>> => {
      const start = token !== undefined && { ExclusiveStartKey: JSON.parse(token) };
      const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand({ TableName, ...input, ...start }));
      return {
        items: Items.map((item) => plain(item)),
        next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey),
      };
    };

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

  return {
    about,

    get: (key) =>
      ask(call('GetItem', key.pk), async () => {
        const { Item = {} } = await client.send(
          new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }),
        );
        return plain(Item);
      }),

    batch: async (keys) => {
      const chunks = inChunks(keys, mostKeys).map((chunk) => {
        const asked = call('BatchGetItem', namesOf(chunk));
        return ask(asked, () => some(asked, chunk));
      });
      return (await together(chunks)).flat();
    },

    async *newest(pk, before, pageSize) {
      const asked = call('Query', pk);
      const page = query({
        KeyConditionExpression: 'pk = :pk AND sk < :before',
        ExpressionAttributeValues: marshalled({ ':pk': pk, ':before': before }),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: pageSize,
      });
      yield* pages(asked, (token) => ask(asked, () => page(token)));
    },

    listed: (list, atMost, span) => {
      const asked = call('Query', `index ${LISTED}`);
      const page = query({
        IndexName: LISTED,
        KeyConditionExpression: `${LISTED} = :list${span ? ' AND sk BETWEEN :from AND :to' : ''}`,
        ExpressionAttributeValues: marshalled({ ':list': list, ':from': span?.from, ':to': span?.to }),
        ScanIndexForward: false,
      });
      return ask(asked, async () => {
        const found: Item[] = [];
        for await (const items of pages(asked, page)) {
          found.push(...items);
          if (found.length >= atMost) break;
        }
        return found.slice(0, atMost);
      });
    },

    put: async (item) => {
      const request = { TableName, Item: marshalled({ v: schemaVersion, ...item }) };
      await ask(call('PutItem', item.pk), () => client.send(new PutItemCommand(request)));
    },

    putOnce: async (item) => {
      const Item = marshalled({ v: schemaVersion, ...item });
      const request = { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' };
      await askUnless(LOST, call('PutItem', item.pk), () => client.send(new PutItemCommand(request)));
    },

    update: (key, { update, when, returning }) =>
      askUnless(LOST, call('UpdateItem', key.pk), async () => {
        const { texts, names, values } = written(when ? [update, when] : [update]);
        const [text = '', ConditionExpression] = texts;
        // What makes an item sets something.
        const UpdateExpression = text.replace(/^SET /, 'SET v = if_not_exists(v, :schema), ');
        if (UpdateExpression !== text) values[':schema'] = schemaVersion;
        const { Attributes = {} } = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(key),
            UpdateExpression,
            ...(when && { ConditionExpression }),
            ...(returning && { ReturnValues: 'ALL_NEW' }),
            // DynamoDB takes no empty set of names or values.
            ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
            ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshalled(values) }),
          }),
        );
        return plain(Attributes);
      }),
  };
};
