import type * as z from 'zod/mini';
import type { Path, Problem } from './policy-problem.ts';
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
}

/** Reads a schema's issue, found below `above`, as issues: one for each unknown field, and of a union the part that fits best. */
export const issuesOf = (issue: z.core.$ZodIssue, above: Path = []): Issue[] => {
  const path = [...above, ...issue.path.filter((step) => typeof step !== 'symbol')];
  const remedy = issue.message;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], says: 'is not a field here', remedy, atKey: true }));
  if (issue.code === 'invalid_union') {
    const deeper = issue.errors.find(([first]) => first !== undefined && first.path.length > 0);
    if (deeper !== undefined) return deeper.flatMap((inner) => issuesOf(inner, path));
  }
  if (issue.code === 'custom' && issue.params?.['atKey'] === true)
    return [{ path, says: 'is not a tag key', remedy, atKey: true }];
  return [{ path, remedy }];
};

/** Looks an issue up in the text; nothing when what stands there was refused already. */
export const locate = (root: SourceNode, { path, says, remedy, atKey = false }: Issue): Problem[] => {
  const { node, found } = follow(root, path);
  if (node.value === REFUSED) return [];
  const offset = atKey ? node.keyOffset : node.offset;
  return [{ path, offset, says: says ?? (found ? `is ${quote(node)}` : 'is missing'), remedy }];
};
