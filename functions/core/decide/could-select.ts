import type { SecurityGroup } from '../model/live-state.ts';
import type { Policy, Template } from '../model/policy.ts';
import { meaningOf, type StandsFor } from './selector-kinds.ts';

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

const couldBe: StandsFor = (template, text) => {
  let ends: Ends = Array.from({ length: text.length + 1 }, (_, index) => index === 0);
  for (const part of template) {
    // A template may have many more parts than a name has characters.
    if (!ends.includes(true)) return false;
    ends = endsAfter(ends, part, text);
  }
  return ends.at(-1) === true;
};

const meaningsIn = (policy: Policy) => policy.rules.flatMap((rule) => rule.securityGroups.map(meaningOf));

/** Whether some rule could select this group for some file system. False only when none can. */
export const couldSelect = (policy: Policy, group: SecurityGroup): boolean =>
  meaningsIn(policy).some(({ selects }) => selects(group, couldBe));

/** Whether some rule selects groups by a tag with one of these keys. */
export const selectsByTag = (policy: Policy, keys: readonly string[]): boolean =>
  meaningsIn(policy).some(({ tagKeys }) => keys.some((key) => tagKeys.includes(key)));
