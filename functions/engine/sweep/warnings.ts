import { exemptionWarnings, type GroupsSeen, idleSelectors } from '../../core/decide/policy-warnings.ts';
import type { Policy } from '../../core/model/policy.ts';

/** Warnings in one answer. */
const mostWarnings = 20;

/** The warnings of a policy; where groups could not be read, none of selectors that select nothing. */
export const warningsOf = (policy: Policy, now: number, groupsSeen?: GroupsSeen): readonly string[] => {
  const all = [
    ...exemptionWarnings(policy, now).map(({ says }) => says),
    ...(groupsSeen ? idleSelectors(policy, groupsSeen) : []),
  ];
  const rest = all.length > mostWarnings ? [`${all.length - mostWarnings} more warnings are left out.`] : [];
  return [...all.slice(0, mostWarnings), ...rest];
};
