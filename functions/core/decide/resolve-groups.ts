import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import type { Selector, Tags, Template } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import { meaningOf } from './selector-kinds.ts';

/** The groups that a rule's selectors name for one mount target, or every reason why they cannot be named. */
export interface Resolution {
  readonly desired: readonly SecurityGroupId[];
  readonly reasons: readonly Reason[];
}

type World = Pick<LiveState, 'mountTarget' | 'fileSystem' | 'usable'>;

/** Fills in `${key}` from the file system's tags. A tag that is absent or empty leaves it unresolved, and is named. */
const fillIn = (template: Template, tags: Tags, missing: Set<string>): string =>
  template
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = tags.get(part.tag) ?? '';
      if (value === '') missing.add(part.tag);
      return value;
    })
    .join('');

const resolveSelector = (selector: Selector, { mountTarget, fileSystem, usable }: World): Resolution => {
  const { templates, selects, say, absent } = meaningOf(selector);
  const missing = new Set<string>();
  const texts = new Map(templates.map((template) => [template, fillIn(template, fileSystem.tags, missing)]));
  if (missing.size > 0) {
    const saying = say();
    const reasons = [...missing].sort().map((key) => ({
      code: 'unresolved-tag' as const,
      text: `${fileSystem.id} has no value for the tag ${key} that ${saying} needs; add the tag`,
    }));
    return { desired: [], reasons };
  }
  const chosen = usable.filter((group) => selects(group, (template, text) => texts.get(template) === text));
  const isFound = chosen.length > 0 || selector.optional;
  return { desired: chosen.map(({ id }) => id), reasons: isFound ? [] : [absent(say(), mountTarget.vpcId)] };
};

/** Resolves every selector against the groups usable in the mount target's VPC; the desired set is their union. */
export const resolveGroups = (selectors: readonly Selector[], world: World): Resolution => {
  const resolutions = selectors.map((selector) => resolveSelector(selector, world));
  return {
    desired: groupSet(resolutions.flatMap((resolution) => resolution.desired)),
    reasons: resolutions.flatMap((resolution) => resolution.reasons),
  };
};
