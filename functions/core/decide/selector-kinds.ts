import type { SecurityGroup } from '../model/live-state.ts';
import type { Selector, SelectorKinds, Template } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import { holds } from './governing-rule.ts';
import { writePattern } from './write-pattern.ts';

/** Whether a template stands for a text. */
export type StandsFor = (template: Template, text: string) => boolean;

/** What a selector means, whatever its kind. */
interface Meaning {
  readonly templates: readonly Template[];
  /** The keys of the groups' tags that it looks at. */
  readonly tagKeys: readonly Template[];
  readonly selects: (group: SecurityGroup, standsFor: StandsFor) => boolean;
  /** The selector as a person would say it, with `${key}` left as written in the policy. */
  readonly say: () => string;
  /** Why a selector, as `say` says it, selects nothing in a VPC. */
  readonly absent: (saying: string, vpcId: string) => Reason;
}

const unusable: Meaning['absent'] = (id, vpcId) => ({
  code: 'group-not-in-vpc',
  text: `${id} does not exist or cannot be used in ${vpcId}; correct the id or mark it optional`,
});

const unmatched: Meaning['absent'] = (saying, vpcId) => ({
  code: 'no-matching-group',
  text: `no group usable in ${vpcId} matches ${saying}; create or tag one, or mark it optional`,
});

const kinds: { readonly [By in keyof SelectorKinds]: (selector: Selector<By>) => Meaning } = {
  id: ({ id }) => ({ templates: [], tagKeys: [], selects: (it) => it.id === id, say: () => id, absent: unusable }),
  name: ({ name }) => ({
    templates: [name],
    tagKeys: [],
    selects: (group, standsFor) => standsFor(name, group.name),
    say: () => `name ${writePattern(name)}`,
    absent: unmatched,
  }),
  tags: ({ tags }) => ({
    templates: tags.flatMap(([key, condition]) => [key, ...(condition.any ? [] : condition.oneOf)]),
    tagKeys: tags.map(([key]) => key),
    selects: (group, standsFor) =>
      tags.every(([wanted, condition]) =>
        [...group.tags].some(([key, value]) => standsFor(wanted, key) && holds(condition, value, standsFor)),
      ),
    say: () =>
      `tags ${tags.map(([key, c]) => `${writePattern(key)}=${c.any ? '*' : c.oneOf.map(writePattern).join('|')}`).join(', ')}`,
    absent: unmatched,
  }),
};

/** What a selector means, apart from the owner of the groups. */
export const meaningOf = <By extends keyof SelectorKinds>(selector: Selector<By>): Meaning =>
  kinds[selector.by](selector);
