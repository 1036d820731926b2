import { ANY_RUN } from '../core/decide/wildcards.ts';
import { writePattern } from '../core/decide/write-pattern.ts';
import type { Pattern, Selector, Template } from '../core/model/policy.ts';
import { type Allowed, type AllowedTags, anything, apart, only } from './allowed-tags.ts';

/** A key in signs that no name and no tag has, so that no literal fits within it. */
const hidden = (key: string): string =>
  key
    .replaceAll(/./gs, (unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
    .replaceAll(/./g, (digit) => String.fromCharCode(0x10 + Number.parseInt(digit, 16)));

/** A template as a pattern: a reference stands for text that only `*` and the same reference take in, whatever its key. */
const patternOf = (template: Template): Pattern => {
  const parts = template.map((part) =>
    typeof part === 'object' && 'tag' in part ? ANY_RUN + hidden(part.tag) + ANY_RUN : part,
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
