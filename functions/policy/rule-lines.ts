import type { PolicySource } from './parse-policy.ts';

/** The line, counted from 1, on which each rule of a policy's text begins, by the rule's name. */
export const ruleLines = ({ root, lines }: PolicySource): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  for (const rule of root.children.get('rules')?.children.values() ?? []) {
    const name = rule.children.get('name')?.value;
    if (typeof name === 'string') found.set(name, lines.linePos(rule.offset).line);
  }
  return found;
};
