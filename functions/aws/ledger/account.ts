import type { Gate, Ledger } from '../../engine/ports/ledger.ts';
import { fieldsOf, number, text } from './stored-fields.ts';
import type { Item, LedgerTable } from './table.ts';

/** Partition key of what concerns the whole account and Region. */
const ACCOUNT = 'account';
const GATE = 'gate';
const HOUR_MS = 3_600_000;
const HOURS_KEPT = 48;

const gateOf = ({ closed, policyVersion }: Item, about: string): Gate => {
  const fields = (stored: unknown) =>
    fieldsOf(stored, `${about}: the item "${GATE}"`, 'correct it, or remove it to open the gate');
  const field = fields(closed);
  return {
    ...(closed !== undefined && { closed: { reason: field('reason', text), at: field('at', number) } }),
    ...(policyVersion !== undefined && { policyVersion: fields({ policyVersion })('policyVersion', text) }),
  };
};

/** The gate and the hourly budget in the ledger's table. */
export const accountItems = (table: LedgerTable): Pick<Ledger, 'spend' | 'gate' | 'closeGate' | 'openGate'> => ({
  spend: async (changeId, at, limit) => {
    if (limit < 1) return false;
    const hour = Math.floor(at / HOUR_MS);
    const counted = await table.update(ACCOUNT, `hour#${hour}`, {
      // A set of changes, not a number: a request that is sent twice counts once.
      UpdateExpression: 'SET expiresAt = :expiresAt ADD changes :change',
      ConditionExpression: 'attribute_not_exists(changes) OR size(changes) < :limit OR contains(changes, :changeId)',
      values: {
        ':change': new Set([changeId]),
        ':changeId': changeId,
        ':limit': limit,
        ':expiresAt': ((hour + HOURS_KEPT) * HOUR_MS) / 1000,
      },
    });
    return counted !== undefined;
  },

  gate: async () => gateOf(await table.get(ACCOUNT, GATE), table.about(ACCOUNT)),

  closeGate: async (reason, at) => {
    await table.update(ACCOUNT, GATE, {
      UpdateExpression: 'SET closed = :closed',
      ConditionExpression: 'attribute_not_exists(closed)',
      values: { ':closed': { reason, at } },
    });
  },

  openGate: async (policyVersion, at) => {
    const opened = await table.update(ACCOUNT, GATE, {
      UpdateExpression: 'SET policyVersion = :policyVersion REMOVE closed',
      // A plan says nothing of why the gate was closed after it was made.
      ConditionExpression: 'attribute_not_exists(closed.#at) OR closed.#at <= :at',
      ExpressionAttributeNames: { '#at': 'at' },
      values: { ':policyVersion': policyVersion, ':at': at },
    });
    return opened !== undefined;
  },
});
