import { readYaml } from './read-yaml.ts';
import { follow } from './source-node.ts';

/** The line, counted from 1, on which each rule of a policy's text begins, by the rule's name. */
export const ruleLines = (text: string): ReadonlyMap<string, number> => {
  const { root, lines } = readYaml(text);
  const rules = root && follow(root, ['rules']);
  const found = new Map<string, number>();
  if (!rules?.found) return found;
  for (const rule of rules.node.children.values()) {
    const name = rule.children.get('name')?.value;
    if (typeof name === 'string') found.set(name, lines.linePos(rule.offset).line);
  }
  return found;
};
