import { BatchWriteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { inChunks } from '../../functions/aws/client/in-chunks.ts';
import type { World } from '../local/world/world.ts';

/** The items of tables by the name of the table, as DynamoDB has them. */
export type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** What lasts between two commands. */
export interface Saved {
  readonly version: 1;
  /** File systems that it was made with. */
  readonly fileSystems: number;
  readonly world: World;
  readonly tables: Tables;
  /** Events of CloudTrail, the newest first. */
  readonly trail: readonly unknown[];
}

const write = (_: string, value: unknown): unknown => {
  if (value instanceof Map) return { $map: [...value] };
  if (value instanceof Set) return { $set: [...value] };
  return value;
};

const read = (_: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  return '$set' in value ? new Set(value.$set as unknown[]) : value;
};

export const toJson = (saved: Saved): string => JSON.stringify(saved, write);

export const fromJson = (text: string): Saved => JSON.parse(text, read) as Saved;

/** Makes a world what another was. */
export const become = (world: World, past: World): void => {
  for (const [name, value] of Object.entries(past) as [keyof World, unknown][]) {
    const now: unknown = world[name];
    if (now instanceof Map && value instanceof Map) for (const [key, it] of value) now.set(key, it);
  }
  world.random.state = past.random.state;
};

/** Reads every item of some tables. */
export const readTables = async (client: DynamoDBClient, names: readonly string[]): Promise<Tables> => {
  const itemsOf = async (TableName: string) => {
    const items: Record<string, unknown>[] = [];
    let from: Record<string, never> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName, ...(from && { ExclusiveStartKey: from }) }));
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey as typeof from;
    } while (from);
    return [TableName, items] as const;
  };
  return Object.fromEntries(await Promise.all(names.map(itemsOf)));
};

/** Items that one call takes. */
const most = 25;

/** Puts items into tables that are there. */
export const writeTables = async (client: DynamoDBClient, tables: Tables): Promise<void> => {
  for (const [name, items] of Object.entries(tables))
    for (const some of inChunks(items, most)) {
      const puts = some.map((Item) => ({ PutRequest: { Item: Item as Record<string, never> } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: puts } }));
    }
};
