import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TerminalError } from '../../core/model/errors.ts';
import { type FileSystemId, fileSystemId } from '../../core/model/ids.ts';
import { type Place, placeKey } from '../../core/model/place.ts';
import { together } from '../../engine/async/together.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Clock } from '../../engine/ports/ports.ts';
import type { Intent, Outcome } from '../../engine/ports/record/change.ts';
import type { FileSystemRecord, Lease } from '../../engine/ports/record/file-system.ts';
import { inChunks } from '../client/in-chunks.ts';
import { accountItems } from './account.ts';
import { changeItem, changeItems } from './changes.ts';
import { dayItems } from './days.ts';
import { attribute, type Expression, expression, joined } from './expression.ts';
import { STATE, stateOf } from './file-system-state.ts';
import { gateKey, gateOf } from './gate.ts';
import { holdItems } from './holds.ts';
import type { Item, Key } from './item.ts';
import { knownGoodItems } from './known-good.ts';
import { taking } from './lease.ts';
import { marking } from './marking.ts';
import { orderItems } from './orders.ts';
import { nameOfText, policyTextItems } from './policy-text.ts';
import { readStored, stored } from './stored.ts';
import { ledgerTable } from './table.ts';

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

const owner = attribute('owner');
const forgotten = expression`intent, listed`;
const givenBack = expression`${owner}, leaseExpiresAt`;
const ownedBy = (lease: Pick<Lease, 'owner'>): Expression => expression`${owner} = ${lease.owner}`;
const isPending = ({ changeId }: Pick<Intent, 'changeId'>): Expression => expression`intent.changeId = ${changeId}`;

/** How far a lease may be ahead of our own, in ms, by a clock that is wrong: one that is further off would never run out. */
const leaseAheadMs = 600_000;

