import { governingRule, matches, meets } from '../../core/decide/governing-rule.ts';
import { resolveGroups } from '../../core/decide/resolve-groups.ts';
import { meaningOf, sayOwner } from '../../core/decide/selector-kinds.ts';
import { writePattern } from '../../core/decide/write-pattern.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Pattern, Policy, Rule, TagCondition } from '../../core/model/policy.ts';
import { printable } from '../../core/model/printable.ts';
import { sayCause } from '../../core/model/reason.ts';
import type { Part, TriedRule, TriedSelector } from '../../report/explain/explanation.ts';

/** Rules that are told of at most, the governing one included. */
const mostRules = 6;

const wantedOf = (condition: TagCondition<Pattern>): string => {
  if (condition.any) return 'any value';
  const values = condition.oneOf.map((it) => printable(writePattern(it)));
  return values.length > 1 ? `in [${values.join(', ')}]` : (values[0] ?? '');
};

const tagOf = (key: string, { fileSystem: { tags } }: LiveState): string => {
  const value = tags.get(key);
  return value === undefined ? `no tag ${printable(key)}` : `${printable(key)} = ${printable(value)}`;
};

const placesOf = ({ when }: Rule, { mountTarget }: LiveState): readonly Part[] =>
  [
    { what: 'VPC', listed: when.vpcs, is: mountTarget.vpcId },
    { what: 'file system', listed: when.fileSystems, is: mountTarget.fileSystemId },
    { what: 'availability zone', listed: when.availabilityZones, is: mountTarget.availabilityZone },
  ].flatMap(({ what, listed, is }): readonly Part[] =>
    listed === undefined
      ? []
      : [
          {
            found: `${what} ${is ?? 'not known'}`,
            wanted: `in [${listed.join(', ')}]`,
            holds: is === undefined || (listed as readonly string[]).includes(is),
          },
        ],
  );

const partsOf = (rule: Rule, live: LiveState): readonly Part[] => [
  ...placesOf(rule, live),
  ...[...rule.when.tags].map(([key, condition]) => ({
    found: tagOf(key, live),
    wanted: wantedOf(condition),
    holds: meets(condition, live.fileSystem.tags.get(key)),
  })),
  ...[...rule.when.unless].map(([key, condition]) => ({
    found: tagOf(key, live),
    wanted: `unless ${printable(key)} ${condition.any ? 'is there' : `is ${wantedOf(condition)}`}`,
    holds: !meets(condition, live.fileSystem.tags.get(key)),
  })),
];

/** The rules that were tried on a mount target, to the one that governs it. */
export const triedRules = (
  policy: Policy,
  live: LiveState,
  lines: ReadonlyMap<string, number>,
): { readonly rules: readonly TriedRule[]; readonly untold: number } => {
  const governing = governingRule(policy, live);
  const last = governing ? policy.rules.indexOf(governing) : policy.rules.length - 1;
  const tried = policy.rules.slice(0, last + 1).map((rule, index) => ({ rule, index }));
  // The governing one is told in any case.
  const shown = tried.length > mostRules ? [...tried.slice(0, mostRules - 1), ...tried.slice(-1)] : tried;
  return {
    rules: shown.map(({ rule, index }) => ({
      name: rule.name,
      line: lines.get(rule.name) ?? null,
      place: index + 1,
      governs: rule === governing && matches(rule.when, live),
      parts: partsOf(rule, live),
    })),
    untold: policy.rules.length - shown.length,
  };
};

/** The selectors of a rule, each with what it selects for a mount target. */
export const triedSelectors = (rule: Rule, live: LiveState): readonly TriedSelector[] =>
  rule.securityGroups.map((selector) => {
    const { desired, reasons } = resolveGroups([selector], live);
    return {
      says: `${meaningOf(selector).say()}${sayOwner(selector.owner)}`,
      optional: selector.optional,
      found: desired.map((id) => ({ id, name: live.usable.find((it) => it.id === id)?.name ?? null })),
      lacks: reasons.length > 0 ? reasons.map(sayCause).join('; ') : null,
    };
  });
