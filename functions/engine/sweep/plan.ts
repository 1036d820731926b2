import { changesAllowed } from '../../core/brakes/budget.ts';
import { planFingerprint } from '../../core/brakes/plan-fingerprint.ts';
import type { Finding } from '../../core/model/finding.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reason } from '../../core/model/reason.ts';
import { type Closing, paused, unconfirmed } from '../gate/gate.ts';
import type { Surveyed } from '../guards/judge-all.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import { workOf } from '../ports/work-queue.ts';
import { isUnread } from '../survey/admit-policy.ts';

/** What a survey would have written, and whether it may be. */
export interface Plan {
  readonly drifted: readonly Finding[];
  readonly fingerprint: string;
  /** Every reason why nothing of it may be queued. */
  readonly refusals: readonly Reason[];
  readonly overBudget: boolean;
  /** Why the gate is to be closed on that account. */
  readonly closing?: Closing;
}

const isGoverned = ({ finding }: Surveyed): boolean => finding.rule !== null;

const overBudget = (drifted: number, allowed: number): Reason => ({
  code: 'over-budget',
  text: `${drifted} mount targets would change and limits.changesPerSweep allows ${allowed}; if that is meant, send {"confirm": the fingerprint of a dry run}`,
});

const outdated = (print: string): Reason => ({
  code: 'unconfirmed',
  text: `that plan is not what would be written now; the fingerprint is ${print} now: read a new dry run`,
});

const unreadable = (unread: number, allowed: number): Reason => ({
  code: 'unconfirmed',
  text: `${unread} mount targets could not be read, limits.changesPerSweep allows ${allowed}, and each may be a change that nobody has seen: read a new dry run`,
});

/** Makes the plan of a sweep, and holds it against the budget, the pause, the gate, and the plan that a person confirmed. */
export const planOf = async (
  ports: Pick<Ports, 'paused' | 'digest'> & { readonly ledger: Pick<Ledger, 'gate'> },
  policy: Policy,
  surveyed: readonly Surveyed[],
  confirm?: string,
): Promise<Plan> => {
  const drifted = surveyed.filter((it) => it.toBeWritten).map(({ finding }) => finding);
  const changes = drifted.flatMap((it) => workOf(it).map(({ mountTargetId }) => ({ ...it, mountTargetId })));
  const print = ports.digest(planFingerprint(changes, policy.version));
  const allowed = changesAllowed(policy.limits.changesPerSweep, surveyed.filter(isGoverned).length);
  const plan = { drifted, fingerprint: print, refusals: [], overBudget: drifted.length > allowed };
  if (ports.paused || policy.paused) return { ...plan, refusals: [paused], closing: 'paused' };
  const unread = surveyed.filter(isUnread).length;
  if (confirm === print)
    return { ...plan, overBudget: false, ...(unread > allowed && { refusals: [unreadable(unread, allowed)] }) };
  if (confirm !== undefined) return { ...plan, refusals: [outdated(print)] };
  const { closed } = await ports.ledger.gate();
  const refusals = [
    ...(plan.overBudget ? [overBudget(drifted.length, allowed)] : []),
    ...(closed ? [unconfirmed(closed)] : []),
  ];
  return { ...plan, refusals, ...(plan.overBudget && { closing: 'over-budget' as const }) };
};
