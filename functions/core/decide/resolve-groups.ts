import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState, SecurityGroup } from '../model/live-state.ts';
import type { Selector, TagCondition, Tags, Template } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';

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

const templatesOf = (selector: Selector): readonly Template[] => {
  if (selector.by === 'id') return [];
  if (selector.by === 'name') return [selector.name];
  return [...selector.tags.values()].flatMap((condition) => (condition.any ? [] : condition.oneOf));
};

const tagHolds = (condition: TagCondition<Template>, value: string | undefined, tags: Tags): boolean =>
  value !== undefined &&
  (condition.any || condition.oneOf.some((template) => fillIn(template, tags, new Set()) === value));

const selects = (selector: Selector, group: SecurityGroup, tags: Tags): boolean => {
  if (selector.by === 'id') return group.id === selector.id;
  if (selector.by === 'name') return group.name === fillIn(selector.name, tags, new Set());
  return [...selector.tags].every(([key, condition]) => tagHolds(condition, group.tags.get(key), tags));
};

const write = (template: Template): string =>
  template.map((part) => (typeof part === 'string' ? part : `\${${part.tag}}`)).join('');

/** A selector as a person would say it, with `${key}` left as written in the policy. */
export const sayingOf = (selector: Selector): string => {
  if (selector.by === 'id') return selector.id;
  if (selector.by === 'name') return `name ${write(selector.name)}`;
  const tags = [...selector.tags].map(([key, c]) => `${key}=${c.any ? '*' : c.oneOf.map(write).join('|')}`);
  return `tags ${tags.join(', ')}`;
};

const noMatch = (selector: Selector, { mountTarget }: World): Reason =>
  selector.by === 'id'
    ? {
        code: 'group-not-in-vpc',
        text: `${selector.id} does not exist or cannot be used in ${mountTarget.vpcId}; correct the id or mark it optional`,
      }
    : {
        code: 'no-matching-group',
        text: `no group usable in ${mountTarget.vpcId} matches ${sayingOf(selector)}; create or tag one, or mark it optional`,
      };

const resolveSelector = (selector: Selector, world: World): Resolution => {
  const { tags } = world.fileSystem;
  const missing = new Set<string>();
  for (const template of templatesOf(selector)) fillIn(template, tags, missing);
  if (missing.size > 0) {
    const reasons = [...missing].sort().map((key) => ({
      code: 'unresolved-tag' as const,
      text: `${world.fileSystem.id} has no value for the tag ${key} that ${sayingOf(selector)} needs; add the tag`,
    }));
    return { desired: [], reasons };
  }
  const desired = world.usable.filter((group) => selects(selector, group, tags)).map((group) => group.id);
  return { desired, reasons: desired.length > 0 || selector.optional ? [] : [noMatch(selector, world)] };
};

/** Resolves every selector against the groups usable in the mount target's VPC; the desired set is their union. */
export const resolveGroups = (selectors: readonly Selector[], world: World): Resolution => {
  const resolutions = selectors.map((selector) => resolveSelector(selector, world));
  return {
    desired: groupSet(resolutions.flatMap((resolution) => resolution.desired)),
    reasons: resolutions.flatMap((resolution) => resolution.reasons),
  };
};
