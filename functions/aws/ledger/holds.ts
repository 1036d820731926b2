import type { FileSystemId } from '../../core/model/ids.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import { attribute, expression } from './expression.ts';
import { nextVersion, prefixes } from './file-system-state.ts';
import type { Key } from './item.ts';
import type { LedgerTable } from './table.ts';

/** The holds, in the ledger's table: attributes of the item of their file system. */
export const holdItems = (
  table: LedgerTable,
  stateKey: (id: FileSystemId) => Key,
): Pick<Ledger, 'hold' | 'releaseHold'> => ({
  hold: async (owner, id, hold) => {
    const update = expression`SET ${attribute(`${prefixes.hold}${id}`)} = ${hold}, ${nextVersion}`;
    await table.update(stateKey(owner), { update });
  },

  releaseHold: async (owner, id, at) => {
    const hold = attribute(`${prefixes.hold}${id}`);
    const placed = expression`${hold}.${attribute('at')}`;
    const released = attribute(`${prefixes.released}${id}`);
    const refused = attribute(`${prefixes.refused}${id}`);
    const done = await table.update(stateKey(owner), {
      update: expression`SET ${released} = ${at}, ${nextVersion} REMOVE ${hold}, ${refused}`,
      // Sent twice, it must not end a hold that was placed in between.
      when: expression`attribute_not_exists(${placed}) OR ${placed} <= ${at}`,
    });
    return done !== undefined;
  },
});
