import { groupSet, sameGroups } from '../core/group-set.ts';
import { faultOf } from './fault.ts';
import type { Session } from './session.ts';
import { type Change, type Ending, write } from './write.ts';

/** How long the rest of a file system is left alone after a change to it that did not work out, in ms: a day, or until released. */
const holdMs = 24 * 3_600_000;

/**
 * Undoes a change that was written but did not work out, and holds its file system, so that its other mount targets do
 * not follow. A set that somebody else put there meanwhile is left alone. The ending says how that went; it stays failed.
 */
export const restore = async (session: Session, change: Change, failure: Ending): Promise<Ending> => {
  const { ports } = session;
  const { fileSystemId } = change.live.mountTarget;
  const before = groupSet(change.live.attached);
  const at = ports.clock.now();
  const reason = `change ${change.changeId} ended ${failure.code}`;
  try {
    await ports.ledger.hold(fileSystemId, { until: at + holdMs, reason, by: 'mountguard', at });
    const isOurs = [before, change.after].some((set) => sameGroups(groupSet(failure.after), groupSet(set)));
    if (!isOurs)
      return {
        ...failure,
        text: `${failure.text}; somebody else's set is left as it is, and ${fileSystemId} is held for a day`,
      };
    const back = await write(session, {
      ...change,
      changeId: ports.newId(),
      live: { ...change.live, attached: failure.after },
      after: before,
      rule: `restore after ${change.changeId}`,
      isRight: (attached) => sameGroups(groupSet(attached), before),
    });
    const how =
      back.status === 'fixed'
        ? 'the set of before is restored'
        : `restoring the set of before ended ${back.status} (${back.text})`;
    return { ...failure, text: `${failure.text}; ${how}, and ${fileSystemId} is held for a day`, after: back.after };
  } catch (error) {
    const { text } = faultOf(ports.journal, error);
    return { ...failure, text: `${failure.text}; restoring the set of before failed: ${text}` };
  }
};
