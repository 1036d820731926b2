import { exemptionWarnings } from '../core/decide/policy-warnings.ts';
import { meaningOf } from '../core/decide/selector-kinds.ts';
import type { Policy, Rule, Selector } from '../core/model/policy.ts';
import { type AllowedTags, allowedTags, covers } from './allowed-tags.ts';
import { coverIndex } from './cover-index.ts';
import { formatPath, type Path, quoted } from './policy-problem.ts';
import { selectedBy } from './selected-by.ts';
import { clip } from './wording.ts';

/** What kind of warning it is: a closed set, because reports and baselines of faults depend on it. */
export const warningCodes = {
  exemption: 'An exemption is over, or holds for very long.',
  'unrequired-tag': 'A selector refers to a tag that its rule does not require.',
  'idle-selector': 'A selector selects nothing that another one of its rule does not select.',
  'swallowed-rule': 'A rule can never govern, because others before it match all that it matches.',
} as const;

/** What a person should know of a policy that can be used all the same. */
export interface PolicyWarning {
  readonly code: keyof typeof warningCodes;
  readonly path: Path;
  readonly message: string;
}

const said = (path: Path, code: PolicyWarning['code'], says: string): PolicyWarning => ({
  code,
  path,
  message: `${formatPath(path)} ${says}`,
});

const named = (at: number, { name }: Rule): string => `rules[${at}] ${quoted(clip(name))}`;

/** References to tags that a file system under the rule need not have: without a value it is refused. */
const unrequiredTags = ({ rules }: Policy): readonly PolicyWarning[] =>
  rules.flatMap(({ when, securityGroups }, at) => {
    if (when.fileSystems) return [];
    return securityGroups.flatMap((selector, index) => {
      const parts = meaningOf(selector).templates.flat();
      const keys = new Set(parts.flatMap((part) => (typeof part === 'object' && 'tag' in part ? [part.tag] : [])));
      return [...keys]
        .filter((key) => !when.tags.has(key))
        .map((key) =>
          said(
            ['rules', at, 'securityGroups', index],
            'unrequired-tag',
            `refers to the tag ${quoted(clip(key))}, which the rule does not require: a file system without it is refused; add it to when.tags with "*"`,
          ),
        );
    });
  });

/** Whether a selector adds nothing to another one: neither groups, nor that some must be there. */
const addsNothing = (one: Selector, other: Selector): boolean => {
  const [inner, outer] = [selectedBy(one), selectedBy(other)];
  return covers(outer, inner) && (one.optional || (!other.optional && covers(inner, outer)));
};

const idleSelectors = ({ rules }: Policy): readonly PolicyWarning[] =>
  rules.flatMap(({ securityGroups }, at) =>
    securityGroups.flatMap((selector, index) => {
      const by = securityGroups.findIndex(
        (other, place) =>
          place !== index && addsNothing(selector, other) && (place < index || !addsNothing(other, selector)),
      );
      if (by === -1) return [];
      const path = ['rules', at, 'securityGroups', index];
      const other = formatPath([...path.slice(0, -1), by]);
      return [said(path, 'idle-selector', `selects nothing that ${other} does not select; remove it`)];
    }),
  );

/** Values of one tag that are looked up one by one. */
const mostValues = 50;

/** The conditions, one for each listed value of one tag, that together let through what a condition does. */
function* split(allowed: AllowedTags): Generator<readonly AllowedTags[]> {
  for (const [key, of] of allowed) {
    const { absent, listed } = of;
    const isSmall = listed && listed.globs.length === 0 && listed.noted.size > 1 && listed.noted.size <= mostValues;
    if (absent || !isSmall) continue;
    yield [...listed.noted].map((value) =>
      new Map(allowed).set(key, { ...of, listed: { noted: new Set([value]), globs: [] } }),
    );
  }
}

/** Rules all of whose values other rules before them match, each some: where one does so alone, the policy is refused. */
const swallowedRules = ({ rules }: Policy): readonly PolicyWarning[] => {
  const index = coverIndex();
  return rules.flatMap((rule, at) => {
    const allowed = allowedTags(rule.when);
    for (const parts of split(allowed)) {
      const firsts = parts.map((part) => index.first(part));
      if (firsts.includes(undefined)) continue;
      const others = [...new Set(firsts)].flatMap((first) => {
        const other = first === undefined ? undefined : rules[first];
        return first === undefined || other === undefined ? [] : [named(first, other)];
      });
      const says = `${quoted(clip(rule.name))} can never govern, because ${others.join(' and ')} before it match all that it matches; move it up or remove it`;
      return [said(['rules', at], 'swallowed-rule', says)];
    }
    index.add(allowed, at);
    return [];
  });
};

/** What a person should know of a policy, by itself and by the time (milliseconds since the epoch). */
export const policyWarnings = (policy: Policy, now: number): readonly PolicyWarning[] => [
  ...unrequiredTags(policy),
  ...idleSelectors(policy),
  ...swallowedRules(policy),
  ...exemptionWarnings(policy, now).map(({ at, says }) => ({
    code: 'exemption' as const,
    path: ['exemptions', at, 'until'],
    message: says,
  })),
];
