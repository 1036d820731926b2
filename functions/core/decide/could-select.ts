import type { SecurityGroup } from '../model/live-state.ts';
import type { Policy, Selector, TagCondition, Template } from '../model/policy.ts';

/** Where the parts so far may end in a text, by index; each part is one pass, for names are anybody's choice. */
type Ends = readonly boolean[];

/** Where they may end with one part more; `${key}` stands for anything but nothing. */
const endsAfter = (ends: Ends, part: Template[number], text: string): Ends => {
  const first = ends.indexOf(true);
  return ends.map((_, end) => {
    if (typeof part !== 'string') return first !== -1 && first < end;
    const start = end - part.length;
    return ends[start] === true && text.startsWith(part, start);
  });
};

const couldBe = (template: Template, text: string): boolean => {
  const start: Ends = Array.from({ length: text.length + 1 }, (_, index) => index === 0);
  return template.reduce((ends, part) => endsAfter(ends, part, text), start).at(-1) === true;
};

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
