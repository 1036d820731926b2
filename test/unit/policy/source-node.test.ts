import { expect, it } from 'vitest';
import { follow, type SourceNode } from '../../../functions/policy/source-node.ts';

const leaf = (value: unknown): SourceNode => ({
  value,
  offset: 0,
  end: 0,
  keyOffset: 0,
  keyEnd: 0,
  source: '',
  children: new Map(),
});
const first = leaf('first');
const list = { ...leaf(['first']), children: new Map([[0, first]]) };
const root = { ...leaf({ list: ['first'] }), children: new Map([['list', list]]) };

it.each([
  { path: [], node: root, found: true },
  { path: ['list', 0], node: first, found: true },
  { path: ['list', 1], node: list, found: false },
  { path: ['other', 0], node: root, found: false },
])('follows $path as far as it leads', ({ path, node, found }) => {
  const followed = follow(root, path);
  expect(followed.node).toBe(node);
  expect(followed.found).toBe(found);
});
