import { expect, it } from 'vitest';
import { formatPath } from '../../../functions/policy/policy-problem.ts';

it.each([
  { path: [], expected: '' },
  { path: ['mode'], expected: 'mode' },
  { path: ['rules', 2, 'when', 'tags', 'environment'], expected: 'rules[2].when.tags.environment' },
  { path: ['tags', 'nfs-access_2'], expected: 'tags.nfs-access_2' },
  { path: ['tags', 'aws:cf/stack', 0], expected: 'tags["aws:cf/stack"][0]' },
  { path: ['tags', '2nd'], expected: 'tags["2nd"]' },
  { path: ['a b'], expected: '["a b"]' },
  { path: ['__proto__'], expected: '__proto__' },
  { path: ['.a'], expected: '[".a"]' },
])('writes the path $expected', ({ path, expected }) => {
  expect(formatPath(path)).toBe(expected);
});
