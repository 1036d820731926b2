import type { Hold } from '../../core/brakes/brakes.ts';
import { groupSet } from '../../core/model/group-set.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { ReasonCode } from '../../core/model/reason.ts';
import type { Cause } from '../../core/model/request.ts';
import { unreachable } from '../../core/model/unreachable.ts';
import type { WrittenSources } from '../../core/nfs/written-sources.ts';
import { type Fault, faultOf } from '../findings/fault.ts';
import type { Run } from '../gate/run.ts';
import type { Ports } from '../ports/ports.ts';
import type { Intent, Outcome } from '../ports/record/change.ts';
import { type IsRight, verify } from './verify.ts';

type Groups = readonly SecurityGroupId[];

/** What is to be written. */
export interface Write {
  readonly changeId: string;
  readonly live: LiveState;
  /** The whole set to be written. */
  readonly after: Groups;
  /** The rule it follows; of an undoing, that of the change that it undoes. */
  readonly rule: string;
  readonly cause: Cause;
  readonly isRight: IsRight;
  /** What the set lets in, where it satisfies the policy. */
  readonly lets?: WrittenSources;
  /** Addresses of clients that it is judged to hurt. */
  readonly losers?: readonly string[];
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
  {
    changeId,
    live,
    after,
    rule,
    cause: { cause, actor, eventId, ordered, plan },
    lets,
    losers = [],
    undoes,
    hold,
  }: Write,
): Intent => ({
  changeId,
  mountTargetId: live.mountTarget.id,
  fileSystemId: live.mountTarget.fileSystemId,
  before: groupSet(live.attached),
  after,
  rule,
  policyVersion: policy.version,
  cause,
  ...(actor && { actor }),
  ...(ordered && { ordered }),
  ...(plan !== undefined && { plan }),
  ...(eventId !== undefined && { eventId }),
  ...(lets && { lets }),
  ...(losers.length > 0 && { losers }),
  ...(undoes !== undefined && { undoes }),
  ...(hold && { hold }),
  at: ports.clock.now(),
});

/** Faults after which it is not known whether the write landed. */
const mayHaveLanded: ReadonlySet<ReasonCode> = new Set(['no-response', 'aws-error']);

/** Sends the write; undefined when AWS accepted it. */
const send = async (ports: Ports, { live, after }: Write): Promise<Fault | undefined> => {
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

const readBack = async (ports: Ports, { live, after, isRight }: Write, doubt?: Fault): Promise<Ending> => {
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
export const write = async (ports: Ports, change: Write): Promise<Ending> => {
  const fault = await send(ports, change);
  if (fault && !mayHaveLanded.has(fault.code)) return refusal(fault, groupSet(change.live.attached));
  return { ...(await readBack(ports, change, fault)), isSent: true };
};
