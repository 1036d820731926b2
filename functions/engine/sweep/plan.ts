import { changesAllowed } from '../../core/brakes/budget.ts';
import { type PlannedChange, planFingerprint } from '../../core/brakes/plan-fingerprint.ts';
import { isUnread } from '../../core/model/finding.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import { type Closing, paused, unconfirmed } from '../gate/gate.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { Gate } from '../ports/record/gate.ts';

/** What a survey would have written, and whether it may be. */
export interface Plan {
  /** What would be written. */
  readonly changes: readonly Required<PlannedChange>[];
  /** How many changes one sweep may make. */
  readonly allowed: number;
  /** Stands for it; empty when another was confirmed. */
  readonly fingerprint: string;
  /** Every reason why nothing of it may be queued. */
  readonly refusals: readonly Reason[];
  readonly overBudget: boolean;
  /** Whether the policy would change no more than a sweep may, whatever could not be read. */
  readonly isMeasured: boolean;
  /** Why the gate is to be closed on that account. */
  readonly closing?: Closing;
}

const isGoverned = ({ finding }: Surveyed): boolean => finding.rule !== null;

const overBudget = (drifted: number, allowed: number): Reason => ({
  code: 'over-budget',
  text: `${drifted} mount targets would change and limits.changesPerSweep allows ${allowed}; if that is meant, send {"confirm": the fingerprint of a dry run}`,
});

/** Without the fingerprint that would be right: who confirms a plan has read it. */
const outdated: Reason = {
  code: 'unconfirmed',
  text: 'that plan is not what would be written now: read a new dry run, which has the fingerprint to confirm',
};

const unreadable = (unread: number, allowed: number): Reason => ({
  code: 'unconfirmed',
  text: `${unread} mount targets could not be read, and limits.changesPerSweep allows ${allowed}: the plan may lack changes that no person has reviewed; read a new dry run`,
});

/** What a plan is held against, beside the budget. */
export interface Against {
  readonly paused: boolean;
  /** Why nothing may be written because a person ordered a pause. */
  readonly orderedPause: readonly Reason[];
  readonly gate: Gate;
  /** The fingerprint of the plan that a person confirmed. */
  readonly confirm?: string;
}

/** Makes the plan of a sweep, and holds it against the budget, the pause, the gate, and the plan that a person confirmed. */
export const planOf = (
  policy: Policy,
  surveyed: readonly Surveyed[],
  digest: (text: string) => string,
  { paused: isPaused, orderedPause, gate: { closed }, confirm }: Against,
): Plan => {
  const drifted = surveyed.filter((it) => it.toBeWritten).map(({ finding }) => finding);
  const changes = drifted.flatMap(({ mountTargetId, before, after }) =>
    mountTargetId ? [{ mountTargetId, before, after }] : [],
  );
  const print = digest(planFingerprint(changes, policy.version));
  const allowed = changesAllowed(policy.limits.changesPerSweep, surveyed.filter(isGoverned).length);
  const unread = surveyed.filter(({ finding }) => isUnread(finding)).length;
  const isOver = drifted.length > allowed;
  const plan = {
    changes,
    allowed,
    // A wrong guess is not told the right one.
    fingerprint: confirm === undefined || confirm === print ? print : '',
    refusals: [],
    overBudget: isOver,
    isMeasured: drifted.length + unread <= allowed,
  };
  if (isPaused) return { ...plan, refusals: [paused], closing: 'paused' };
  if (orderedPause.length > 0) return { ...plan, refusals: orderedPause };
  if (confirm === print)
    return { ...plan, overBudget: false, ...(unread > allowed && { refusals: [unreadable(unread, allowed)] }) };
  if (confirm !== undefined) return { ...plan, refusals: [outdated] };
  const refusals = [...(isOver ? [overBudget(drifted.length, allowed)] : []), ...(closed ? [unconfirmed(closed)] : [])];
  return { ...plan, refusals, ...(isOver && { closing: 'over-budget' as const }) };
};
