import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FileSystemId, fileSystemId } from '../../core/model/ids.ts';
import { type Place, placeKey } from '../../core/model/place.ts';
import type {
  Acquired,
  FileSystemRecord,
  History,
  Intent,
  Lease,
  Ledger,
  Marks,
  Outcome,
} from '../../engine/ports/ledger.ts';
import type { Clock } from '../../engine/ports/ports.ts';
import { inChunks } from '../client/in-chunks.ts';
import { accountItems, gateKey, gateOf } from './account.ts';
import { afterChanges, changeItem, changeOf, daysOf, isChange, listOfDay } from './changes.ts';
import { partsOf, prefixes, STATE, stateOf } from './file-system-state.ts';
import { fieldsOf, id as idField } from './stored-fields.ts';
import { type Item, type Key, ledgerTable } from './table.ts';

interface LedgerOptions {
  readonly client: Pick<DynamoDBClient, 'send'>;
  /** Partition key `pk` and sort key `sk`, both strings; index `listed` on `listed` and `sk`; TTL on `expiresAt`. */
  readonly table: string;
  readonly place: Place;
  readonly clock: Pick<Clock, 'now'>;
  /** How long a lease lasts, in milliseconds: longer than one invocation may take. */
  readonly leaseMs: number;
  /** How long concluded changes are kept. */
  readonly retentionDays?: number;
}

/** Sort key of the item that says which file system a mount target is of, whose partition key names the mount target. */
const POINTER = 'pointer';

/** File systems in one read, beside the gate. */
const mostAtOnce = 99;

/** Changes read at a time. */
const pageSize = 1000;

const isOurs = '#owner = :owner';
const isPending = 'intent.changeId = :changeId';

