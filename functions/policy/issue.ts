import type * as z from 'zod/mini';
import { didYouMean } from '../core/model/did-you-mean.ts';
import { EXACTLY_ONE, FIELDS } from './field-schemas.ts';
import { formatPath, type Path, type Problem } from './policy-problem.ts';
import { follow, REFUSED, type SourceNode } from './source-node.ts';
import { quote } from './wording.ts';

/** Something wrong at a path, before it is looked up in the text. */
export interface Issue {
  readonly path: Path;
  /** What is wrong; without it, what stands there is quoted. */
  readonly says?: string;
  readonly remedy: string;
  /** Points at the field's name rather than at its value. */
  readonly atKey?: boolean;
  /** The field that was probably meant. */
  readonly meant?: Path;
  /** What should stand there. */
  readonly expected?: string;
}

/** What fields are called elsewhere, by their name here. */
const synonyms: readonly (readonly [name: string, otherwise: RegExp])[] = [
  ['id', /^(?:security)?group_?id$/i],
  ['name', /^(?:security)?group_?name$/i],
  ['securityGroups', /^(?:sg|group)s?$/i],
  ['availabilityZones', /^(?:az|zone)s?$/i],
  ['vpcs', /^vpc_?ids?$/i],
  ['when', /^conditions?$|^if$/i],
  ['unless', /^(?:except|exclude|not)$/i],
  ['exemptions', /^exempt$/i],
];

const unknownField = (path: Path, key: string, fields: string): Issue => {
  const at = { path: [...path, key], says: 'is not a field here', atKey: true };
  const names = fields.replace(FIELDS, '').split(', ');
  const [synonym] = synonyms.find(([name, otherwise]) => names.includes(name) && otherwise.test(key)) ?? [];
  const meant = synonym ?? didYouMean(key, names);
  // Tags are often written where only the fields that hold them may stand.
  const hint = path.at(-1) === 'when' ? ', and a condition on a tag goes under tags' : '';
  if (meant === undefined) return { ...at, remedy: fields + hint };
  const remedy = key.startsWith(`${meant}:`) ? 'put a space after the colon' : `write ${meant}`;
  return { ...at, remedy, meant: [...path, meant] };
};

/** Reads a schema's issue, found below `above`, as issues: one for each unknown field, and of a union the part that fits best. */
export const issuesOf = (issue: z.core.$ZodIssue, above: Path = []): Issue[] => {
  const path = [...above, ...issue.path.filter((step) => typeof step !== 'symbol')];
  const remedy = issue.message;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(path, key, remedy));
  if (issue.code === 'invalid_union') {
    const deeper = issue.errors.find(([first]) => first !== undefined && first.path.length > 0);
    if (deeper !== undefined) return deeper.flatMap((inner) => issuesOf(inner, path));
  }
  if (issue.code === 'custom' && issue.params?.['atKey'] === true)
    return [{ path, says: 'is not a tag key', remedy, atKey: true }];
  return [{ path, remedy, ...(issue.code === 'invalid_type' && { expected: issue.expected }) }];
};

/**
 * Leaves out that a field is missing where another one was probably meant. `remedy` is all that is said of a text that has
 * none of the fields, and some that resemble none.
 */
export const withoutMeant = (root: SourceNode, issues: readonly Issue[], remedy: string): readonly Issue[] => {
  const unknown = issues.filter(({ atKey, path: [...path] }) => atKey && typeof path.pop() === 'string');
  if (unknown.length === 0) return issues;
  const atTop = unknown.filter(({ path }) => path.length === 1);
  if (atTop.length === root.children.size && atTop.some((it) => it.meant === undefined)) return [{ path: [], remedy }];
  const meant = new Set(issues.flatMap(({ meant: field }) => (field ? [formatPath(field)] : [])));
  const parents = new Set(unknown.map(({ path }) => formatPath(path.slice(0, -1))));
  return issues.filter(({ path, remedy: its }) => {
    const at = formatPath(path);
    const { node, found } = follow(root, path);
    const one = its.startsWith(EXACTLY_ONE) ? its.slice(EXACTLY_ONE.length).split(', ') : [];
    return (
      !(meant.has(at) && !found) && !(one.length > 0 && parents.has(at) && !one.some((it) => node.children.has(it)))
    );
  });
};

const isSelectors = (step: string | number | undefined): boolean => step === 'securityGroups' || step === 'never';

/** A better remedy than the schema's, by what stands in the place. */
const remedyFor = (path: Path, expected: string | undefined, { value, children }: SourceNode): string | undefined => {
  if (expected === 'array' && children.size > 0) return 'put "- " before the first field of each item';
  if (typeof value !== 'string' || expected === undefined) return undefined;
  if (expected !== 'array' && /^[\w-]+:(?!\/\/)\S/.test(value)) return 'put a space after the colon';
  if (!/^[\w-]{1,60}$/.test(value)) return undefined;
  const selector = `{ ${value.startsWith('sg-') ? 'id' : 'name'}: ${value} }`;
  if (expected === 'object' && isSelectors(path.at(-2))) return `write ${selector}`;
  if (expected !== 'array' || (path.at(-2) !== 'when' && !isSelectors(path.at(-1)))) return undefined;
  return `write a list: [${path.at(-2) === 'when' ? value : selector}]`;
};

/** Looks an issue up in the text; nothing when what stands there was refused already. */
export const locate = (root: SourceNode, { path, says, remedy, atKey = false, expected }: Issue): Problem[] => {
  const { node, found } = follow(root, path);
  if (node.value === REFUSED) return [];
  const [offset, end] = atKey ? [node.keyOffset, node.keyEnd] : [node.offset, node.end];
  const better = found ? remedyFor(path, expected, node) : undefined;
  return [{ path, offset, end, says: says ?? (found ? `is ${quote(node)}` : 'is missing'), remedy: better ?? remedy }];
};
