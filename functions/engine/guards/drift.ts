import { type Decision, type Drift, driftFrom } from '../../core/model/decision.ts';
import { groupSet } from '../../core/model/group-set.ts';
import type { SecurityGroupId } from '../../core/model/ids.ts';
import { putOffOrRefused } from '../../core/model/put-off.ts';
import type { Reason } from '../../core/model/reason.ts';

/** Whether a decision calls for a write under the policy's own mode. */
export const toBeWritten = (decision: Decision): decision is Drift =>
  decision.status === 'drifted' && decision.mode === 'enforce';

/** Drift that may not be written, with every reason; undefined when there is none. */
export const heldBackBy = ({ rule }: Drift, reasons: readonly Reason[]): Decision | undefined => {
  const [first, ...rest] = reasons;
  return first && { status: putOffOrRefused(reasons), rule, reasons: [first, ...rest] };
};

/** The change from one set to another as drift, for the guards to judge what no rule asks for: an undoing. */
export const driftBetween = (from: readonly SecurityGroupId[], to: readonly SecurityGroupId[], rule: string): Drift =>
  driftFrom(groupSet(from), groupSet(to), rule, 'enforce');
