import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ask, askUnless } from '../client/ask.ts';
import type { Call } from '../client/call.ts';
import { everyPage, type Page, pages } from '../client/read-answer.ts';

const LOST = 'ConditionalCheckFailedException';
const marshalled = (value: object) => marshall(value, { removeUndefinedValues: true });

/** The attribute that marks an item as unfinished, and the sparse index that holds just the keys of those. */
export const UNFINISHED = 'unfinished';
/** What the attribute says. */
export const MARKED = 'yes';

/** An item as plain data. */
export type Item = Readonly<Record<string, unknown>>;

/** What an update says of the item: its expressions, and the values that they name. */
export type Update = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ReturnValues'
> & { readonly values: object };

/** A DynamoDB table with the keys `pk` and `sk`, whose reads are consistent. Throws as `ask` does. */
export interface LedgerTable {
  /** How a fault names what it is about. */
  about(pk: string): string;
  get(pk: string, sk: string): Promise<Item>;
  /** The items of one partition, the last sort key first, at most so many; only those before a sort key, where one is given. */
  newest(pk: string, atMost: number, before?: string): Promise<readonly Item[]>;
  /** The partition keys of all items that are marked as unfinished, as the index has them by now. */
  unfinished(): Promise<readonly string[]>;
  /** Puts an item unless there is one with its key. */
  putOnce(item: { readonly pk: string; readonly sk: string }): Promise<void>;
  /** The attributes that it asks to be returned; undefined when its condition does not hold. */
  update(pk: string, sk: string, update: Update): Promise<Item | undefined>;
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
        items: Items.map((item) => unmarshall(item)),
        next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey),
      };
    };
  return {
    about,

    get: (pk, sk) =>
      ask(call('GetItem', pk), async () => {
        const request = { TableName, Key: marshall({ pk, sk }), ConsistentRead: true };
        const { Item = {} } = await client.send(new GetItemCommand(request));
        return unmarshall(Item);
      }),

    newest: (pk, atMost, before) => {
      const asked = call('Query', pk);
      const page = query({
        KeyConditionExpression: before === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
        ExpressionAttributeValues: marshalled({ ':pk': pk, ':before': before }),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: atMost,
      });
      return ask(asked, async () => {
        const found: Item[] = [];
        // A page ends at 1 MB too.
        for await (const items of pages(asked, page)) {
          found.push(...items);
          if (found.length >= atMost) break;
        }
        return found.slice(0, atMost);
      });
    },

    unfinished: () => {
      const asked = call('Query', `index ${UNFINISHED}`);
      const page = query({
        IndexName: UNFINISHED,
        KeyConditionExpression: `${UNFINISHED} = :marked`,
        ExpressionAttributeValues: marshalled({ ':marked': MARKED }),
      });
      return ask(asked, async () => (await everyPage(asked, page)).map(({ pk }) => String(pk)));
    },

    putOnce: async (item) => {
      const request = { TableName, Item: marshalled(item), ConditionExpression: 'attribute_not_exists(pk)' };
      await askUnless(LOST, call('PutItem', item.pk), () => client.send(new PutItemCommand(request)));
    },

    update: (pk, sk, { values, ...expressions }) =>
      askUnless(LOST, call('UpdateItem', pk), async () => {
        const { Attributes = {} } = await client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall({ pk, sk }),
            // DynamoDB takes no empty set of values.
            ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshalled(values) }),
            ...expressions,
          }),
        );
        return unmarshall(Attributes);
      }),
  };
};
