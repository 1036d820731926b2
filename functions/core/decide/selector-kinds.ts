import type { SecurityGroup } from '../model/live-state.ts';
import type { Owner, Selector, SelectorKinds, Template } from '../model/policy.ts';
import type { ReasonCode } from '../model/reason.ts';
import { holds } from '../model/tag-condition.ts';
import { writePattern } from './write-pattern.ts';

/** Whether a template stands for a text. */
export type StandsFor = (template: Template, text: string) => boolean;

/** What a selector means, whatever its kind. */
interface Meaning {
  readonly templates: readonly Template[];
  /** The keys of the groups' tags that it looks at. */
  readonly tagKeys: readonly Template[];
  readonly selects: (group: SecurityGroup, standsFor: StandsFor) => boolean;
  /** What is true of a group that it selects, such as `is named nfs`; `write` writes a template, by default as in the policy. */
  readonly say: (write?: (template: Template) => string) => string;
  /** What to do where it selects nothing, and the code of that. */
  readonly remedy: string;
  readonly absent: ReasonCode;
}

const kinds: { readonly [By in keyof SelectorKinds]: (selector: Selector<By>) => Meaning } = {
  id: ({ id }) => ({
    templates: [],
    tagKeys: [],
    selects: (it) => it.id === id,
    say: () => `has the id ${id}`,
    remedy: 'Correct the id',
    absent: 'group-not-in-vpc',
  }),
  name: ({ name }) => ({
    templates: [name],
    tagKeys: [],
    selects: (group, standsFor) => standsFor(name, group.name),
    say: (write = writePattern) => `is named ${write(name)}`,
    remedy: 'Create a group of that name, or correct the name',
    absent: 'no-matching-group',
  }),
  tags: ({ tags }) => ({
    templates: tags.flatMap(([key, condition]) => [key, ...(condition.any ? [] : condition.oneOf)]),
    tagKeys: tags.map(([key]) => key),
    selects: (group, standsFor) =>
      tags.every(([wanted, condition]) =>
        [...group.tags].some(([key, value]) => standsFor(wanted, key) && holds(condition, value, standsFor)),
      ),
    say: (write = writePattern) => {
      const said = tags.map(([key, c]) => `${write(key)}=${c.any ? '*' : c.oneOf.map(write).join('|')}`);
      return `has the ${said.length > 1 ? 'tags' : 'tag'} ${said.join(' and ')}`;
    },
    remedy: 'Create or tag a group',
    absent: 'no-matching-group',
  }),
};

/** What a selector means, apart from the owner of the groups. */
export const meaningOf = <By extends keyof SelectorKinds>(selector: Selector<By>): Meaning =>
  kinds[selector.by](selector);

/** Whether a group belongs to an owner, as seen from the account that is looked after. */
export const isOwnedBy = (owner: Owner | undefined, self: string, group: SecurityGroup): boolean => {
  if (owner === undefined) return true;
  return owner === 'shared' ? group.owner !== self : group.owner === (owner === 'self' ? self : owner);
};

/** What is said of the owner after "group". */
export const sayOwner = (owner: Owner | undefined): string => {
  if (owner === undefined) return '';
  if (owner === 'self') return ' of this account';
  return owner === 'shared' ? ' of another account' : ` of account ${owner}`;
};
