import type { Hold } from '../../core/brakes/brakes.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Reason, ReasonCode } from '../../core/model/reason.ts';
import type { Cause } from '../../core/model/request.ts';
import { unreachable } from '../../core/model/unreachable.ts';
import { together } from '../async/together.ts';
import { type Fault, faultOf } from '../findings/fault.ts';
import { saying } from '../findings/report.ts';
import type { Run } from '../gate/run.ts';
import type { Acquired, Intent, Marks, Outcome } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import { marksOfLanded, marksOfRefused } from './marks.ts';
import { type IsRight, verify } from './verify.ts';

type Groups = readonly SecurityGroupId[];

/** What is to be written. */
export interface Change {
  readonly changeId: string;
  readonly live: LiveState;
  /** The whole set to be written. */
  readonly after: Groups;
  /** The rule it follows; of an undoing, that of the change that it undoes. */
  readonly rule: string;
  readonly cause: Cause;
  readonly isRight: IsRight;
  /** The change that it undoes. */
  readonly undoes?: string;
  /** What the mount target is held by once the write may have landed. */
  readonly hold?: Hold;
}

/** How a write ended. */
export interface Ending extends Pick<Outcome, 'status'> {
  readonly code?: ReasonCode;
  readonly text: string;
  /** The groups at the end, as far as AWS has said. */
  readonly after: Groups;
  /** It may have landed; absent when nothing was sent, or AWS refused it. */
  readonly isSent?: true;
  /** Recording it gave the lease back. */
  readonly isGivenBack?: true;
}

/** What an intent says of a change. */
export const intentOf = (
  { ports, policy }: Pick<Run, 'ports' | 'policy'>,
  { changeId, live, after, rule, cause, undoes, hold }: Change,
): Intent => ({
  changeId,
  mountTargetId: live.mountTarget.id,
  fileSystemId: live.mountTarget.fileSystemId,
  before: groupSet(live.attached),
  after,
  rule,
  policyVersion: policy.version,
  cause: cause.cause,
  ...(cause.actor && { actor: cause.actor }),
  ...(cause.eventId !== undefined && { eventId: cause.eventId }),
  ...(undoes !== undefined && { undoes }),
  ...(hold && { hold }),
  at: ports.clock.now(),
});

/** Faults after which nobody knows whether the write landed. */
const mayHaveLanded: ReadonlySet<ReasonCode> = new Set(['no-response', 'aws-error']);

/** Sends the write; undefined when AWS accepted it. */
const send = async (ports: Ports, { live, after }: Change): Promise<Fault | undefined> => {
  try {
    await ports.actuator.replaceGroups(live.mountTarget.id, after);
    return undefined;
  } catch (error) {
    return faultOf(ports.journal, error);
  }
};

/** What a write that AWS refused means, beyond deferred or failed. */
const refusal = (fault: Fault, before: Groups): Ending => {
  if (fault.code === 'mount-target-not-found') return { status: 'gone', text: fault.text, after: [] };
  if (fault.code === 'too-many-groups') return { ...fault, status: 'refused', after: before };
  return { ...fault, after: before };
};

const readBack = async (ports: Ports, { live, after, isRight }: Change, doubt?: Fault): Promise<Ending> => {
  const verdict = await verify(ports, live.mountTarget.id, isRight);
  switch (verdict.status) {
    case 'right':
      return { status: 'fixed', text: 'written and read back', after: verdict.attached };
    case 'gone':
      return { status: 'gone', text: 'the mount target vanished after the write', after: [] };
    case 'not-verified': {
      const text = 'AWS accepted the write, but reading back does not show it';
      return { ...(doubt ?? { status: 'failed', code: 'not-verified', text }), after: verdict.attached };
    }
    case 'unknown': {
      const fault = faultOf(ports.journal, verdict.error);
      return doubt ? { ...doubt, after: groupSet(live.attached) } : { ...fault, after };
    }
    default:
      return unreachable(verdict);
  }
};

/** Sends a write whose intent is on record, and reads back. */
export const attempt = async (ports: Ports, change: Change): Promise<Ending> => {
  const fault = await send(ports, change);
  if (fault && !mayHaveLanded.has(fault.code)) return refusal(fault, groupSet(change.live.attached));
  return { ...(await readBack(ports, change, fault)), isSent: true };
};

/** What the ledger is told of an ending. */
export const outcomeOf = ({ status, code }: Ending, at: number): Outcome => ({
  status,
  reasons: code ? [code] : [],
  at,
});

