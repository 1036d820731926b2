import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import { sayReason } from '../../core/model/reason.ts';
import { groupsToJudge, judging } from '../../core/nfs/judging.ts';
import { knownClients } from '../../core/nfs/known-clients.ts';
import { UNRECORDED } from '../../core/nfs/known-good.ts';
import { faultOf } from '../findings/fault.ts';
import type { Run } from '../gate/run.ts';
import { driftBetween } from '../guards/drift.ts';
import type { Intent } from '../ports/record/change.ts';
import type { Acquired } from '../ports/record/file-system.ts';
import { marked, marksOfLanded, ownHold } from './marks.ts';
import { offTheRecord, outcomeOf, recordEnding } from './record-ending.ts';
import { type Ending, intentOf, type Write, write } from './write.ts';

/** Why the set of before is not restored: it is another caller's by now, or would open NFS to the world again as far as is known. */
const whyLeft = async ({ ports, policy }: Run, change: Write, { after }: Ending): Promise<string | undefined> => {
  const before = groupSet(change.live.attached);
  const isOurs = [before, change.after].some((set) => sameGroups(groupSet(after), groupSet(set)));
  if (!isOurs) return 'the set of another caller is left in place';
  const live = { ...change.live, attached: change.after };
  const notBecause = (why: string): string => `the set of before is not restored, because ${why}`;
  try {
    const decided = driftBetween(change.after, before, change.rule);
    const { judge } = judging(await ports.reader.rules(groupsToJudge(live, decided)), policy).by(knownClients([]));
    const { decision } = judge({ live, decision: decided, protection: UNRECORDED });
    const reasons = decision.status === 'refused' ? decision.reasons : [];
    const opens = reasons.find(({ code }) => code === 'nfs-open-to-world');
    return opens && notBecause(sayReason(opens));
  } catch (error) {
    return notBecause(`what it lets in could not be read (${faultOf(ports.journal, error).text})`);
  }
};

/** What undoes a change. */
const undoing = (run: Run, change: Write, { after }: Ending): Write => {
  const { lets: _, losers: __, ...same } = change;
  const before = groupSet(change.live.attached);
  return {
    ...same,
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
  change: Write,
  intent: Intent,
  failure: Ending,
): Promise<Ending> => {
  const { ports } = run;
  const at = ports.clock.now();
  const { fileSystemId } = intent;
  const hold = { id: fileSystemId, hold: ownHold(at, `change ${change.changeId} ended ${failure.code}`) };
  const marks = { ...marksOfLanded(intent), hold };
  const outcome = outcomeOf(failure, at);
  const saying = (how: string): string => `${failure.text}; ${how}, and ${fileSystemId} is held for a day`;
  try {
    const left = await whyLeft(run, change, failure);
    if (left !== undefined) {
      await ports.ledger.conclude(acquired, intent, outcome, marks);
      return { ...failure, text: saying(left), isGivenBack: true };
    }
    const back = undoing(run, change, failure);
    const backIntent = intentOf(run, back);
    if (!(await ports.ledger.rollBack(acquired, intent, outcome, marks, backIntent))) {
      const text = `${failure.text}; nothing is restored, because the lease on ${fileSystemId} is lost; the next look goes on`;
      return { ...failure, status: 'deferred', code: 'lease-lost', text };
    }
    const kept = { ...acquired, record: marked(acquired.record, intent, marks) };
    const written = await write(ports, back);
    const restored = await recordEnding(ports, kept, backIntent, written);
    const isBack = written.status === 'fixed' ? 'is restored' : 'could not be restored';
    const how = restored.status === 'fixed' ? isBack : `${isBack}: ${restored.text}`;
    return { ...restored, ...failure, text: saying(`the set of before ${how}`), after: restored.after };
  } catch (error) {
    return offTheRecord(ports, { ...failure, text: `${failure.text}; nothing is restored` }, error);
  }
};
