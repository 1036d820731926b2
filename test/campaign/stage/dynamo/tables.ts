import {
  type AttributeValue,
  type BatchGetItemCommandInput,
  ConditionalCheckFailedException,
  type DeleteItemCommandInput,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { holds, type Item, type Placeholders } from './expression.ts';
import { updated } from './update.ts';

/** DynamoDB in memory: as much of it as the ledger and Powertools Idempotency use, and nothing that they do not. */
export interface Tables {
  /** The items of a table, as plain values. */
  items(table: string): readonly Item[];
  /** One item, by the values of its key. */
  item(table: string, ...key: readonly string[]): Item | undefined;
  /** Performs an operation on the input of its SDK command. Throws on what is not supported. */
  perform(operation: string, input: unknown): unknown;
}

interface Expressions {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

const placeholdersOf = (input: Expressions): Placeholders => ({
  names: input.ExpressionAttributeNames ?? {},
  values: unmarshall(input.ExpressionAttributeValues ?? {}),
});

const marshalled = (item: Item) => marshall(item, { removeUndefinedValues: true });
const keyOf = (...key: readonly unknown[]): string => JSON.stringify(key);

/** Makes tables; `keys` names the key attributes of each. An index sorts by the table's own sort key. */
export const memoryTables = (keys: Readonly<Record<string, readonly string[]>>): Tables => {
  const tables = new Map<string, Map<string, Item>>(Object.keys(keys).map((name) => [name, new Map()]));

  const tableOf = (name = ''): Map<string, Item> => {
    const table = tables.get(name);
    if (!table) throw new Error(`no table ${name}`);
    return table;
  };
  const keyAttributes = (table = '', item: Item): Item =>
    Object.fromEntries((keys[table] ?? []).map((key) => [key, item[key]]));
  const keyIn = (table: string | undefined, item: Item): string => keyOf(...Object.values(keyAttributes(table, item)));

  const check = (
    existing: Item | undefined,
    input: Expressions & {
      readonly ConditionExpression?: string | undefined;
      readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
    },
  ): void => {
    if (holds(input.ConditionExpression, existing, placeholdersOf(input))) return;
    throw new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: { httpStatusCode: 400 },
      ...(existing && input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? { Item: marshalled(existing) } : {}),
    });
  };

  const operations: Readonly<Record<string, (input: never) => unknown>> = {
    GetItem: ({ TableName, Key }: GetItemCommandInput) => {
      const item = tableOf(TableName).get(keyIn(TableName, unmarshall(Key ?? {})));
      return item ? { Item: marshalled(item) } : {};
    },
    BatchGetItem: ({ RequestItems = {} }: BatchGetItemCommandInput) => {
      const found = Object.entries(RequestItems).map(([name, { Keys = [] }]) => {
        const items = Keys.map((key) => tableOf(name).get(keyIn(name, unmarshall(key))));
        return [name, items.flatMap((item) => (item ? [marshalled(item)] : []))];
      });
      return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
    },
    PutItem: (input: PutItemCommandInput) => {
      const item = unmarshall(input.Item ?? {});
      const [table, key] = [tableOf(input.TableName), keyIn(input.TableName, item)];
      check(table.get(key), input);
      table.set(key, item);
      return {};
    },
    UpdateItem: (input: UpdateItemCommandInput) => {
      const given = unmarshall(input.Key ?? {});
      const [table, key] = [tableOf(input.TableName), keyIn(input.TableName, given)];
      const existing = table.get(key);
      check(existing, input);
      const item = updated(existing ?? given, input.UpdateExpression ?? '', placeholdersOf(input));
      table.set(key, item);
      return input.ReturnValues === 'ALL_NEW' ? { Attributes: marshalled(item) } : {};
    },
    DeleteItem: (input: DeleteItemCommandInput) => {
      const [table, key] = [tableOf(input.TableName), keyIn(input.TableName, unmarshall(input.Key ?? {}))];
      check(table.get(key), input);
      table.delete(key);
      return {};
    },
    Query: (input: QueryCommandInput) => {
      const [, sortKey = ''] = keys[input.TableName ?? ''] ?? [];
      const start = input.ExclusiveStartKey && String(unmarshall(input.ExclusiveStartKey)[sortKey]);
      const isBackwards = input.ScanIndexForward === false;
      const found = [...tableOf(input.TableName).values()]
        .filter((item) => holds(input.KeyConditionExpression, item, placeholdersOf(input)))
        .sort((a, b) => (String(a[sortKey]) < String(b[sortKey]) ? -1 : 1));
      if (isBackwards) found.reverse();
      const isLeft = (item: Item) => {
        const key = String(item[sortKey]);
        return start === undefined || (isBackwards ? key < start : key > start);
      };
      const page = found.filter(isLeft).slice(0, input.Limit);
      const last = page.at(-1);
      const isCut = last !== undefined && page.length === input.Limit;
      return {
        Items: page.map(marshalled),
        ...(isCut && { LastEvaluatedKey: marshalled(keyAttributes(input.TableName, last)) }),
      };
    },
  };

  return {
    items: (table) => [...tableOf(table).values()],
    item: (table, ...key) => tableOf(table).get(keyOf(...key)),
    perform(operation, input) {
      const run = operations[operation];
      if (!run) throw new Error(`the tables in memory have no ${operation}`);
      return run(input as never);
    },
  };
};