/** An ending that the ledger does not take: the intent stays, and the next look finishes it. */
const offTheRecord = (ports: Ports, ending: Ending, error: unknown): Ending => {
  const fault = faultOf(ports.journal, error);
  const text = `${ending.text}, which could not be recorded (${fault.text}); the next look finishes it`;
  return { ...ending, status: fault.status, code: fault.code, text };
};

const marksOf = (acquired: Acquired, intent: Intent, { status, code, isSent, text }: Ending, at: number): Marks => {
  if (isSent) return status === 'gone' ? {} : marksOfLanded(intent);
  return status === 'gone' || code === 'throttled' ? {} : marksOfRefused(acquired.record, intent, at, text);
};

/** Whether nobody knows if a write is there, so that its intent outlives the lease. */
const isDoubtful = ({ status, code, isSent }: Ending): boolean =>
  isSent === true && status !== 'fixed' && status !== 'gone' && code !== 'not-verified';

/** Records how a write ended, and gives the lease back with that. */
export const record = async (ports: Ports, acquired: Acquired, intent: Intent, ending: Ending): Promise<Ending> => {
  const at = ports.clock.now();
  try {
    if (isDoubtful(ending)) {
      await ports.ledger.leaveInDoubt(acquired.lease, intent);
      return { ...ending, isGivenBack: true };
    }
    const marks = marksOf(acquired, intent, ending, at);
    const isUncounted = !ending.isSent && intent.undoes === undefined;
    await together([
      ports.ledger.conclude(acquired, intent, outcomeOf(ending, at), marks),
      isUncounted ? ports.ledger.giveBack(intent.changeId, intent.at) : undefined,
    ]);
    const held = marks.hold && !ending.isSent ? `; ${marks.hold.id} is held for a day: ${marks.hold.hold.reason}` : '';
    return { ...ending, text: `${ending.text}${held}`, isGivenBack: true };
  } catch (error) {
    return offTheRecord(ports, ending, error);
  }
};

/** Takes back an intent of which nothing was sent, and what was spent on it. */
const takeBack = async (
  { ledger, journal }: Ports,
  { lease }: Acquired,
  intent: Intent,
  isSpent: boolean,
): Promise<void> => {
  const taken = await Promise.allSettled([
    ledger.withdraw(lease, intent),
    isSpent ? ledger.giveBack(intent.changeId, intent.at) : undefined,
  ]);
  for (const it of taken)
    if (it.status === 'rejected')
      journal.warn('intent not taken back; the next look finishes it', { changeId: intent.changeId, error: it.reason });
};

/** What was found at the moment of a write, so that nothing was sent. */
export type Stopped =
  /** Nothing more is to be tried now. */
  | { readonly stopped: 'reasons'; readonly reasons: readonly Reason[] }
  /** Other groups are attached than were judged; none when the mount target is gone. */
  | { readonly stopped: 'groups'; readonly attached: Groups | undefined }
  /** The lease is ours no more, or a hold was placed or released since it was taken. */
  | { readonly stopped: 'record' };

/** Whether a write may still be made: what is asked of gate and budget, and the last look at the groups, beside the intent. */
export const begin = async (
  ports: Ports,
  acquired: Acquired,
  intent: Intent,
  admission: {
    admitted(): Promise<readonly Reason[]>;
    spent(): Promise<boolean>;
    /** What a budget that is used up means. */
    overBudget(): Promise<Reason>;
  },
): Promise<Stopped | undefined> => {
  const stop = async (stopped: Stopped, isSpent: boolean): Promise<Stopped> => {
    await takeBack(ports, acquired, intent, isSpent);
    return stopped;
  };
  try {
    const [admitted, isSpent, isIntended, attached] = await together([
      admission.admitted(),
      admission.spent(),
      ports.ledger.intend(acquired, intent),
      ports.actuator.attachedGroups(intent.mountTargetId),
    ]);
    if (!isIntended) return await stop({ stopped: 'record' }, isSpent);
    if (admitted.length > 0) return await stop({ stopped: 'reasons', reasons: admitted }, isSpent);
    if (!isSpent) return await stop({ stopped: 'reasons', reasons: [await admission.overBudget()] }, isSpent);
    if (!attached || !sameGroups(groupSet(attached), intent.before))
      return await stop({ stopped: 'groups', attached }, isSpent);
    return undefined;
  } catch (error) {
    await takeBack(ports, acquired, intent, true);
    throw error;
  }
};

/** A finding with how its write ended. */
export const ended = (finding: Finding, { status, code, text, after }: Ending): Finding => ({
  ...saying(finding, `Outcome: ${text}.`),
  status,
  reasons: code ? [code] : [],
  after,
});
