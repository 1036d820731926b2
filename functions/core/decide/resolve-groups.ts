import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState, SecurityGroup } from '../model/live-state.ts';
import type { Pattern, Selector, Tags, Template, Wildcard } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import { meaningOf } from './selector-kinds.ts';
import { fits } from './wildcards.ts';

/** The groups that a rule's selectors name for one mount target, or every reason why they cannot be named. */
export interface Resolution {
  readonly desired: readonly SecurityGroupId[];
  readonly reasons: readonly Reason[];
}

/** Groups named in one reason. */
const mostNamed = 5;

type World = Pick<LiveState, 'mountTarget' | 'fileSystem' | 'usable'>;

/** UTF-16 units, far beyond any name or tag of AWS. */
const longest = 2_000;

/** Fills in `${key}` from the file system's tags. A tag that is absent or empty leaves it unresolved, and is named. */
const fillIn = (template: Template, tags: Tags, missing: Set<string>): Pattern => {
  const parts: (string | Wildcard)[] = [];
  let length = 0;
  for (const part of template) {
    const isReference = typeof part === 'object' && 'tag' in part;
    const filled = isReference ? (tags.get(part.tag) ?? '') : part;
    if (isReference && filled === '') missing.add(part.tag);
    // What is longer than any text stands for none: the rest of it does not matter.
    if (length <= longest) parts.push(filled);
    if (typeof filled === 'string') length += filled.length;
  }
  return parts.every((part) => typeof part === 'string') ? parts.join('') : parts;
};

/** Whether a selector can name several groups as a matter of course: all but an id, and a name without wildcards. */
const isPlural = (selector: Selector): boolean =>
  selector.by === 'tags' ||
  (selector.by === 'name' && selector.name.some((it) => typeof it === 'object' && 'wild' in it));

const isOwnedBy = (owner: string | undefined, self: string) => (group: SecurityGroup) => {
  if (owner === undefined) return true;
  return owner === 'shared' ? group.owner !== self : group.owner === (owner === 'self' ? self : owner);
};

/** Why the groups that a selector matches may not be meant: another account that shares a group into the VPC chooses its name and tags. */
const ambiguity = (selector: Selector, chosen: readonly SecurityGroup[], saying: string): readonly Reason[] => {
  const owners = new Set(chosen.map(({ owner }) => owner));
  if (selector.owner !== undefined || chosen.length < 2 || (isPlural(selector) && owners.size === 1)) return [];
  const named = chosen.map(({ id, owner }) => `${id} of account ${owner}`).sort();
  const some = named.slice(0, mostNamed);
  const rest = chosen.length > some.length ? ` and ${chosen.length - some.length} more` : '';
  const text = `${saying} matches ${some.join(', ')}${rest}; say whose with owner, or select by id`;
  return [{ code: 'ambiguous-group', text }];
};

/** The groups that a selector matches, or why it cannot be told which. */
const matched = (
  selector: Selector,
  { fileSystem, usable }: World,
): { chosen: readonly SecurityGroup[]; reasons: readonly Reason[] } => {
  const { templates, selects, say } = meaningOf(selector);
  const missing = new Set<string>();
  const patterns = new Map(templates.map((template) => [template, fillIn(template, fileSystem.tags, missing)]));
  const reasons = [...missing].sort().map((key) => ({
    code: 'unresolved-tag' as const,
    text: `${fileSystem.id} has no value for the tag ${key} that ${say()} needs; add the tag`,
  }));
  if (reasons.length > 0) return { chosen: [], reasons };
  const isOwned = isOwnedBy(selector.owner, fileSystem.owner);
  const chosen = usable.filter(
    (group) =>
      isOwned(group) &&
      selects(group, (template, text) => [...patterns].some(([it, pattern]) => it === template && fits(pattern, text))),
  );
  return { chosen, reasons };
};

const resolveSelector = (selector: Selector, world: World): Resolution => {
  const { chosen, reasons } = matched(selector, world);
  if (reasons.length > 0) return { desired: [], reasons };
  const { say, absent } = meaningOf(selector);
  const desired = chosen.map(({ id }) => id);
  if (chosen.length === 0 && !selector.optional) return { desired, reasons: [absent(say(), world.mountTarget.vpcId)] };
  return { desired, reasons: ambiguity(selector, chosen, say()) };
};

const union = (resolutions: readonly Resolution[]): Resolution => ({
  desired: groupSet(resolutions.flatMap(({ desired }) => desired)),
  reasons: resolutions.flatMap(({ reasons }) => reasons),
});

/** Resolves every selector against the groups usable in the mount target's VPC; the desired set is their union. */
export const resolveGroups = (selectors: readonly Selector[], world: World): Resolution =>
  union(selectors.map((selector) => resolveSelector(selector, world)));

/** The groups that selectors forbid, whether usable or not, or why that cannot be told. */
export const forbiddenGroups = (selectors: readonly Selector[], world: World): Resolution =>
  union(
    selectors.map((selector) => {
      if (selector.by === 'id') return { desired: [selector.id], reasons: [] };
      const { chosen, reasons } = matched(selector, world);
      return { desired: chosen.map(({ id }) => id), reasons };
    }),
  );
