import type * as z from 'zod/mini';
import { didYouMean } from './did-you-mean.ts';
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

const unknownField = (path: Path, key: string, fields: string): Issue => {
  const at = { path: [...path, key], says: 'is not a field here', atKey: true };
  const meant = didYouMean(key, fields.replace(FIELDS, '').split(', '));
  // Tags are often written where only the fields that hold them may stand.
  const hint = path.at(-1) === 'when' ? ', and tags stand under tags' : '';
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

/** Leaves out that a field is missing where another one was probably meant to be it. */
export const withoutMeant = (root: SourceNode, issues: readonly Issue[]): readonly Issue[] => {
  const meant = new Set<string>();
  for (const { meant: field } of issues) if (field) meant.add(formatPath(field));
  if (meant.size === 0) return issues;
  const parents = new Set(issues.flatMap(({ meant: field }) => (field ? [formatPath(field.slice(0, -1))] : [])));
  return issues.filter(({ path, remedy }) => {
    const at = formatPath(path);
    return !(meant.has(at) && !follow(root, path).found) && !(remedy.startsWith(EXACTLY_ONE) && parents.has(at));
  });
};

/** A better remedy than the schema's, by what stands in the place. */
const remedyFor = (expected: string | undefined, { value, children }: SourceNode): string | undefined => {
  if (expected === 'array' && children.size > 0) return 'put "- " before the first field of each item';
  if ((expected === 'object' || expected === 'map') && typeof value === 'string' && /^[\w-]+:\S/.test(value))
    return 'put a space after the colon';
  return undefined;
};

/** Looks an issue up in the text; nothing when what stands there was refused already. */
export const locate = (root: SourceNode, { path, says, remedy, atKey = false, expected }: Issue): Problem[] => {
  const { node, found } = follow(root, path);
  if (node.value === REFUSED) return [];
  const offset = atKey ? node.keyOffset : node.offset;
  const better = found ? remedyFor(expected, node) : undefined;
  return [{ path, offset, says: says ?? (found ? `is ${quote(node)}` : 'is missing'), remedy: better ?? remedy }];
};
