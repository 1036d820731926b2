import { expect, it } from 'vitest';
import { follow, type SourceNode } from '../../../functions/policy/source-node.ts';

const leaf = (value: unknown): SourceNode => ({ value, offset: 0, keyOffset: 0, source: '', children: new Map() });
const first = leaf('first');
const list = { ...leaf(['first']), children: new Map([[0, first]]) };
const root = { ...leaf({ list: ['first'] }), children: new Map([['list', list]]) };

it.each([
  { path: [], place: root, found: true },
  { path: ['list', 0], place: first, found: true },
  { path: ['list', 1], place: list, found: false },
  { path: ['other', 0], place: root, found: false },
])('follows $path as far as it leads', ({ path, place, found }) => {
  const followed = follow(root, path);
  expect(followed.place).toBe(place);
  expect(followed.found).toBe(found);
});
