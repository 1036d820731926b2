import type { Finding } from '../../core/model/finding.ts';
import { groupSet } from '../../core/model/group-set.ts';
import type { FileSystemId, SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { ReasonCode } from '../../core/model/reason.ts';
import { unreachable } from '../../core/model/unreachable.ts';
import { type Fault, faultOf } from '../findings/fault.ts';
import { close } from '../gate/gate.ts';
import type { Run } from '../gate/run.ts';
import type { Intent, Lease, Outcome } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Purpose } from '../ports/purpose.ts';
import { type IsRight, verify } from './verify.ts';

type Groups = readonly SecurityGroupId[];

/** A write that may be made, under a lease that is held. */
export interface Change {
  readonly changeId: string;
  readonly lease: Lease;
  /** The lease on the file system. */
  readonly stage: Lease<FileSystemId>;
  readonly live: LiveState;
  /** The whole set to be written. */
  readonly after: Groups;
  /** The rule it follows, or what it undoes. */
  readonly rule: string;
  readonly purpose: Purpose;
  readonly isRight: IsRight;
  /** Undoes a change that did not work out: never kept waiting by the hourly budget. */
  readonly isRestore?: true;
}

/** How a write ended. */
export interface Ending extends Pick<Outcome, 'status'> {
  readonly code?: ReasonCode;
  readonly text: string;
  /** The groups at the end, as far as AWS has said. */
  readonly after: Groups;
  /** It may have landed; absent when nothing was sent, or AWS refused it. */
  readonly isSent?: true;
}

const intentOf = ({ ports, policy }: Run, { changeId, live, after, rule, purpose }: Change): Intent => ({
  changeId,
  mountTargetId: live.mountTarget.id,
  fileSystemId: live.mountTarget.fileSystemId,
  before: groupSet(live.attached),
  after,
  rule,
  policyVersion: policy.version,
  cause: purpose.cause,
  ...(purpose.actor && { actor: purpose.actor }),
  ...(purpose.eventId !== undefined && { eventId: purpose.eventId }),
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

const attempt = async (ports: Ports, change: Change): Promise<Ending> => {
  const fault = await send(ports, change);
  const refused = fault && !mayHaveLanded.has(fault.code);
  if (refused) return refusal(fault, groupSet(change.live.attached));
  return { ...(await readBack(ports, change, fault)), isSent: true };
};

/** Records how the write ended. If the ledger does not take it, the change stays pending for the next look. */
const record = async (ports: Ports, lease: Lease, intent: Intent, ending: Ending): Promise<Ending> => {
  const { status, code, isSent = false } = ending;
  const inDoubt = isSent && status !== 'fixed' && status !== 'gone';
  try {
    await ports.ledger.conclude(lease, intent, { status, reasons: code ? [code] : [], at: ports.clock.now(), inDoubt });
    return ending;
  } catch (error) {
    const fault = faultOf(ports.journal, error);
    const text = `${ending.text}, which is not on record: ${fault.text}`;
    // What did not come about is undone, on record or not.
    return code === 'not-verified' ? { ...ending, text } : { ...ending, ...fault, text };
  }
};

/** Writes and reads back, with the intent recorded before and the outcome after, within the hourly budget. */
export const write = async (run: Run, change: Change): Promise<Ending> => {
  const { ports, policy } = run;
  const before = groupSet(change.live.attached);
  const intent = intentOf(run, change);
  if (!change.isRestore && !(await ports.ledger.spend(intent.changeId, intent.at, policy.limits.changesPerHour))) {
    const { text } = await close(ports, 'hourly-budget');
    return { status: 'refused', code: 'over-budget', text: `limits.changesPerHour is used up; ${text}`, after: before };
  }
  const lost: Ending = {
    status: 'deferred',
    code: 'lease-lost',
    text: 'the lease ran out before the write',
    after: before,
  };
  const [isIntended, isStaged] = await Promise.all([
    ports.ledger.intend(change.lease, intent),
    ports.ledger.stage(change.stage, intent),
  ]);
  if (!isIntended) {
    await ports.ledger.unstage(change.stage, intent);
    return lost;
  }
  if (!isStaged) return record(ports, change.lease, intent, lost);
  return record(ports, change.lease, intent, await attempt(ports, change));
};

/** A finding with how its write ended. */
export const ended = (finding: Finding, { status, code, text, after }: Ending): Finding => ({
  ...finding,
  status,
  reasons: code ? [code] : [],
  after,
  explanation: `${finding.explanation} Outcome: ${text}.`,
});
