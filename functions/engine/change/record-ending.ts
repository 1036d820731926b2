import { together } from '../async/together.ts';
import { faultOf } from '../findings/fault.ts';
import type { Ports } from '../ports/ports.ts';
import type { Intent, Outcome } from '../ports/record/change.ts';
import type { Acquired, Marks } from '../ports/record/file-system.ts';
import { isDeniedToRole } from './denied-to-role.ts';
import { marksOfFixed, marksOfLanded, marksOfRefused, marksOfUntold } from './marks.ts';
import type { Ending } from './write.ts';

/** What the ledger is told of an ending. */
export const outcomeOf = ({ status, code }: Ending, at: number): Outcome => ({
  status,
  reasons: code ? [code] : [],
  at,
});

/** An ending that the ledger does not take: the intent stays, and the next look finishes it. */
export const offTheRecord = (ports: Ports, ending: Ending, error: unknown): Ending => {
  const fault = faultOf(ports.journal, error);
  const text = `${ending.text}, which could not be recorded (${fault.text}); the next look finishes it`;
  return { ...ending, status: fault.status, code: fault.code, text };
};

const marksOf = ({ record }: Acquired, intent: Intent, { status, code, isSent, text }: Ending, at: number): Marks => {
  if (status === 'gone') return {};
  if (isSent) return status === 'fixed' ? marksOfFixed(intent, at) : marksOfLanded(intent);
  // That is about a budget of calls, and not about the mount target.
  return code === 'throttled' ? marksOfUntold(record, intent) : marksOfRefused(record, intent, at, text);
};

/** Whether what is to be held is denied to the role as a whole: then nothing is, so that all goes on once the role may. */
const isRoles = async ({ ledger }: Ports, { record }: Acquired, intent: Intent, { code, text }: Ending, at: number) => {
  const since = record.refusals.get(intent.mountTargetId)?.since ?? at;
  return code === 'access-denied' && isDeniedToRole(ledger, intent, text, since, at);
};

/** Whether it is not known if a write is there, so that its intent outlives the lease. */
const isDoubtful = ({ status, code, isSent }: Ending): boolean =>
  isSent === true && status !== 'fixed' && status !== 'gone' && code !== 'not-verified';

/** Records how a write ended, and gives the lease back with that; what AWS refused counts against no budget. */
export const recordEnding = async (
  ports: Ports,
  acquired: Acquired,
  intent: Intent,
  ending: Ending,
): Promise<Ending> => {
  const { ledger, clock } = ports;
  const at = clock.now();
  try {
    if (isDoubtful(ending)) {
      await ledger.leaveInDoubt(acquired.lease, intent);
      return { ...ending, isGivenBack: true };
    }
    const own = marksOf(acquired, intent, ending, at);
    const isOpen = own.hold && !ending.isSent && (await isRoles(ports, acquired, intent, ending, at));
    const marks = isOpen ? marksOfUntold(acquired.record, intent) : own;
    await together([
      ledger.conclude(acquired, intent, outcomeOf(ending, at), marks),
      ending.isSent || intent.undoes !== undefined ? undefined : ledger.giveBack(intent.changeId, intent.at),
    ]);
    const { hold } = marks;
    const held = hold && !ending.isSent ? `; ${hold.id} is held for a day: ${hold.hold.reason}` : '';
    const left = isOpen ? '; AWS denies that to the role as a whole, so every look tries again' : '';
    return {
      ...ending,
      ...(held !== '' && ending.status === 'deferred' && { status: 'failed' as const }),
      text: `${ending.text}${held}${left}`,
      isGivenBack: true,
    };
  } catch (error) {
    return offTheRecord(ports, ending, error);
  }
};
