import type { Stage } from '../stage/stage.ts';
import { sameSet } from './possible.ts';
import type { Write } from './writes.ts';

/** Whether the intent behind a write says that it undoes one of ours. */
export const isUndoing = ({ intent }: Pick<Write, 'intent'>): boolean => intent.undoes !== undefined;

/**
 * Whether a write undoes one of ours, as its intent says, and may: it writes what the ledger says there was before; what
 * its intent says is attached was so when it was last read; and unless a person ordered it, that is no third party's set.
 *
 * @param readAt when its process last read the groups, in milliseconds since the epoch.
 */
export const isRightfulUndoing = (stage: Stage, { target, groups, intent }: Write, readAt: number): boolean => {
  const { undoes, phase, before = [] } = intent;
  const undone = stage.tables.items('ledger').find((it) => it['changeId'] === undoes && it['mountTargetId'] === target);
  if (undoes === undefined || undone === undefined) return false;
  const sets = (['before', 'after'] as const).map((key) => undone[key] as readonly string[]);
  return (
    sameSet(sets[0] ?? [], groups) &&
    stage.history
      .during(readAt - stage.staleMs, stage.timeline.now())
      .some(({ lives }) => sameSet(lives.get(target)?.attached ?? [], before)) &&
    (phase !== 'rolling-back' || sets.some((set) => sameSet(set, before)))
  );
};
