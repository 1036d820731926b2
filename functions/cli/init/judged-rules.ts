import { decide } from '../../core/decide/decide.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import { parsePolicy } from '../../policy/parse-policy.ts';
import type { Learned } from '../../policy/propose/learn-rule.ts';
import { type NamedRule, NO_REMARKS, named, writePolicy } from '../../policy/propose/write-policy.ts';

/** Rules that can be used, as a policy. */
export interface JudgedRules {
  readonly rules: readonly NamedRule[];
  readonly policy: Policy;
}

const understood = (rules: readonly NamedRule[], mostGroups: number): Policy | undefined => {
  const parsed = parsePolicy(writePolicy(rules, [], mostGroups, NO_REMARKS), '');
  return 'policy' in parsed ? parsed.policy : undefined;
};

/** How many mount targets a rule governs, and how many of them are as it says. */
const countsOf = (lives: readonly LiveState[], policy: Policy, now: number) => {
  const counts = new Map<string, { governed: number; met: number }>();
  for (const live of lives) {
    const decision = decide(live, policy, now);
    if (!('rule' in decision)) continue;
    const its = counts.get(decision.rule) ?? { governed: 0, met: 0 };
    counts.set(decision.rule, its);
    its.governed += 1;
    if (decision.status === 'compliant') its.met += 1;
  }
  return counts;
};

/**
 * The rules that hold of all mount targets, not only of those that they were learned from, by the decision of the functions: those
 * that govern nothing, or too little as they say, are left out.
 */
export const judgedRules = (
  learned: readonly Learned[],
  lives: readonly LiveState[],
  mostGroups: number,
  minPurity: number,
  now: number,
): JudgedRules => {
  // What cannot be said in a policy, as by an odd name, is left out rule by rule.
  const sayable = learned.filter((rule) => understood(named([rule]), mostGroups) !== undefined);
  const rules = named(sayable);
  const policy = understood(rules, mostGroups);
  if (policy === undefined) return judgedRules(sayable.slice(0, -1), lives, mostGroups, minPurity, now);
  const counts = countsOf(lives, policy, now);
  const kept = rules.filter(({ name }) => {
    const { governed, met } = counts.get(name) ?? { governed: 0, met: 0 };
    return governed > 0 && met >= governed * minPurity;
  });
  if (kept.length === rules.length) return { rules, policy };
  return judgedRules(kept, lives, mostGroups, minPurity, now);
};
