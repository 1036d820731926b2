import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isFix } from '../../core/brakes/flapping.ts';
import { fileSystemId, mountTargetId } from '../../core/model/ids.ts';
import type { Change, Intent, Ledger, Subject } from '../../engine/ports/ledger.ts';
import type { Clock } from '../../engine/ports/ports.ts';
import { accountItems } from './account.ts';
import { afterChanges, CHANGE, changeOf, historyItem, intentOf, keyOf, STATE } from './changes.ts';
import { HOLD, holdItems, holdOf } from './holds.ts';
import { fieldsOf, number } from './stored-fields.ts';
import { type Item, ledgerTable, MARKED, UNFINISHED } from './table.ts';

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

/** How many changes a record shows. */
const SHOWN = 20;

/** How many are read at a time of those before them. */
const OLDER = 1000;

const changesIn = (items: readonly Item[], atMost: number, about: string) =>
  items
    .filter(({ sk }) => String(sk).startsWith(CHANGE))
    .slice(0, atMost)
    .map((it) => changeOf(it, about));

/** The ledger in DynamoDB. Every write may be sent twice: conditions hold again for the one who made them true. */
export const dynamoLedger = ({ client, table: name, clock, leaseMs, retentionDays = 400 }: LedgerOptions): Ledger => {
  const table = ledgerTable(client, name);

  const pendingIn = ({ intent }: Item, id: Subject): { readonly pending?: Intent } =>
    intent === undefined ? {} : { pending: intentOf(intent, table.about(id)) };

  const stagedIn = ({ staged }: Item, id: Subject): { readonly staged?: Intent } =>
    staged === undefined ? {} : { staged: intentOf(staged, table.about(id), 'staged') };

  /** A lease that says no time would never run out. */
  const checkLease = (state: Item, id: Subject): void => {
    if (state['owner'] === undefined) return;
    const remedy = `remove the attribute "owner" of item "${STATE}"`;
    fieldsOf(state, `${table.about(id)}: the lease in the ledger`, remedy)('leaseExpiresAt', number);
  };

  /** The changes of a record with the fixes before them: writes that AWS refused since may be more than it shows. */
  const withOlderFixes = async (id: Subject, shown: readonly Change[], since: number): Promise<readonly Change[]> => {
    const changes = [...shown];
    let last = changes[SHOWN - 1];
    while (last?.mountTargetId === id && last.at > since && changes.filter(isFix).length < SHOWN) {
      const older = changesIn(await table.newest(id, OLDER, keyOf(last)), OLDER, table.about(id));
      changes.push(...older.filter(isFix));
      last = older[OLDER - 1];
    }
    return changes;
  };

  const forget = async (id: Subject, what: 'intent' | 'staged', { changeId }: Intent): Promise<void> => {
    await table.update(id, STATE, {
      UpdateExpression: what === 'intent' ? `REMOVE intent, ${UNFINISHED}` : 'REMOVE staged',
      ConditionExpression: `${what}.changeId = :changeId`,
      values: { ':changeId': changeId },
    });
  };

  return {
    ...holdItems(table),
    ...accountItems(table),

    record: async (id, fixesSince = Number.POSITIVE_INFINITY) => {
      // The other two items sort after every change.
      const items = await table.newest(id, SHOWN + 2);
      const item = (sk: string) => items.find((it) => it['sk'] === sk) ?? {};
      checkLease(item(STATE), id);
      return {
        ...pendingIn(item(STATE), id),
        ...holdOf(item(HOLD), table.about(id)),
        changes: await withOlderFixes(id, changesIn(items, SHOWN, table.about(id)), fixesSince),
      };
    },

    history: async (id, atMost, before) => {
      const items = await table.newest(id, atMost + 1, afterChanges(before));
      return { changes: changesIn(items, atMost, table.about(id)), more: items.length > atMost };
    },

    unfinished: async () => (await table.unfinished()).flatMap((pk) => mountTargetId(pk) ?? fileSystemId(pk) ?? []),

    acquire: async (id) => {
      const now = clock.now();
      const lease = { id, owner: randomUUID(), expiresAt: now + leaseMs };
      const state = await table.update(id, STATE, {
        UpdateExpression: 'SET #owner = :owner, leaseExpiresAt = :until',
        ConditionExpression: 'attribute_not_exists(#owner) OR leaseExpiresAt <= :now OR #owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ReturnValues: 'ALL_NEW',
        values: { ':owner': lease.owner, ':until': lease.expiresAt, ':now': now },
      });
      return state && { lease, ...pendingIn(state, id), ...stagedIn(state, id) };
    },

    intend: async ({ id, owner }, intent) => {
      const state = await table.update(id, STATE, {
        UpdateExpression: `SET intent = :intent, ${UNFINISHED} = :marked`,
        ConditionExpression:
          '#owner = :owner AND leaseExpiresAt > :now AND (attribute_not_exists(intent) OR intent.changeId = :changeId)',
        ExpressionAttributeNames: { '#owner': 'owner' },
        values: {
          ':owner': owner,
          ':now': clock.now(),
          ':intent': intent,
          ':changeId': intent.changeId,
          ':marked': MARKED,
        },
      });
      return state !== undefined;
    },

    stage: async ({ id, owner }, intent) => {
      const state = await table.update(id, STATE, {
        UpdateExpression: 'SET staged = :intent',
        ConditionExpression:
          '#owner = :owner AND leaseExpiresAt > :now AND (attribute_not_exists(staged) OR staged.mountTargetId = :target)',
        ExpressionAttributeNames: { '#owner': 'owner' },
        values: { ':owner': owner, ':now': clock.now(), ':intent': intent, ':target': intent.mountTargetId },
      });
      return state !== undefined;
    },

    unstage: ({ id }, intent) => forget(id, 'staged', intent),

    conclude: async (_lease, intent, outcome) => {
      await table.putOnce(historyItem(intent.mountTargetId, intent, outcome, retentionDays));
      await table.putOnce(historyItem(intent.fileSystemId, intent, outcome, retentionDays));
      if (!outcome.inDoubt) await forget(intent.fileSystemId, 'staged', intent);
      // Whoever holds the lease now: a change whose outcome is on record is no longer pending.
      await forget(intent.mountTargetId, 'intent', intent);
    },

    release: async ({ id, owner }) => {
      await table.update(id, STATE, {
        UpdateExpression: 'REMOVE #owner, leaseExpiresAt',
        ConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        values: { ':owner': owner },
      });
    },
  };
};
