import * as z from 'zod/mini';
import { type AllowedTags, allowedTags, impossibleKey } from './allowed-tags.ts';
import { coverIndex } from './cover-index.ts';
import type { Issue } from './issue.ts';
import { placelessIds } from './placeless-ids.ts';
import { formatPath, type Path, quoted } from './policy-problem.ts';
import { COVERED } from './policy-schema.ts';
import { forbiddenSchema, ruleSchema, selectorSchema } from './rule-schema.ts';
import { selectedBy } from './selected-by.ts';
import type { SourceNode } from './source-node.ts';
import { EFS_KEY } from './tag-schemas.ts';
import { ANYTHING } from './template.ts';
import { clip, quote } from './wording.ts';

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
      const says = `${never}, because ${excluded} excludes all that ${formatPath(['tags', impossible])} allows`;
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
    const says = `${never}, because ${called}before it matches all that it matches`;
    faults.push({ path, says, remedy: 'move it up, narrow the other or remove it' });
  }
  return faults;
};

const selectorsIn = (of: SourceNode | undefined, schema: typeof selectorSchema | typeof forbiddenSchema) =>
  [...(of?.children ?? [])].flatMap(([step, { value }]) => {
    const { data } = z.safeParse(schema, value);
    return data ? [{ step, selected: selectedBy(data) }] : [];
  });

/** Selectors that can select nothing but what `never` forbids, so that their rule is always refused. */
const forbiddenSelectors = (root: SourceNode): Issue[] => {
  const faults: Issue[] = [];
  const forbid = (above: Path, node: SourceNode | undefined) => {
    const all = selectorsIn(node?.children.get('never'), forbiddenSchema);
    const index = coverIndex();
    for (const [number, { selected }] of all.entries()) index.add(selected, number);
    return (selected: AllowedTags): Path | undefined => {
      const found = all[index.first(selected) ?? -1];
      return found && [...above, 'never', found.step];
    };
  };
  const everywhere = forbid([], root);
  for (const [step, rule] of itemsOf(root, 'rules')) {
    const here = ['rules', step];
    if (!root.children.has('never') && !rule.children.has('never')) continue;
    const inRule = forbid(here, rule);
    for (const { step: at, selected } of selectorsIn(rule.children.get('securityGroups'), selectorSchema)) {
      const by = everywhere(selected) ?? inRule(selected);
      if (by === undefined) continue;
      const says = `selects only what ${formatPath(by)} forbids`;
      faults.push({ path: [...here, 'securityGroups', at], says, remedy: 'remove one of the two' });
    }
  }
  return faults;
};

const isEmpty = (of: SourceNode, list: string): boolean => (of.children.get(list)?.children.size ?? 0) === 0;

/** Rules that neither ask for a group nor forbid one. */
const emptyRules = (root: SourceNode): Issue[] =>
  [...itemsOf(root, 'rules')].flatMap(([step, rule]) => {
    const groups = rule.children.get('securityGroups');
    const asks = !Array.isArray(groups?.value) || groups.children.size > 0;
    if (asks || rule.children.get('match')?.value !== 'at-least') return [];
    if (!isEmpty(root, 'never') || !isEmpty(rule, 'never')) return [];
    const remedy = 'list a selector, or what never forbids';
    return [{ path: ['rules', step, 'securityGroups'], says: 'is an empty list, and never forbids nothing', remedy }];
  });

const NOTHING = { value: undefined, children: new Map() };

/** The texts below a node, field names too, with where each stands. */
function* textsIn(
  { value, children }: Pick<SourceNode, 'value' | 'children'>,
  path: Path,
): Generator<readonly [text: string, path: Path]> {
  if (typeof value === 'string') yield [value, path];
  for (const [step, child] of children) {
    if (typeof step === 'string') yield [step, [...path, step]];
    yield* textsIn(child, [...path, step]);
  }
}

/** A reference, and what is often written in place of one. */
const REFERENCE_LIKE =
  /\$?\$\{\s{0,8}(?:(?:\w{1,64}\.)?tags?\.|aws:\w{1,64}\/)?([^{}]{1,128}?)\s{0,8}(?::-[^{}]{0,256})?\}|%\{([^{}]{1,128})\}|%([\w-]{1,128})%|<([^<>]{1,128})>|\$([\w-]{1,128})|(?<![${])\{([^{}]{1,128})\}(?!\})/g;

/** What can only be a mistake, whatever tags there are. */
const SURELY_MISTAKEN = /^\$?\$\{\s|\s\}$|:-|^\$\$|^%\{/;

/** References that cannot be what is meant: badly written, to a tag that no file system can have, or against the condition. */
const mistypedReferences = (root: SourceNode): Issue[] => {
  const faults: Issue[] = [];
  for (const [step, rule] of itemsOf(root, 'rules')) {
    const when = rule.children.get('when')?.children;
    const keys = [...(when?.get('tags')?.children.keys() ?? [])].map(String);
    const excluded = when?.get('unless')?.children;
    const folded = new Map(keys.map((key) => [key.toLowerCase(), key]));
    for (const list of ['securityGroups', 'never'])
      for (const [text, path] of textsIn(rule.children.get(list) ?? NOTHING, ['rules', step, list]))
        for (const [whole, ...captured] of text.matchAll(REFERENCE_LIKE)) {
          const key = captured.find((it) => it !== undefined)?.trim() || 'key';
          const raw = /^\$\{(.*)\}$/s.exec(whole)?.[1];
          const add = (says: string, remedy: string) => faults.push({ path, says, remedy });
          if (SURELY_MISTAKEN.test(whole) || (raw !== key && keys.includes(key) && !keys.includes(raw ?? ''))) {
            add(`has ${quoted(clip(whole))}`, `write \${${clip(key)}} for the value of that tag`);
            continue;
          }
          if (raw === undefined) continue;
          if (!EFS_KEY.test(raw)) add(`refers to ${quoted(clip(raw))}`, 'write the key of a tag that EFS can hold');
          if ([excluded?.get(raw)?.value].flat().some((value) => ANYTHING.test(String(value))))
            add(`refers to the tag ${quoted(clip(raw))}, which unless excludes`, 'change one of the two');
          const meant = folded.get(raw.toLowerCase());
          if (meant === undefined || keys.includes(raw)) continue;
          add(
            `refers to the tag ${quoted(clip(raw))}, and the rule requires ${quoted(clip(meant))}`,
            'write both in the same letters',
          );
        }
  }
  return faults;
};

/** Finds what is wrong between parts that may each be right; parts that are not right by themselves are passed over. */
export const crossCheck = (root: SourceNode): Issue[] => [
  ...repetitions(root, 'rules', { name: (name) => name }, 'give every rule a name of its own'),
  ...repetitions(root, 'exemptions', COVERED, 'keep one of the two'),
  ...idleRules(root),
  ...forbiddenSelectors(root),
  ...emptyRules(root),
  ...placelessIds(root),
  ...mistypedReferences(root),
];
