import type { Issue } from './issue.ts';
import type { SourceNode } from './source-node.ts';

/** In an organisation, rules that select groups by id, which are of one account and Region, and name more of them, or none. */
export const placelessIds = (root: SourceNode): Issue[] => {
  if (!root.children.has('organization')) return [];
  return [...(root.children.get('rules')?.children ?? [])].flatMap(([step, rule]) => {
    const when = rule.children.get('when')?.children;
    const isOfOne = ['accounts', 'regions'].every((list) => when?.get(list)?.children.size === 1);
    return [...(rule.children.get('securityGroups')?.children ?? [])].flatMap(([at, selector]) =>
      selector.children.has('id') && !isOfOne
        ? [
            {
              path: ['rules', step, 'securityGroups', at, 'id'],
              says: 'is of one account and Region, and the rule governs others too',
              remedy: 'name that one account and Region by when.accounts and when.regions, or select by name or tags',
            },
          ]
        : [],
    );
  });
};