/** The ledger in DynamoDB. Every write may be sent twice: conditions hold again for the one who made them true. */
export const dynamoLedger = (options: LedgerOptions): Ledger => {
  const { client, table: name, clock, leaseMs, retentionDays = 400 } = options;
  const table = ledgerTable(client, name);
  const place = placeKey(options.place);
  const pkOf = (id: string): string => `${place}/${id}`;
  const stateKey = (id: FileSystemId): Key => ({ pk: pkOf(id), sk: STATE });
  const unfinishedList = `${place}/unfinished`;

  const recordOf = (item: Item, id: FileSystemId): FileSystemRecord => stateOf(item, id, table.about(pkOf(id)));

  const release = async ({ fileSystemId: id, owner }: Lease): Promise<void> => {
    await table.update(stateKey(id), {
      UpdateExpression: 'REMOVE #owner, leaseExpiresAt',
      ConditionExpression: isOurs,
      names: { '#owner': 'owner' },
      values: { ':owner': owner },
    });
  };

  /** Records a concluded change, and where its mount target belongs. */
  const putChange = async ({ record }: Acquired, intent: Intent, outcome: Outcome): Promise<void> => {
    const { mountTargetId, fileSystemId } = intent;
    await Promise.all([
      table.putOnce(changeItem(place, intent, outcome, retentionDays)),
      record.pointed.has(mountTargetId) ? undefined : table.put({ pk: pkOf(mountTargetId), sk: POINTER, fileSystemId }),
    ]);
  };

  /** Updates the item of a file system by what a concluded write marks, and by what else it says. */
  const mark = (
    { lease, record }: Acquired,
    { mountTargetId, changeId }: Intent,
    marks: Marks,
    say: { readonly set?: string; readonly remove?: string; readonly condition: string; readonly values?: object },
  ): Promise<Item | undefined> => {
    const { set, remove, names, values } = partsOf(marks, mountTargetId, record);
    const sets = [...set, ...(say.set ? [say.set] : [])];
    const removes = [...remove, ...(say.remove ? [say.remove] : [])];
    const asOwner = say.condition.includes(isOurs)
      ? { names: { '#owner': 'owner' }, values: { ':owner': lease.owner } }
      : {};
    return table.update(stateKey(lease.fileSystemId), {
      UpdateExpression: `${sets.length > 0 ? `SET ${sets.join(', ')} ` : ''}REMOVE ${removes.join(', ')} ADD pointed :pointed`,
      ConditionExpression: say.condition,
      names: { ...names, ...asOwner.names },
      values: {
        ...values,
        ...asOwner.values,
        ...say.values,
        ':changeId': changeId,
        ':pointed': new Set([mountTargetId]),
      },
    });
  };

  return {
    ...accountItems(table, place, clock),

    read: async (ids) => {
      const chunks = ids.length === 0 ? [[]] : inChunks(ids, mostAtOnce);
      const items = (
        await Promise.all(chunks.map((some) => table.batch([gateKey(place), ...some.map(stateKey)])))
      ).flat();
      const byKey = new Map(items.map((item) => [item['pk'], item]));
      return {
        gate: gateOf(byKey.get(place) ?? {}, table.about(place)),
        record: (id) => recordOf(byKey.get(pkOf(id)) ?? {}, id),
      };
    },

    history: async (owner, id, atMost, before) => {
      const found: Item[] = [];
      for await (const page of table.newest(pkOf(owner), afterChanges(before), Math.min(atMost + 1, pageSize))) {
        found.push(...page.filter((item) => isChange(item) && (id === owner || item['mountTargetId'] === id)));
        if (found.length > atMost) break;
      }
      return historyOf(found, atMost, table.about(pkOf(owner)));
    },

    between: async (from, to, atMost) => {
      const span = { from: afterChanges(from), to: `${afterChanges(to)}~` };
      const found: Item[] = [];
      for (const day of daysOf(from, to)) {
        if (found.length > atMost) break;
        found.push(...(await table.listed(listOfDay(place, day), atMost + 1 - found.length, span)));
      }
      return historyOf(found, atMost, table.about(place));
    },

    unfinished: async () => {
      const items = await table.listed(unfinishedList, Number.POSITIVE_INFINITY);
      return items.flatMap(({ pk }) => fileSystemId(String(pk).slice(place.length + 1)) ?? []);
    },

    fileSystemOf: async (id) => {
      const item = await table.get({ pk: pkOf(id), sk: POINTER });
      if (item['pk'] === undefined) return undefined;
      const of = `${table.about(pkOf(id))}: the item "${POINTER}"`;
      return fieldsOf(item, of, 'correct or remove that item')('fileSystemId', idField(fileSystemId));
    },

    acquire: async (id) => {
      const now = clock.now();
      const lease = { fileSystemId: id, owner: randomUUID(), expiresAt: now + leaseMs };
      const state = await table.update(stateKey(id), {
        UpdateExpression: 'SET #owner = :owner, leaseExpiresAt = :until',
        ConditionExpression: `attribute_not_exists(#owner) OR leaseExpiresAt <= :now OR ${isOurs}`,
        ReturnValues: 'ALL_NEW',
        names: { '#owner': 'owner' },
        values: { ':owner': lease.owner, ':until': lease.expiresAt, ':now': now },
      });
      if (state === undefined) return undefined;
      try {
        return { lease, record: recordOf(state, id) };
      } catch (error) {
        await release(lease);
        throw error;
      }
    },

    intend: async ({ lease, record }, intent) => {
      const version = record.holdsVersion === 0 ? 'attribute_not_exists(holdsVersion)' : 'holdsVersion = :version';
      const state = await table.update(stateKey(lease.fileSystemId), {
        UpdateExpression: 'SET intent = :intent, listed = :unfinished',
        ConditionExpression: `${isOurs} AND leaseExpiresAt > :now AND (attribute_not_exists(intent) OR ${isPending}) AND ${version}`,
        names: { '#owner': 'owner' },
        values: {
          ':owner': lease.owner,
          ':now': clock.now(),
          ':intent': { ...intent, phase: 'pending' },
          ':changeId': intent.changeId,
          ':unfinished': unfinishedList,
          ...(record.holdsVersion > 0 && { ':version': record.holdsVersion }),
        },
      });
      return state !== undefined;
    },

    withdraw: async ({ fileSystemId: id }, { changeId }) => {
      await table.update(stateKey(id), {
        UpdateExpression: 'REMOVE intent, listed',
        ConditionExpression: isPending,
        values: { ':changeId': changeId },
      });
    },

    leaveInDoubt: async (lease, { changeId }) => {
      const doubt = (condition: string, remove: string) =>
        table.update(stateKey(lease.fileSystemId), {
          UpdateExpression: `SET intent.phase = :doubt ${remove}`,
          ConditionExpression: condition,
          ...(remove && { names: { '#owner': 'owner' } }),
          values: { ':doubt': 'in-doubt', ':changeId': changeId, ...(remove && { ':owner': lease.owner }) },
        });
      const done =
        (await doubt(`${isPending} AND ${isOurs}`, 'REMOVE #owner, leaseExpiresAt')) ?? (await doubt(isPending, ''));
      if (done === undefined) await release(lease);
    },

    conclude: async (acquired, intent, outcome, marks, keep) => {
      await putChange(acquired, intent, outcome);
      const forget = 'intent, listed';
      const giveBack = keep ? '' : ', #owner, leaseExpiresAt';
      // Without the lease too: a change whose outcome is on record is no longer pending, whoever is at work by now.
      const concluded =
        (await mark(acquired, intent, marks, {
          remove: `${forget}${giveBack}`,
          condition: `${isPending} AND ${isOurs}`,
        })) ?? (await mark(acquired, intent, marks, { remove: forget, condition: isPending }));
      if (concluded === undefined && !keep) await release(acquired.lease);
    },

    rollBack: async (acquired, failed, outcome, marks, back) => {
      await putChange(acquired, failed, outcome);
      const replaced = await mark(acquired, failed, marks, {
        set: 'intent = :back',
        condition: `(${isPending} OR intent.changeId = :backId) AND ${isOurs} AND leaseExpiresAt > :now`,
        values: {
          ':back': { ...back, phase: 'rolling-back' },
          ':backId': back.changeId,
          ':now': clock.now(),
        },
      });
      return replaced !== undefined;
    },

    release,

    hold: async (owner, id, hold) => {
      await table.update(stateKey(owner), {
        UpdateExpression: 'SET #hold = :hold, holdsVersion = if_not_exists(holdsVersion, :none) + :one',
        names: { '#hold': `${prefixes.hold}${id}` },
        values: { ':hold': hold, ':none': 0, ':one': 1 },
      });
    },

    releaseHold: async (owner, id, at) => {
      const released = await table.update(stateKey(owner), {
        UpdateExpression:
          'SET #released = :at, holdsVersion = if_not_exists(holdsVersion, :none) + :one REMOVE #hold, #refused',
        // Sent twice, it must not end a hold that was placed in between.
        ConditionExpression: 'attribute_not_exists(#hold.#at) OR #hold.#at <= :at',
        names: {
          '#hold': `${prefixes.hold}${id}`,
          '#released': `${prefixes.released}${id}`,
          '#refused': `${prefixes.refused}${id}`,
          '#at': 'at',
        },
        values: { ':at': at, ':none': 0, ':one': 1 },
      });
      return released !== undefined;
    },
  };
};

const historyOf = (items: readonly Item[], atMost: number, about: string): History => ({
  changes: items.slice(0, atMost).map((item) => changeOf(item, about)),
  more: items.length > atMost,
});
