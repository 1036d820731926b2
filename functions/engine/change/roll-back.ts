import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import { faultOf } from '../findings/fault.ts';
import type { Run } from '../gate/run.ts';
import type { Drift } from '../guards/drift.ts';
import { driftBetween } from '../guards/drift.ts';
import { judgeOne } from '../guards/judge-one.ts';
import type { Acquired, Intent } from '../ports/ledger.ts';
import { marked, marksOfLanded, ownHold } from './marks.ts';
import { attempt, type Change, type Ending, intentOf, outcomeOf, record } from './write.ts';

/** Why the set of before may not come back: it would open NFS to the world again. */
const opening = async ({ ports, policy }: Run, change: Change, drift: Drift): Promise<string | undefined> => {
  const live = { ...change.live, attached: change.after };
  const { decision } = await judgeOne(ports.reader, live, drift, policy);
  const reasons = decision.status === 'refused' ? decision.reasons : [];
  return reasons.find(({ code }) => code === 'nfs-open-to-world')?.text;
};

/** Why the set of before is not restored; undefined when it is to be. */
const whyLeft = async (run: Run, change: Change, { after }: Ending): Promise<string | undefined> => {
  const before = groupSet(change.live.attached);
  const isOurs = [before, change.after].some((set) => sameGroups(groupSet(after), groupSet(set)));
  if (!isOurs) return 'the set of another caller is left as it is';
  const opens = await opening(run, change, driftBetween(change.after, before, change.rule));
  return opens === undefined ? undefined : `the set of before is not restored, because ${opens}`;
};

/** What undoes a change. */
const undoing = (run: Run, change: Change, { after }: Ending): Change => {
  const before = groupSet(change.live.attached);
  const { hold: _, ...rest } = change;
  return {
    ...rest,
    changeId: run.ports.newId(),
    live: { ...change.live, attached: after },
    after: before,
    isRight: (attached) => sameGroups(groupSet(attached), before),
    undoes: change.changeId,
  };
};

/**
 * Undoes a change that was written and that reading back does not show, under the same lease, and holds its file system, so
 * that its other mount targets do not follow. It waits for no budget and no gate. Where the ledger cannot take that, nothing
 * is written, and the next look finishes the change.
 */
export const rollBack = async (
  run: Run,
  acquired: Acquired,
  change: Change,
  intent: Intent,
  failure: Ending,
): Promise<Ending> => {
  const { ports } = run;
  const at = ports.clock.now();
  const { fileSystemId } = intent;
  const hold = { id: fileSystemId, hold: ownHold(at, `change ${change.changeId} ended ${failure.code}`) };
  const marks = { ...marksOfLanded(intent), hold };
  const outcome = outcomeOf(failure, at);
  const isHeld = `${fileSystemId} is held for a day`;
  try {
    const left = await whyLeft(run, change, failure);
    if (left !== undefined) {
      await ports.ledger.conclude(acquired, intent, outcome, marks);
      return { ...failure, text: `${failure.text}; ${left}, and ${isHeld}`, isGivenBack: true };
    }
    const back = undoing(run, change, failure);
    const backIntent = intentOf(run, back);
    if (!(await ports.ledger.rollBack(acquired, intent, outcome, marks, backIntent))) {
      const text = `${failure.text}; nothing is restored, because the lease on ${fileSystemId} is lost; the next look goes on`;
      return { ...failure, status: 'deferred', code: 'lease-lost', text };
    }
    const kept = { ...acquired, record: marked(acquired.record, marks) };
    const restored = await record(ports, kept, backIntent, await attempt(ports, back));
    const how = restored.status === 'fixed' ? 'is restored' : `could not be restored: ${restored.text}`;
    return {
      ...restored,
      ...failure,
      text: `${failure.text}; the set of before ${how}, and ${isHeld}`,
      after: restored.after,
    };
  } catch (error) {
    const fault = faultOf(ports.journal, error);
    const text = `${failure.text}; nothing is restored, because that could not be recorded (${fault.text}); the next look goes on`;
    return { ...failure, status: fault.status, code: fault.code, text };
  }
};
