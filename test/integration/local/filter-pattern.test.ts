import { describe, expect, it } from 'vitest';
import { filterPattern } from '../../../infra/local/logs/filter-pattern.ts';

describe('a filter pattern of the local endpoint', () => {
  it.each([
    { pattern: undefined, found: ['a 1', 'b 22', 'c'] },
    { pattern: '', found: ['a 1', 'b 22', 'c'] },
    { pattern: '[word, number]', found: ['a 1', 'b 22'] },
    { pattern: '[word = a, number]', found: ['a 1'] },
    { pattern: '[word = "a" || word = "b", number]', found: ['a 1', 'b 22'] },
    { pattern: '[word != "a" && word != "c", number != 1]', found: ['b 22'] },
    { pattern: '[word, number = 2*]', found: ['b 22'] },
    { pattern: '[word, number = 1.0]', found: ['a 1'] },
    { pattern: '[word, number = "1"]', found: ['a 1'] },
    { pattern: '[word, number = "1.0"]', found: [] },
    { pattern: '[word, number = "2*"]', found: [] },
  ])('$pattern finds $found', ({ pattern, found }) => {
    expect(['a 1', 'b 22', 'c'].filter(filterPattern(pattern))).toEqual(found);
  });

  it.each([
    'a',
    '"a"',
    '{ $.a = 1 }',
    '[a = 1 || b && c, d]',
    '[..., a]',
    '[a > 1]',
    '[a = %1%',
    '[a = 1 || a = 2 && a = 3]',
  ])('that is %s is refused', (pattern) =>
    expect(() => filterPattern(pattern)).toThrow('cannot read the filter pattern'),
  );
});
