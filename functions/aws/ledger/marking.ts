import type { FileSystemId } from '../../core/model/ids.ts';
import type { Intent } from '../../engine/ports/record/change.ts';
import type { Acquired, Marks } from '../../engine/ports/record/file-system.ts';
import { attribute, type Expression, expression, joined } from './expression.ts';
import { prefixes, settingOf } from './file-system-state.ts';
import type { Item, Key } from './item.ts';
import type { LedgerTable } from './table.ts';

/** What an update of the item of a file system sets and removes beside marks, and when. */
interface Marking {
  readonly set?: Expression;
  readonly remove?: readonly Expression[];
  readonly when: Expression;
}

/** Makes what updates the item of a file system by what a concluded write marks: undefined when the condition does not hold. */
export const marking = (table: LedgerTable, stateKey: (id: FileSystemId) => Key) => {
  /** Updates the item of a file system by what a concluded write marks, and by what else it sets or removes. */
  const markOnce = (
    { lease, record }: Acquired,
    { mountTargetId }: Intent,
    marks: Marks,
    say: Marking,
  ): Promise<Item | undefined> => {
    const { set, remove } = settingOf(marks, mountTargetId, record);
    const sets = [...set, ...(say.set ? [say.set] : [])];
    const removes = [...remove, ...(say.remove ?? [])];
    const setting = sets.length > 0 ? expression`SET ${joined(sets, ', ')} ` : expression``;
    const removing = removes.length > 0 ? expression`REMOVE ${joined(removes, ', ')} ` : expression``;
    const update = expression`${setting}${removing}ADD pointed ${new Set([mountTargetId])}`;
    return table.update(stateKey(lease.fileSystemId), { update, when: say.when });
  };

  /** The same, but a hold that lasts longer, which may have come meanwhile, stays. */
  return async (acquired: Acquired, intent: Intent, marks: Marks, say: Marking): Promise<Item | undefined> => {
    const { hold, ...others } = marks;
    if (!hold) return markOnce(acquired, intent, marks, say);
    const name = attribute(`${prefixes.hold}${hold.id}`);
    const isShorter = expression`(attribute_not_exists(${name}) OR ${name}.${attribute('until')} <= ${hold.hold.until})`;
    const when = joined([say.when, isShorter], ' AND ');
    return (await markOnce(acquired, intent, marks, { ...say, when })) ?? markOnce(acquired, intent, others, say);
  };
};
