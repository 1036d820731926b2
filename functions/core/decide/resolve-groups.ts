import { groupSet } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState, SecurityGroup } from '../model/live-state.ts';
import type { Pattern, Selector, Tags, Template, Wildcard } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import type { Reason } from '../model/reason.ts';
import { isNearKey } from './alike.ts';
import { isOwnedBy, meaningOf, sayOwner } from './selector-kinds.ts';
import { fits } from './wildcards.ts';
import { writePattern } from './write-pattern.ts';

/** The groups that a rule's selectors name for one mount target, or every reason why they cannot be named. */
export interface Resolution {
  readonly desired: readonly SecurityGroupId[];
  readonly reasons: readonly Reason[];
}

/** Groups named in one reason. */
const mostNamed = 5;

/** Characters of a name or a tag in one reason. */
const longestSaid = 200;

type World = Pick<LiveState, 'mountTarget' | 'fileSystem' | 'usable'>;

/** UTF-16 units, far beyond any name or tag of AWS. */
const longest = 2_000;

const isReference = (part: Template[number]) => typeof part === 'object' && 'tag' in part;

/** Fills in `${key}` from the file system's tags, which are all there. */
const fillIn = (template: Template, tags: Tags): Pattern => {
  const parts: (string | Wildcard)[] = [];
  let length = 0;
  for (const part of template) {
    const filled = isReference(part) ? String(tags.get(part.tag)) : part;
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

/** What a selector finds for one file system. */
interface Found {
  readonly chosen: readonly SecurityGroup[];
  /** References that have no value: then it finds nothing. */
  readonly missing: readonly string[];
  /** What is true of the groups that it finds, with the values of references. */
  readonly say: () => string;
}

/** The groups that a selector finds among the usable ones. */
const find = (selector: Selector, { fileSystem, usable }: World): Found => {
  const { templates, selects, say } = meaningOf(selector);
  const keys = new Set(templates.flatMap((it) => it.filter(isReference).map(({ tag }) => tag)));
  const missing = [...keys].filter((key) => !fileSystem.tags.get(key)).sort();
  if (missing.length > 0) return { chosen: [], missing, say };
  const patterns = new Map(templates.map((template) => [template, fillIn(template, fileSystem.tags)]));
  const chosen = usable.filter(
    (group) =>
      isOwnedBy(selector.owner, fileSystem.owner, group) &&
      selects(group, (template, text) => fits(patterns.get(template) as Pattern, text)),
  );
  const write = (template: Template) => printable(writePattern(fillIn(template, fileSystem.tags)), longestSaid);
  const from = () =>
    keys.size > 0 ? ` (from tag ${[...keys].map((key) => printable(key)).join(', ')} of ${fileSystem.id})` : '';
  return { chosen, missing, say: () => say(write) + from() };
};

/** Says which groups, each with what tells it from others of its name. */
const sayGroups = (groups: readonly SecurityGroup[]): string => {
  const named = groups
    .toSorted((a, b) => Number(a.id > b.id) - Number(a.id < b.id))
    .slice(0, mostNamed)
    .map(
      ({ id, name, owner, vpcId }) => `${printable(name)} (${id} of account ${owner}${vpcId ? ` in ${vpcId}` : ''})`,
    );
  return named.join(', ') + (groups.length > named.length ? ` and ${groups.length - named.length} more` : '');
};

/**
 * Why the groups that a selector finds may not be meant: another account that shares a group into the VPC chooses its name
 * and tags, and a name is unique in its own VPC only.
 */
const ambiguity = (selector: Selector, { chosen, say }: Found): readonly Reason[] => {
  const owners = new Set(chosen.map(({ owner }) => owner));
  const isMeant = isPlural(selector) && (selector.owner !== undefined || owners.size === 1);
  if (chosen.length < 2 || isMeant) return [];
  const canTell = isPlural(selector) || owners.size === chosen.length;
  const remedy = canTell
    ? 'Set owner to one of these accounts, or select by id'
    : 'Select by id, or by a tag that only one of them has';
  const text = `more than one security group${sayOwner(selector.owner)} ${say()}: ${sayGroups(chosen)}`;
  return [{ code: 'ambiguous-group', text, remedy }];
};

/** The tag that was probably meant by a key that a file system does not have. */
const nearTag = (tags: Tags, key: string): string => {
  const near = tags.has(key) ? undefined : [...tags].find(([other]) => isNearKey(other, key));
  return near ? `, or correct the key: it has ${near.map((it) => printable(it)).join('=')}` : '';
};

const resolveSelector = (selector: Selector, world: World): Resolution => {
  const { fileSystem, mountTarget } = world;
  const found = find(selector, world);
  const { say, remedy, absent } = meaningOf(selector);
  const lacking = found.missing.map((key) => ({
    code: 'unresolved-tag' as const,
    text: `${fileSystem.id} has no value for the tag ${printable(key)}, so no security group that ${say()} can be found`,
    remedy: `Add the tag ${printable(key)}${nearTag(fileSystem.tags, key)}`,
  }));
  const desired = found.chosen.map(({ id }) => id);
  if (lacking.length > 0) return { desired, reasons: lacking };
  if (desired.length > 0) return { desired, reasons: ambiguity(selector, found) };
  const text = `no security group${sayOwner(selector.owner)} in ${mountTarget.vpcId} ${found.say()}`;
  const reason = { code: absent, text, remedy: `${remedy}, or mark the selector optional` };
  return { desired, reasons: selector.optional ? [] : [reason] };
};

/** Resolves every selector against the groups usable in the mount target's VPC; the desired set is their union. */
export const resolveGroups = (selectors: readonly Selector[], world: World): Resolution => {
  const resolutions = selectors.map((selector) => resolveSelector(selector, world));
  return {
    desired: groupSet(resolutions.flatMap(({ desired }) => desired)),
    reasons: resolutions.flatMap(({ reasons }) => reasons),
  };
};

/** The groups that selectors forbid, whether usable or not. One that refers to a tag without a value forbids nothing. */
export const forbiddenGroups = (selectors: readonly Selector[], world: World): readonly SecurityGroupId[] =>
  groupSet(
    selectors.flatMap((selector) =>
      selector.by === 'id' ? [selector.id] : find(selector, world).chosen.map(({ id }) => id),
    ),
  );
