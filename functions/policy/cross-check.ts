import * as z from 'zod/mini';
import { allowedTags, impossibleKey } from './allowed-tags.ts';
import { coverIndex } from './cover-index.ts';
import type { Issue } from './issue.ts';
import { formatPath, type Path } from './policy-problem.ts';
import { COVERED } from './policy-schema.ts';
import { ruleSchema } from './rule-schema.ts';
import type { SourceNode } from './source-node.ts';
import { quote } from './wording.ts';

const itemsOf = (root: SourceNode, list: string) => root.children.get(list)?.children.entries() ?? [];

const repetitions = (
  root: SourceNode,
  list: string,
  parsers: Readonly<Record<string, (text: string) => string | undefined>>,
  remedy: string,
): Issue[] => {
  const faults: Issue[] = [];
  const firsts = new Map<string, Path>();
  for (const [index, item] of itemsOf(root, list))
    for (const [field, parse] of Object.entries(parsers)) {
      const node = item.children.get(field);
      const id = typeof node?.value === 'string' ? parse(node.value) : undefined;
      if (node === undefined || id === undefined) continue;
      const path = [list, index, field];
      const first = firsts.get(id);
      if (first === undefined) firsts.set(id, path);
      else faults.push({ path, says: `is ${quote(node)}, the same as ${formatPath(first)}`, remedy });
    }
  return faults;
};

const label = (rule: SourceNode): string => {
  const name = rule.children.get('name');
  return typeof name?.value === 'string' ? `${quote(name)} ` : '';
};

const idleRules = (root: SourceNode): Issue[] => {
  const faults: Issue[] = [];
  const index = coverIndex();
  const rules = [...itemsOf(root, 'rules')];
  for (const [number, [step, rule]] of rules.entries()) {
    const when = z.safeParse(ruleSchema.shape.when, rule.children.get('when')?.value);
    if (!when.success) continue;
    const path = ['rules', step];
    const allowed = allowedTags(when.data);
    const never = `${label(rule)}can never govern`;
    const impossible = impossibleKey(allowed);
    if (impossible !== undefined) {
      const excluded = formatPath(['unless', impossible]);
      const says = `${never}, for ${excluded} excludes all that ${formatPath(['tags', impossible])} allows`;
      faults.push({ path, says, remedy: 'change one of the two or remove the rule' });
      continue;
    }
    const first = index.first(allowed);
    const [at, other] = (first === undefined ? undefined : rules[first]) ?? [];
    if (at === undefined || other === undefined) {
      // What a covered rule covers, the rule that covers it covers too, and stands before it.
      index.add(allowed, number);
      continue;
    }
    const called = `${formatPath(['rules', at])} ${label(other)}`;
    const says = `${never}, for ${called}before it matches all that it matches`;
    faults.push({ path, says, remedy: 'move it up, narrow the other or remove it' });
  }
  return faults;
};

/** Finds what is wrong between parts that may each be right; parts that are not right by themselves are passed over. */
export const crossCheck = (root: SourceNode): Issue[] => [
  ...repetitions(root, 'rules', { name: (name) => name }, 'give every rule a name of its own'),
  ...repetitions(root, 'exemptions', COVERED, 'keep one of the two'),
  ...idleRules(root),
];
