import { undoingOf } from '../../core/brakes/undoing.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import { faultOf } from '../findings/fault.ts';
import type { Run } from '../gate/run.ts';
import { driftBetween } from '../guards/drift.ts';
import { judgeOne } from '../guards/judge-one.ts';
import { type Change, type Ending, write } from './write.ts';

/** How long the rest of a file system is left alone after a change to it that did not work out, in ms: a day, or until released. */
const holdMs = 24 * 3_600_000;

/** Why the set of before may not come back: it would open NFS to the world again. */
const openAgain = async ({ ports, policy }: Run, change: Change): Promise<string | undefined> => {
  const live = { ...change.live, attached: change.after };
  const drift = driftBetween(change.after, change.live.attached, change.rule);
  const { decision } = await judgeOne(ports.reader, live, drift, policy);
  const reasons = decision.status === 'refused' ? decision.reasons : [];
  return reasons.find(({ code }) => code === 'nfs-open-to-world')?.text;
};

/** Writes the set of before again, unless somebody else's is attached or it would open NFS to the world. */
const writeBack = async (run: Run, change: Change, failure: Ending): Promise<Ending> => {
  const before = groupSet(change.live.attached);
  const isOurs = [before, change.after].some((set) => sameGroups(groupSet(failure.after), groupSet(set)));
  if (!isOurs) return { ...failure, text: "somebody else's set is left as it is" };
  const opens = await openAgain(run, change);
  if (opens !== undefined) return { ...failure, text: `the set of before is not restored, for ${opens}` };
  const back = await write(run, {
    ...change,
    changeId: run.ports.newId(),
    live: { ...change.live, attached: failure.after },
    after: before,
    rule: undoingOf('restore', change.changeId),
    isRight: (attached) => sameGroups(groupSet(attached), before),
    isRestore: true,
  });
  const how = back.status === 'fixed' ? 'is restored' : `could not be restored: ${back.status} (${back.text})`;
  return { ...back, text: `the set of before ${how}` };
};

/**
 * Undoes a change that was written but did not work out, and holds its file system, so that its other mount targets do
 * not follow. While a watch is on record, a restore that has to wait leaves it there, so that the next look tries again.
 *
 * @param left why it is left as it is, where it is; the file system is held all the same.
 */
export const rollBack = async (run: Run, change: Change, failure: Ending, left?: string): Promise<Ending> => {
  const { ports } = run;
  const { fileSystemId } = change.live.mountTarget;
  const isWatched = failure.code === 'connections-dropped';
  let isHeld = false;
  const hold = async (): Promise<void> => {
    const at = ports.clock.now();
    const reason = `change ${change.changeId} ended ${failure.code}`;
    await ports.ledger.hold(fileSystemId, { until: at + holdMs, reason, by: 'mountguard', at });
    isHeld = true;
  };
  try {
    if (!isWatched) await hold();
    const back =
      left === undefined
        ? await writeBack(run, change, failure)
        : { ...failure, text: `nothing is restored, for ${left}` };
    const text = `${failure.text}; ${back.text}`;
    if (isWatched && back.status === 'deferred') return { ...back, text };
    if (isWatched) await hold();
    return { ...failure, text: `${text}, and ${fileSystemId} is held for a day`, after: back.after };
  } catch (error) {
    const fault = faultOf(ports.journal, error);
    // Whatever is not held is looked at again.
    const ending = !isHeld && fault.status === 'deferred' ? { ...failure, ...fault } : failure;
    return { ...ending, text: `${failure.text}; restoring the set of before failed: ${fault.text}` };
  }
};
