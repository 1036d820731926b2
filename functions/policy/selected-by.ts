import { ANY_RUN } from '../core/decide/wildcards.ts';
import { writePattern } from '../core/decide/write-pattern.ts';
import type { Pattern, Selector, Template } from '../core/model/policy.ts';
import { type Allowed, type AllowedTags, anything, apart, only } from './allowed-tags.ts';

/** A template as a pattern: a reference stands for text that only `*` and the same reference take in. */
const patternOf = (template: Template): Pattern => {
  const parts = template.map((part) =>
    typeof part === 'object' && 'tag' in part ? ANY_RUN + part.tag + ANY_RUN : part,
  );
  return parts.every((part) => typeof part === 'string') ? parts.join('') : parts;
};

const byKind = (selector: Selector): readonly (readonly [key: string, allowed: Allowed])[] => {
  if (selector.by === 'id') return [[apart('id'), only([selector.id])]];
  if (selector.by === 'name') return [[apart('name'), only([patternOf(selector.name)])]];
  return selector.tags.map(([key, value]) => [
    writePattern(key),
    value.any ? anything : only(value.oneOf.map(patternOf)),
  ]);
};

/** Which groups a selector selects, as conditions on them that can be compared. */
export const selectedBy = (selector: Selector): AllowedTags =>
  new Map([...byKind(selector), ...(selector.owner ? [[apart('owner'), only([selector.owner])] as const] : [])]);
