import type { SecurityGroup } from './live.ts';
import type { Policy, Selector, TagCondition, Template } from './policy.ts';

/** What a part of a template could come to, as a regular expression; `${key}` stands for anything but nothing. */
const couldCome = (part: Template[number]): string =>
  typeof part === 'string' ? part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : '.+';

const couldBe = (template: Template, text: string): boolean =>
  new RegExp(`^${template.map(couldCome).join('')}$`, 's').test(text);

const couldHold = (condition: TagCondition<Template>, value: string | undefined): boolean =>
  value !== undefined && (condition.any || condition.oneOf.some((template) => couldBe(template, value)));

const couldMatch = (selector: Selector, group: SecurityGroup): boolean => {
  if (selector.by === 'id') return group.id === selector.id;
  if (selector.by === 'name') return couldBe(selector.name, group.name);
  return [...selector.tags].every(([key, condition]) => couldHold(condition, group.tags.get(key)));
};

const selectorsOf = (policy: Policy): readonly Selector[] => policy.rules.flatMap((rule) => rule.securityGroups);

/** Whether some rule could select this group for some file system. False only when none can. */
export const couldSelect = (policy: Policy, group: SecurityGroup): boolean =>
  selectorsOf(policy).some((selector) => couldMatch(selector, group));

/** Whether some rule selects groups by a tag with one of these keys. */
export const selectsByTag = (policy: Policy, keys: readonly string[]): boolean =>
  selectorsOf(policy).some((selector) => selector.by === 'tags' && keys.some((key) => selector.tags.has(key)));