/** The ledger in DynamoDB. Every write may be sent twice: conditions hold again for the one who made them true. */
export const dynamoLedger = (options: LedgerOptions): Ledger => {
  const { client, table: name, clock, leaseMs, retentionDays = 400 } = options;
  const table = ledgerTable(client, name);
  const place = placeKey(options.place);
  const pkOf = (id: string): string => `${place}/${id}`;
  const stateKey = (id: FileSystemId): Key => ({ pk: pkOf(id), sk: STATE });
  const unfinishedList = `${place}/unfinished`;

  const recordOf = (item: Item, id: FileSystemId): FileSystemRecord => {
    const record = stateOf(item, id, table.about(pkOf(id)));
    if (record.lease === undefined || record.lease.expiresAt <= clock.now() + leaseMs + leaseAheadMs) return record;
    const of = `${table.about(pkOf(id))}: the attribute "leaseExpiresAt" of the item "${STATE}"`;
    throw new TerminalError(`${of} lies too far ahead; remove the attribute "owner" of that item`, {
      code: 'internal-error',
    });
  };

  const release = async (lease: Lease): Promise<void> => {
    const update = { update: expression`REMOVE ${givenBack}`, when: ownedBy(lease) };
    await table.update(stateKey(lease.fileSystemId), update);
  };

  const putChange = (intent: Intent, outcome: Outcome): Promise<void> =>
    table.putOnce(changeItem(place, intent, outcome, retentionDays));

  /**
   * Records what stands behind an intent: where its mount target belongs, so that a change to it is found by its id alone
   * also when it is gone, and the text of its policy, where that is to be kept.
   */
  const keepBehind = async (
    { pointed }: FileSystemRecord,
    { mountTargetId, fileSystemId, policyVersion }: Intent,
    text: string | undefined,
  ): Promise<void> => {
    const pointers = pointed.has(mountTargetId) ? [] : [{ pk: pkOf(mountTargetId), sk: POINTER, fileSystemId }];
    if (text === undefined) await together(pointers.map(table.putOnce));
    else {
      const texts = await policyTextItems(place, policyVersion, text);
      await table.putAll(nameOfText(policyVersion), [...pointers, ...texts]);
    }
  };

  const mark = marking(table, stateKey);

  return {
    ...accountItems(table, place, clock),
    ...changeItems(table, place, retentionDays, clock),
    ...knownGoodItems(table, place),
    ...orderItems(table, place, retentionDays),
    ...dayItems(table, place, retentionDays),
    ...holdItems(table, stateKey),

    read: async (ids) => {
      const chunks = ids.length === 0 ? [[]] : inChunks([...new Set(ids)], mostAtOnce);
      const keys = chunks.map((some) => [gateKey(place), ...some.map(stateKey)]);
      const items = (await together(keys.map(table.batch))).flat();
      const byKey = new Map(items.map((item) => [item['pk'], item]));
      return {
        gate: gateOf(byKey.get(place) ?? {}, table.about(place)),
        record: (id) => recordOf(byKey.get(pkOf(id)) ?? {}, id),
      };
    },

    unfinished: async () => {
      const items = await table.listed(unfinishedList, Number.POSITIVE_INFINITY);
      return items.flatMap(({ pk }) => fileSystemId(String(pk).slice(place.length + 1)) ?? []);
    },

    fileSystemOf: async (id) => {
      const item = await table.get({ pk: pkOf(id), sk: POINTER });
      if (item['pk'] === undefined) return undefined;
      const of = `${table.about(pkOf(id))}: the item "${POINTER}"`;
      return readStored(stored.pointer, item, of, 'correct or remove that item').fileSystemId;
    },

    acquire: async (id) => {
      const lease = { fileSystemId: id, owner: randomUUID(), expiresAt: clock.now() + leaseMs };
      const state = await table.update(stateKey(id), taking(lease, clock.now()));
      if (state === undefined) return undefined;
      try {
        return { lease, record: recordOf(state, id) };
      } catch (error) {
        await release(lease);
        throw error;
      }
    },

    intend: async ({ lease, record }, intent, text) => {
      const { holdsVersion } = record;
      const isFree = expression`(attribute_not_exists(intent) OR ${isPending(intent)})`;
      const none = holdsVersion === 0 ? expression`attribute_not_exists(holdsVersion) OR ` : expression``;
      const isAsTaken = expression`(${none}holdsVersion = ${holdsVersion})`;
      const isInTime = expression`leaseExpiresAt > ${clock.now()}`;
      const [state] = await together([
        table.update(stateKey(lease.fileSystemId), {
          update: expression`SET intent = ${{ ...intent, phase: 'pending' }}, listed = ${unfinishedList}`,
          when: joined([ownedBy(lease), isInTime, isFree, isAsTaken], ' AND '),
        }),
        keepBehind(record, intent, text),
      ]);
      return state !== undefined;
    },

    withdraw: async ({ fileSystemId: id }, intent) => {
      await table.update(stateKey(id), { update: expression`REMOVE ${forgotten}`, when: isPending(intent) });
    },

    leaveInDoubt: async (lease, intent) => {
      const key = stateKey(lease.fileSystemId);
      const doubt = expression`SET intent.phase = ${'in-doubt'}`;
      const ours = joined([isPending(intent), ownedBy(lease)], ' AND ');
      const done =
        (await table.update(key, { update: expression`${doubt} REMOVE ${givenBack}`, when: ours })) ??
        (await table.update(key, { update: doubt, when: isPending(intent) }));
      if (done === undefined) await release(lease);
    },

    conclude: async (acquired, intent, outcome, marks, keep) => {
      await putChange(intent, outcome);
      const ours = joined([isPending(intent), ownedBy(acquired.lease)], ' AND ');
      const remove = keep ? [forgotten] : [forgotten, givenBack];
      // Without the lease too: a change whose outcome is on record is no longer pending, also when another caller is at work by now.
      const concluded =
        (await mark(acquired, intent, marks, { remove, when: ours })) ??
        (await mark(acquired, intent, marks, { remove: [forgotten], when: isPending(intent) }));
      if (concluded === undefined && !keep) await release(acquired.lease);
    },

    rollBack: async (acquired, failed, outcome, marks, back) => {
      // Once the lease has run out, the next holder says how the change ended.
      if (clock.now() >= acquired.lease.expiresAt) return false;
      await putChange(failed, outcome);
      const isItOrBack = expression`(${isPending(failed)} OR ${isPending(back)})`;
      const isInTime = expression`leaseExpiresAt > ${clock.now()}`;
      const replaced = await mark(acquired, failed, marks, {
        set: expression`intent = ${{ ...back, phase: 'rolling-back' }}`,
        when: joined([isItOrBack, ownedBy(acquired.lease), isInTime], ' AND '),
      });
      return replaced !== undefined;
    },

    release,
  };
};
