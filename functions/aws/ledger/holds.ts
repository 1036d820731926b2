import type { Hold } from '../../core/brakes/brakes.ts';
import { mountTargetId } from '../../core/model/ids.ts';
import type { Ledger, LedgerRecord } from '../../engine/ports/ledger.ts';
import { fieldsOf, groups, id, number, text } from './stored-fields.ts';
import { type Item, type LedgerTable, MARKED, UNFINISHED } from './table.ts';

/** Sort key of the one item per subject that keeps its last hold; never subject to TTL. */
export const HOLD = 'hold';

type Fields = (stored: unknown) => ReturnType<typeof fieldsOf>;

const stored = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const watchOf = (watch: unknown, fields: Fields): Pick<Hold, 'watch'> => {
  if (watch === undefined) return {};
  const field = fields(watch);
  const connections = stored(watch)['connections'];
  return {
    watch: {
      changeId: field('changeId', text),
      mountTargetId: field('mountTargetId', id(mountTargetId)),
      before: field('before', groups),
      after: field('after', groups),
      ...(connections !== undefined && { connections: field('connections', number) }),
    },
  };
};

/** Reads the hold item; one that is incomplete is a `TerminalError`: nobody then knows what must not be written. */
export const holdOf = ({ hold, releasedAt }: Item, about: string): Pick<LedgerRecord, 'hold' | 'releasedAt'> => {
  const fields = (stored: unknown) =>
    fieldsOf(stored, `${about}: the item "${HOLD}"`, 'correct it, or remove it to end the hold');
  const field = fields(hold);
  return {
    ...(hold !== undefined && {
      hold: {
        until: field('until', number),
        reason: field('reason', text),
        by: field('by', text),
        at: field('at', number),
        ...watchOf(stored(hold)['watch'], fields),
      },
    }),
    ...(releasedAt !== undefined && { releasedAt: fields({ releasedAt })('releasedAt', number) }),
  };
};

/** Holds in the ledger's table. */
export const holdItems = (table: LedgerTable): Pick<Ledger, 'hold' | 'releaseHold'> => ({
  hold: async (id, hold) => {
    // A watch has to be settled when its time is over, and nobody may come for it by himself.
    const marks = hold?.watch ? `, ${UNFINISHED} = :marked` : ` REMOVE ${UNFINISHED}`;
    await table.update(id, HOLD, {
      UpdateExpression: hold ? `SET #hold = :hold${marks}` : `REMOVE #hold, ${UNFINISHED}`,
      ExpressionAttributeNames: { '#hold': 'hold' },
      values: { ...(hold && { ':hold': hold }), ...(hold?.watch && { ':marked': MARKED }) },
    });
  },

  releaseHold: async (id, at) => {
    const released = await table.update(id, HOLD, {
      UpdateExpression: `SET releasedAt = :at REMOVE #hold, ${UNFINISHED}`,
      // Sent twice, it must not end a hold that was placed in between.
      ConditionExpression: 'attribute_not_exists(#hold.#at) OR #hold.#at <= :at',
      ExpressionAttributeNames: { '#hold': 'hold', '#at': 'at' },
      values: { ':at': at },
    });
    return released !== undefined;
  },
});
