import { randomUUID } from 'node:crypto';
import { fileSystemId } from '../../core/model/ids.ts';
import type { Gate, Ledger } from '../../engine/ports/ledger.ts';
import type { Clock } from '../../engine/ports/ports.ts';
import { fieldsOf, id, optional, text, time } from './stored-fields.ts';
import type { Item, Key, LedgerTable } from './table.ts';

const GATE = 'gate';
const HOUR_MS = 3_600_000;
const HOURS_KEPT = 48;

/** The key of the item that says whether anything may be written in a place. */
export const gateKey = (place: string): Key => ({ pk: place, sk: GATE });

/** Reads the gate; one that cannot be understood is a `TerminalError` that says how to open it. */
export const gateOf = (item: Item, about: string): Gate => {
  const fields = (stored: unknown) =>
    fieldsOf(stored, `${about}: the item "${GATE}"`, 'correct it, or remove it to open the gate');
  const { closed } = item;
  const field = fields(closed);
  return {
    ...(closed !== undefined && { closed: { reason: field('reason', text), at: field('at', time) } }),
    ...optional(item, fields(item), 'measured', text),
    ...optional(item, fields(item), 'tried', text),
  };
};

/** What concerns a whole account and Region, in the ledger's table: the gate, the hourly budget, and the lease on surveys. */
export const accountItems = (
  table: LedgerTable,
  place: string,
  clock: Pick<Clock, 'now'>,
): Pick<Ledger, 'spend' | 'giveBack' | 'gate' | 'tryOut' | 'closeGate' | 'openGate' | 'beginSurvey' | 'endSurvey'> => {
  const key = gateKey(place);
  const surveyKey = { pk: place, sk: 'survey' };
  const hourOf = (at: number): number => Math.floor(at / HOUR_MS);
  const hourKey = (at: number): Key => ({ pk: place, sk: `hour#${hourOf(at)}` });
  const read = (item: Item): Gate => gateOf(item, table.about(place));

  return {
    spend: async (changeId, at, limit) => {
      if (limit < 1) return false;
      const counted = await table.update(hourKey(at), {
        // A set of changes, not a number: a request that is sent twice counts once.
        UpdateExpression: 'SET expiresAt = :expiresAt ADD changes :change',
        ConditionExpression: 'attribute_not_exists(changes) OR size(changes) < :limit OR contains(changes, :changeId)',
        values: {
          ':change': new Set([changeId]),
          ':changeId': changeId,
          ':limit': limit,
          ':expiresAt': ((hourOf(at) + HOURS_KEPT) * HOUR_MS) / 1000,
        },
      });
      return counted !== undefined;
    },

    giveBack: async (changeId, at) => {
      await table.update(hourKey(at), {
        UpdateExpression: 'DELETE changes :change',
        values: { ':change': new Set([changeId]) },
      });
    },

    gate: async () => read(await table.get(key)),

    tryOut: async ({ policyVersion, changeId, limit }, known) => {
      const change = changeId === undefined ? undefined : new Set([changeId]);
      const begin = async () => {
        const gate = await table.update(key, {
          UpdateExpression: `SET tried = :version${change ? ', trial = :change' : ' REMOVE trial'}`,
          ConditionExpression: 'attribute_not_exists(tried) OR tried <> :version',
          ReturnValues: 'ALL_NEW',
          values: { ':version': policyVersion, ':change': change },
        });
        return gate && { gate: read(gate), isFirst: true };
      };
      const go = async () => {
        if (!change) return { gate: known, isFirst: false };
        const gate = await table.update(key, {
          UpdateExpression: 'ADD trial :change',
          ConditionExpression:
            'tried = :version AND (attribute_not_exists(trial) OR size(trial) < :limit OR contains(trial, :changeId))',
          ReturnValues: 'ALL_NEW',
          values: { ':version': policyVersion, ':change': change, ':changeId': changeId, ':limit': limit },
        });
        return gate && { gate: read(gate), isFirst: false };
      };
      const [first, second] = known.tried === policyVersion ? [go, begin] : [begin, go];
      return (await first()) ?? (await second()) ?? { gate: undefined, isFirst: false };
    },

    closeGate: async (reason, at) => {
      await table.update(key, {
        UpdateExpression: 'SET closed = :closed',
        ConditionExpression: 'attribute_not_exists(closed)',
        values: { ':closed': { reason, at } },
      });
    },

    openGate: async (policyVersion, closedBy) => {
      const opened = await table.update(key, {
        UpdateExpression: 'SET measured = :version REMOVE closed, tried, trial',
        // A plan says nothing of why the gate was closed after it was made.
        ConditionExpression: 'attribute_not_exists(closed.#at) OR closed.#at <= :closedBy',
        names: { '#at': 'at' },
        values: { ':version': policyVersion, ':closedBy': closedBy },
      });
      return opened !== undefined;
    },

    beginSurvey: async (forMs) => {
      const now = clock.now();
      const owner = randomUUID();
      const survey = await table.update(surveyKey, {
        UpdateExpression: 'SET #owner = :owner, leaseExpiresAt = :until',
        ConditionExpression: 'attribute_not_exists(#owner) OR leaseExpiresAt <= :now OR #owner = :owner',
        ReturnValues: 'ALL_NEW',
        names: { '#owner': 'owner' },
        values: { ':owner': owner, ':until': now + forMs, ':now': now },
      });
      if (survey === undefined) return undefined;
      const field = fieldsOf(survey, `${table.about(place)}: the item "survey"`, 'remove that item');
      return {
        owner,
        ...optional(survey, field, 'lastBegan', time),
        ...optional(survey, field, 'reached', id(fileSystemId)),
      };
    },

    endSurvey: async ({ owner }, began, reached) => {
      const sets = [...(began === undefined ? [] : ['lastBegan = :began']), ...(reached ? ['reached = :reached'] : [])];
      const forget = began === undefined || reached ? '' : ', reached';
      await table.update(surveyKey, {
        UpdateExpression: `${sets.length > 0 ? `SET ${sets.join(', ')} ` : ''}REMOVE #owner, leaseExpiresAt${forget}`,
        ConditionExpression: '#owner = :owner',
        names: { '#owner': 'owner' },
        values: { ':owner': owner, ':began': began, ':reached': reached },
      });
    },
  };
};
