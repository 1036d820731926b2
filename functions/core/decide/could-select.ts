import type { SecurityGroup } from '../model/live-state.ts';
import type { Policy, Selector } from '../model/policy.ts';
import { meaningOf, type StandsFor } from './selector-kinds.ts';
import { fits, shortest } from './wildcards.ts';

const SOMETHING = { wild: '+' } as const;

/** Whether a template stands for a text with some tags of a file system: `${key}` is anything but nothing. */
export const couldBe: StandsFor = (template, text) => {
  const parts: Parameters<typeof fits>[0][number][] = [];
  let length = 0;
  for (const part of template) {
    const stands = typeof part === 'object' && 'tag' in part ? SOMETHING : part;
    length += shortest(stands);
    // A template may have many more parts than a name has characters.
    if (length > text.length) return false;
    parts.push(stands);
  }
  return fits(parts, text);
};

const selectorsOf = (policy: Policy): readonly Selector[] =>
  policy.rules.flatMap(({ securityGroups, never = [] }) => [...securityGroups, ...never]);

/** Whether some rule could select or forbid this group for some file system. False only when none can. */
export const couldSelect = (policy: Policy, group: SecurityGroup): boolean =>
  selectorsOf(policy).some((selector) => meaningOf(selector).selects(group, couldBe));

/** Whether some rule selects or forbids groups by a tag with one of these keys. */
export const selectsByTag = (policy: Policy, keys: readonly string[]): boolean =>
  selectorsOf(policy).some((selector) =>
    meaningOf(selector).tagKeys.some((template) => keys.some((key) => couldBe(template, key))),
  );
