import { describe, expect, it } from 'vitest';
import type { SourceNode } from '../../../functions/policy/source-node.ts';
import { clip, quote, sentence } from '../../../functions/policy/wording.ts';

const leaf = (value: unknown, source = ''): SourceNode => ({
  value,
  offset: 0,
  end: 0,
  keyOffset: 0,
  keyEnd: 0,
  source,
  children: new Map(),
});
const holding = (value: unknown, ...keys: (string | number)[]): SourceNode => ({
  ...leaf(value),
  children: new Map(keys.map((key) => [key, leaf(1)])),
});

describe('quote', () => {
  it.each([
    { what: 'text', place: leaf('a "b"'), expected: '"a \\"b\\""' },
    { what: 'a number as it was written', place: leaf(7, '007'), expected: '007' },
    { what: 'a boolean', place: leaf(true, 'True'), expected: 'True' },
    { what: 'a null that was written', place: leaf(null, '~'), expected: '~' },
    { what: 'nothing', place: leaf(null), expected: 'empty' },
    { what: 'a list', place: holding([1], 0), expected: 'a list' },
    { what: 'an empty list', place: leaf([]), expected: 'an empty list' },
    { what: 'a mapping', place: holding({ a: 1, b: 1 }, 'a', 'b'), expected: 'a mapping with a, b' },
    { what: 'an empty mapping', place: leaf({}), expected: 'an empty mapping' },
    { what: 'long text, shortened', place: leaf('x'.repeat(61)), expected: `"${'x'.repeat(60)}…"` },
    {
      what: 'a mapping with a long key, shortened',
      place: holding({}, 'x'.repeat(61)),
      expected: `a mapping with ${'x'.repeat(60)}…`,
    },
  ])('says $what', ({ place, expected }) => {
    expect(quote(place)).toBe(expected);
  });
});

describe('clip', () => {
  it('leaves text that is short enough', () => {
    expect(clip('x'.repeat(60))).toBe('x'.repeat(60));
    expect(clip('abc', 3)).toBe('abc');
  });
  it('shortens what is longer', () => {
    expect(clip('abcd', 3)).toBe('abc…');
  });
});

describe('sentence', () => {
  it('names the field, the fault and the remedy', () => {
    expect(sentence({ path: ['rules', 0], offset: 0, says: 'is odd', remedy: 'even it' })).toBe(
      'rules[0] is odd; even it',
    );
  });
  it('calls the whole text the policy', () => {
    expect(sentence({ path: [], offset: 0, says: 'is odd', remedy: 'even it' })).toBe('the policy is odd; even it');
  });
});
