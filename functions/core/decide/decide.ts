import { type Decision, driftFrom, refusal } from '../model/decision.ts';
import { groupSet, sameGroups } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import type { Exemption, Match, Policy } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import { unreachable } from '../model/unreachable.ts';
import { lifecycleObstacle } from './by-lifecycle.ts';
import { governingRule } from './governing-rule.ts';
import { objections } from './objections.ts';
import { type Resolution, resolveGroups } from './resolve-groups.ts';

type Groups = readonly SecurityGroupId[];

/** The least change to `attached` that satisfies `match` against `desired`. */
const targetSet = (match: Match, attached: Groups, desired: Groups): Groups => {
  switch (match) {
    case 'exactly':
      return desired;
    case 'at-least':
      return groupSet([...attached, ...desired]);
    case 'at-most':
      return attached.filter((id) => desired.includes(id));
    default:
      return unreachable(match);
  }
};

const emptySet = (text: string): readonly Reason[] => [{ code: 'empty-set', text }];

/** Every reason why a rule has no set to write: selectors that do not resolve or, when all do, a set without groups. */
const shortfall = ({ desired, reasons }: Resolution, after: Groups): readonly Reason[] => {
  if (reasons.length > 0) return reasons;
  if (desired.length === 0) return emptySet('its selectors, all optional, name no group at all');
  if (after.length > 0) return [];
  return emptySet('it would leave no security group, which AWS does not allow and clients would not survive');
};

const exemptionOf = (live: LiveState, policy: Policy, now: number): Exemption | undefined =>
  policy.exemptions.find(
    ({ covers, expiresAt }) =>
      now < expiresAt && (covers === live.mountTarget.id || covers === live.mountTarget.fileSystemId),
  );

/**
 * Decides what to do about one mount target. Pure: the same answer for the same live state, policy and time, whatever
 * the order of groups and tags. `undefined` stands for a mount target that AWS says does not exist.
 *
 * @param now milliseconds since the epoch; only exemptions depend on it.
 */
export const decide = (live: LiveState | undefined, policy: Policy, now: number): Decision => {
  if (live === undefined || live.mountTarget.lifeCycleState === 'deleted') return { status: 'gone' };

  const exemption = exemptionOf(live, policy, now);
  if (exemption) return { status: 'exempt', exemption };

  const rule = governingRule(policy, live.fileSystem.tags);
  if (!rule) return { status: 'unmanaged' };

  const resolution = resolveGroups(rule.securityGroups, live);
  const attached = groupSet(live.attached);
  const after = targetSet(rule.match, attached, resolution.desired);
  const lacks = shortfall(resolution, after);
  const satisfied = sameGroups(attached, after);
  if (satisfied && lacks.length === 0) return { status: 'compliant', rule: rule.name };

  // Objections hold of a part of the set too: what is missing from it can only add more.
  const refused = refusal(rule.name, [...lacks, ...(satisfied ? [] : objections(after, live, policy))]);
  if (refused) return refused;

  const obstacle = lifecycleObstacle(live.mountTarget);
  if (obstacle) return { status: obstacle.status, rule: rule.name, reasons: [obstacle.reason] };

  return driftFrom(attached, after, rule.name, rule.mode);
};
