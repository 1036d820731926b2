import type { Exemption } from '../../core/model/policy.ts';
import { exemptionLines } from '../edit/add-exemption.ts';
import { yamlScalar } from '../edit/yaml-scalar.ts';
import type { Learned } from './learn-rule.ts';
import { nameOf, whenLines } from './when.ts';

/** A rule with the name that it has in the policy. */
export interface NamedRule extends Learned {
  readonly name: string;
}

/** What stands in a proposed policy beside its rules. Remarks are of one line each, in which nothing is invisible. */
export interface Remarks {
  readonly head: readonly string[];
  readonly ofRule: (name: string) => readonly string[];
  readonly end: readonly string[];
}

/** Nothing beside the rules. */
export const NO_REMARKS: Remarks = { head: [], ofRule: () => [], end: [] };

/** Gives each rule a name of its own. */
export const named = (rules: readonly Learned[]): readonly NamedRule[] => {
  const taken = new Set<string>();
  return rules.map((rule) => {
    const first = nameOf(rule.when);
    let name = first;
    for (let n = 2; taken.has(name); n += 1) name = `${first}-${n}`;
    taken.add(name);
    return { ...rule, name };
  });
};

const remark =
  (indent: number) =>
  (line: string): string =>
    `${' '.repeat(indent)}# ${line}`.trimEnd();

const ruleLines = ({ name, when, specs, match }: NamedRule, remarks: readonly string[]): readonly string[] => [
  ...remarks.map(remark(2)),
  `  - name: ${yamlScalar(name)}`,
  ...whenLines(when).map((line) => `    ${line}`),
  '    securityGroups:',
  ...specs.map(({ text }) => `      - ${text}`),
  `    match: ${match}`,
];

/** Writes a policy that only reports. `mostGroups` is the largest number of groups on one mount target. */
export const writePolicy = (
  rules: readonly NamedRule[],
  exemptions: readonly Pick<Exemption, 'covers' | 'until' | 'reason'>[],
  mostGroups: number,
  { head, ofRule, end }: Remarks,
): string =>
  [
    ...head.map(remark(0)),
    'version: 1',
    'mode: audit # report first; enforce when the report is what you want',
    ...(mostGroups > 5 ? ['limits:', `  securityGroupsPerMountTarget: ${mostGroups}`] : []),
    ...(rules.length === 0 ? ['rules: []'] : ['rules:']),
    ...rules.flatMap((rule) => ruleLines(rule, ofRule(rule.name))),
    ...end.map(remark(0)),
    ...(exemptions.length === 0 ? [] : ['exemptions:', ...exemptions.flatMap((it) => exemptionLines(it, 2))]),
    '',
  ].join('\n');
