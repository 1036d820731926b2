import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ask, askUnless } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { type Page, pages } from '../client/read-answer.ts';
import { batchGet } from './batch-get.ts';
import { batchPut } from './batch-put.ts';
import { type Expression, written } from './expression.ts';
import { type Item, type Key, marshalled, plain } from './item.ts';

const LOST = 'ConditionalCheckFailedException';

/** The index of items by the list that they are on: changes by their day, file systems by their unfinished write. */
export const LISTED = 'listed';

/** The version of what items hold, with which each is made. A newer one may hold more; what is known here keeps its meaning. */
const schemaVersion = 1;

/** What an update says of the item. */
export interface Update {
  readonly update: Expression;
  /** Without it, whatever stands there. */
  readonly when?: Expression;
  /** Resolves to the item after the write, in place of nothing. */
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
  /** Puts up to 25 items in the place of any with their keys, by one call. @param what they are, for a fault */
  putAll(what: string, items: readonly (Key & Item)[]): Promise<void>;
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

  return {
    about,

    get: (key) =>
      ask(call('GetItem', key.pk), async () => {
        const { Item = {} } = await client.send(
          new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }),
        );
        return plain(Item);
      }),

    batch: batchGet(client, TableName, call),

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

    putAll: (what, items) => {
      const asked = call('BatchWriteItem', what);
      const made = items.map((item) => ({ v: schemaVersion, ...item }));
      return ask(asked, () => batchPut(client, TableName, asked.about, made));
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
