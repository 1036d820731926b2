import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** An item as plain data. */
export type Item = Readonly<Record<string, unknown>>;

/** The key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A number that the machine cannot hold exactly is left to those who read the field: it must not hide the items beside it. */
export const plain = (item: Record<string, AttributeValue>): Item => unmarshall(item, { wrapNumbers: Number });

/** Plain data as DynamoDB takes it, without what is undefined. */
export const marshalled = (value: object) => marshall(value, { removeUndefinedValues: true });
