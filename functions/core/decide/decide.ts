import { type Decision, driftFrom, refusal } from '../model/decision.ts';
import { groupSet, sameGroups, without } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import type { Exemption, Match, Policy, Rule } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import type { Reason } from '../model/reason.ts';
import { sayForbidden, sayGroup } from '../model/say-group.ts';
import { unreachable } from '../model/unreachable.ts';
import { lifecycleObstacle } from './by-lifecycle.ts';
import { governingRule } from './governing-rule.ts';
import { isCovered } from './is-covered.ts';
import { objections } from './objections.ts';
import { forbiddenGroups, type Resolution, resolveGroups } from './resolve-groups.ts';

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
const shortfall = ({ desired, reasons }: Resolution, match: Match, after: Groups, taken: string): readonly Reason[] => {
  if (reasons.length > 0) return reasons;
  // Where the rule asks for nothing, it only takes away what it forbids.
  if (desired.length === 0 && match !== 'at-least')
    return emptySet('its selectors, all optional, name no group at all');
  if (after.length > 0) return [];
  return emptySet(`it would leave no security group, which AWS does not allow and clients would not survive${taken}`);
};

/** Why a rule cannot be told from its condition to govern: what the condition asks about is not known. */
const unknown = ({ when }: Rule, { mountTarget, fileSystem }: LiveState): readonly Reason[] => {
  const isUnplaced = (when.accounts ?? when.units ?? when.regions) !== undefined;
  const isUnzoned = when.availabilityZones !== undefined && mountTarget.availabilityZone === undefined;
  return [
    ...(isUnplaced
      ? [
          {
            code: 'unknown-place' as const,
            text: `it is not known whether account ${fileSystem.owner} is in the units, accounts or Regions that the rule names`,
            remedy: 'Run the sweep of the organisation, or take units out of the rule where there is none',
          },
        ]
      : []),
    ...(isUnzoned
      ? [
          {
            code: 'unknown-zone' as const,
            text: `AWS does not say in which availability zone ${mountTarget.id} is`,
          },
        ]
      : []),
  ];
};

/** Why what a rule forbids stands against what it wants. */
const clashes = (rule: Rule, desired: Groups, forbidden: Groups, live: LiveState): readonly Reason[] =>
  desired
    .filter((id) => forbidden.includes(id))
    .map((id) => ({
      code: 'forbidden-group' as const,
      text: `group ${sayGroup(id, live)} is selected by rule ${printable(rule.name)} and forbidden by never`,
      remedy: 'Change one of the two',
    }));

/** What stays attached and cannot be shown to be allowed: a group that is not listed has no name and no tags here. */
const unseen = ({ never = [] }: Rule, after: Groups, live: LiveState, policy: Policy): readonly Reason[] =>
  never.some(({ by }) => by !== 'id')
    ? objections(after, live, policy).filter(({ code }) => code === 'group-not-in-vpc')
    : [];

/** Why drift is not put right in an account that lets mountguard read only. */
const unenforceable = (rule: Rule, { fileSystem }: LiveState, { notEnforcedHere }: Policy): readonly Reason[] =>
  notEnforcedHere && rule.mode === 'enforce'
    ? [
        {
          code: 'not-enforced-here',
          text: `account ${fileSystem.owner} has no role mountguard-write that may be assumed`,
          remedy: 'Deploy it there to have the rule enforced, or give the rule mode: audit',
        },
      ]
    : [];

const exemptionOf = (live: LiveState, policy: Policy, now: number): Exemption | undefined =>
  policy.exemptions.find((exemption) => now < exemption.expiresAt && isCovered(exemption, live));

/** The whole set that a rule asks for at a mount target, and every reason why it cannot be told or not be meant. */
const asked = (rule: Rule, live: LiveState): { readonly after: Groups; readonly lacks: readonly Reason[] } => {
  const resolution = resolveGroups(rule.securityGroups, live);
  const forbidden = forbiddenGroups(rule.never ?? [], live);
  const wanted = targetSet(rule.match, groupSet(live.attached), resolution.desired);
  const after = without(wanted, forbidden);
  const lacks = [
    ...unknown(rule, live),
    ...clashes(rule, resolution.desired, forbidden, live),
    ...shortfall(resolution, rule.match, after, sayForbidden(without(wanted, after), live)),
  ];
  return { after, lacks };
};

/** The whole set that the governing rule asks for, whatever stands against it, as far as its selectors find groups; null when no rule governs. */
export const desiredSet = (decision: Decision, live: LiveState | undefined, policy: Policy): Groups | null => {
  if (decision.status === 'drifted') return decision.after;
  if (live === undefined || !('rule' in decision)) return null;
  if (decision.status === 'compliant') return groupSet(live.attached);
  const rule = policy.rules.find(({ name }) => name === decision.rule);
  return rule ? asked(rule, live).after : null;
};

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

  const rule = governingRule(policy, live);
  if (!rule) return { status: 'unmanaged' };

  const { after, lacks } = asked(rule, live);
  const attached = groupSet(live.attached);
  const satisfied = sameGroups(attached, after);
  // Objections hold of a part of the set too: what is missing from it can only add more.
  const objected = satisfied ? unseen(rule, after, live, policy) : objections(after, live, policy);
  const refused = refusal(rule.name, [...lacks, ...objected]);
  if (refused) return refused;
  if (satisfied) return { status: 'compliant', rule: rule.name };

  const obstacle = lifecycleObstacle(live.mountTarget);
  if (obstacle) return { status: obstacle.status, rule: rule.name, reasons: [obstacle.reason] };

  const denied = refusal(rule.name, unenforceable(rule, live, policy));
  if (denied) return denied;

  return driftFrom(attached, after, rule.name, rule.mode);
};
