import { type Policy, safetyOf } from '../../core/model/policy.ts';
import { type Reason, type ReasonCode, sayCause } from '../../core/model/reason.ts';
import type { Basis } from '../../engine/guards/judge-all.ts';
import type { GuardSaid } from '../../report/explain/explanation.ts';

/** What to do about it is told by itself. */
const causeOf = (all: readonly Reason[], codes: readonly ReasonCode[]): string | undefined => {
  const found = all.filter(({ code }) => codes.includes(code)).map(sayCause);
  return found.length > 0 ? found.join('; ') : undefined;
};

/** What each guard says of what was decided about a mount target. */
export const guardsOn = (
  { decision, reasons, warnings }: Basis,
  desired: number,
  policy: Policy,
  rule: string,
  isRecorded: boolean,
): readonly GuardSaid[] => {
  const { shortestPrefixV4, shortestPrefixV6 } = safetyOf(policy, rule);
  const { securityGroupsPerMountTarget, changesPerMountTarget } = policy.limits;
  const isChange = decision.status === 'drifted';
  const judged = (guard: string, codes: readonly ReasonCode[], passed: string, isAsked: boolean): GuardSaid => {
    const refused = causeOf(reasons, codes);
    const warned = causeOf(warnings, codes);
    if (refused !== undefined) return { guard, verdict: 'FAILED', says: refused };
    if (warned !== undefined) return { guard, verdict: 'warning', says: warned };
    return isAsked
      ? { guard, verdict: 'passed', says: passed }
      : { guard, verdict: 'not asked', says: 'nothing would change' };
  };
  const { count, withinMs } = changesPerMountTarget;
  const record = judged(
    'holds, flapping',
    ['held', 'flapping'],
    `not held, fewer than ${count} fixes in ${withinMs / 60_000} min`,
    isChange,
  );
  return [
    judged(
      'open to the world',
      ['nfs-open-to-world'],
      `nothing wider than /${shortestPrefixV4} or, of IPv6, /${shortestPrefixV6}`,
      true,
    ),
    judged('cut off', ['nfs-cut-off'], 'no client that counts loses access', isChange),
    judged('groups per target', ['too-many-groups'], `${desired} of ${securityGroupsPerMountTarget}`, isChange),
    isRecorded
      ? record
      : { guard: record.guard, verdict: 'not asked', says: 'there is no deployment whose record could be read' },
  ];
};
