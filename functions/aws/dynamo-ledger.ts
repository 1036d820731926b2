import { randomUUID } from 'node:crypto';
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clock, Intent, Ledger } from '../engine/ports.ts';
import { asking, askingUnless } from './asking.ts';
import type { Call } from './call.ts';
import { CHANGE, changeOf, historyItem, intentOf, STATE } from './ledger-items.ts';

interface LedgerOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  /** Partition key `pk` and sort key `sk`, both strings; TTL on `expiresAt`. */
  readonly table: string;
  readonly clock: Pick<Clock, 'now'>;
  /** How long a lease lasts, in milliseconds: longer than one invocation may take. */
  readonly leaseMs: number;
  /** How long finished changes are kept. */
  readonly retentionDays?: number;
}

const LOST = 'ConditionalCheckFailedException';
const marshalled = (value: object) => marshall(value, { removeUndefinedValues: true });

/** The ledger in DynamoDB. Every write may be sent twice: conditions hold again for the one who made them true. */
export const dynamoLedger = ({ client, table, clock, leaseMs, retentionDays = 400 }: LedgerOptions): Ledger => {
  const call = (operation: string, id: string): Call => ({
    action: `dynamodb:${operation}`,
    about: `${id} in ${table}`,
  });
  const pendingIn = (intent: unknown, id: string): Intent | undefined =>
    intent === undefined ? undefined : intentOf(intent, `${id} in ${table}`);

  /** Updates the state item; undefined when the condition does not hold. */
  const update = (
    id: string,
    values: object,
    expressions: Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'>,
  ) =>
    askingUnless(LOST, call('UpdateItem', id), async () => {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ pk: id, sk: STATE }),
          ExpressionAttributeValues: marshalled(values),
          ReturnValues: 'ALL_NEW',
          ...expressions,
        }),
      );
      return unmarshall(Attributes ?? {});
    });

  return {
    recentChanges: (id, atMost) =>
      asking(call('Query', id), async () => {
        const { Items = [] } = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :change)',
            ExpressionAttributeValues: marshall({ ':pk': id, ':change': CHANGE }),
            ScanIndexForward: false,
            ConsistentRead: true,
            Limit: atMost,
          }),
        );
        return Items.map((item) => changeOf(unmarshall(item), `${id} in ${table}`));
      }),

    pending: (id) =>
      asking(call('GetItem', id), async () => {
        const key = marshall({ pk: id, sk: STATE });
        const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
        return pendingIn(Item && unmarshall(Item)['intent'], id);
      }),

    acquire: async (id) => {
      const now = clock.now();
      const lease = { mountTargetId: id, owner: randomUUID(), expiresAt: now + leaseMs };
      const state = await update(
        id,
        { ':owner': lease.owner, ':until': lease.expiresAt, ':now': now },
        {
          UpdateExpression: 'SET #owner = :owner, leaseExpiresAt = :until',
          ConditionExpression: 'attribute_not_exists(#owner) OR leaseExpiresAt <= :now OR #owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
        },
      );
      if (!state) return undefined;
      const pending = pendingIn(state['intent'], id);
      return pending ? { lease, pending } : { lease };
    },

    intend: async ({ mountTargetId, owner }, intent) => {
      const state = await update(
        mountTargetId,
        { ':owner': owner, ':now': clock.now(), ':intent': intent, ':changeId': intent.changeId },
        {
          UpdateExpression: 'SET intent = :intent',
          ConditionExpression:
            '#owner = :owner AND leaseExpiresAt > :now AND (attribute_not_exists(intent) OR intent.changeId = :changeId)',
          ExpressionAttributeNames: { '#owner': 'owner' },
        },
      );
      return state !== undefined;
    },

    conclude: async (_lease, intent, outcome) => {
      const item = marshalled(historyItem(intent, outcome, retentionDays));
      await askingUnless(LOST, call('PutItem', intent.mountTargetId), () =>
        client.send(
          new PutItemCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
        ),
      );
      // Whoever holds the lease now: a change whose outcome is on record is no longer pending.
      await update(
        intent.mountTargetId,
        { ':changeId': intent.changeId },
        { UpdateExpression: 'REMOVE intent', ConditionExpression: 'intent.changeId = :changeId' },
      );
    },

    release: async ({ mountTargetId, owner }) => {
      await update(
        mountTargetId,
        { ':owner': owner },
        {
          UpdateExpression: 'REMOVE #owner, leaseExpiresAt',
          ConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
        },
      );
    },
  };
};
