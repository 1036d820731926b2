import { list, text } from '../../../functions/intake/read.ts';
import type { Stage } from '../stage/stage.ts';
import { sameSet } from './possible.ts';
import type { Write } from './writes.ts';

/** The intent on record of a write that is under way. */
export const intentBehind = ({ tables }: Pick<Stage, 'tables'>, { target }: Pick<Write, 'target'>): unknown =>
  tables.items('ledger').find((item) => item['pk'] === target && item['sk'] === 'state')?.['intent'];

const undoing = /^(?:restore after|revert of) (.+)$/;

/** The id of the change that a rule of the ledger says is undone; undefined when it undoes none. */
export const undoneBy = (rule: string | undefined): string | undefined => undoing.exec(rule ?? '')?.[1];

/**
 * Whether a write undoes one of ours, as its intent says, and may: it writes what the ledger says there was before; what
 * its intent says is attached was so when it was last read; and unless a person ordered it, that is no third party's set.
 *
 * @param readAt when its process last read the groups, in milliseconds since the epoch.
 */
export const isRightfulUndoing = (stage: Stage, write: Write, readAt: number): boolean => {
  const intent = intentBehind(stage, write);
  const rule = text(intent, 'rule');
  const changeId = undoneBy(rule);
  const undone = stage.tables
    .items('ledger')
    .find((item) => item['pk'] === write.target && item['changeId'] === changeId);
  if (changeId === undefined || undone === undefined) return false;
  const sets = (of: unknown, key: string): readonly string[] => list(of, key).map(String);
  const ours = [sets(undone, 'before'), sets(undone, 'after')];
  const attached = sets(intent, 'before');
  return (
    sameSet(sets(undone, 'before'), write.groups) &&
    stage.history
      .during(readAt - stage.staleMs, stage.timeline.now())
      .some(({ lives }) => sameSet(lives.get(write.target)?.attached ?? [], attached)) &&
    (rule?.startsWith('revert of ') === true || ours.some((set) => sameSet(set, attached)))
  );
};

/** Whether the intent behind a write says that it undoes one of ours. */
export const isUndoing = (stage: Pick<Stage, 'tables'>, write: Pick<Write, 'target'>): boolean =>
  undoneBy(text(intentBehind(stage, write), 'rule')) !== undefined;
