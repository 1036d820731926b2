import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANY_RUN, fits } from '../../../../functions/core/decide/wildcards.ts';
import type { Pattern } from '../../../../functions/core/model/policy.ts';
import { one, star } from '../../../support/builders.ts';

describe('a pattern', () => {
  it.each<{ pattern: Pattern; text: string; expected: boolean }>([
    { pattern: 'prod', text: 'prod', expected: true },
    { pattern: 'prod', text: 'prod2', expected: false },
    { pattern: 'a*', text: 'ab', expected: false },
    { pattern: [], text: '', expected: true },
    { pattern: [''], text: '', expected: true },
    { pattern: [star], text: '', expected: true },
    { pattern: ['a', star], text: 'a', expected: true },
    { pattern: ['a', star], text: 'ba', expected: false },
    { pattern: [star, 'a'], text: 'aba', expected: true },
    { pattern: [star, 'a'], text: 'ab', expected: false },
    { pattern: ['a', star, 'a'], text: 'a', expected: false },
    { pattern: [star, 'b', star, 'c', star], text: 'abxcx', expected: true },
    { pattern: [star, 'c', star, 'b', star], text: 'abxcx', expected: false },
    { pattern: [one], text: '', expected: true },
    { pattern: [one], text: 'ab', expected: false },
    { pattern: ['nfs-', one], text: 'nfs-', expected: true },
    { pattern: [one, 'a'], text: 'a', expected: true },
    { pattern: [one, one, 'b'], text: 'ab', expected: true },
    { pattern: ['a', star, one], text: 'a', expected: true },
    { pattern: [one], text: '😀', expected: true },
    { pattern: [one, 'a'], text: '😀a', expected: true },
    { pattern: [one], text: ANY_RUN, expected: false },
    { pattern: [star], text: ANY_RUN, expected: true },
  ])('$pattern of $text: $expected', ({ pattern, text, expected }) => {
    expect(fits(pattern, text)).toBe(expected);
  });

  it('is judged without trying every way', () => {
    const many = Array.from({ length: 60 }, () => [one, 'a', star]).flat();
    expect(fits([...many, 'b', one], 'a'.repeat(255))).toBe(false);
    expect(fits([...many, one], 'a'.repeat(255))).toBe(true);
  });

  it('means what the same regular expression means', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n', '😀'), maxLength: 8 });
    const part = fc.oneof(letters, fc.constantFrom(star, one));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), letters, fc.array(letters), (pattern, other, runs) => {
        const filled = pattern.map((it, i) => (typeof it === 'string' ? it : (runs[i] ?? other))).join('');
        const same = pattern.map((it) =>
          typeof it === 'string' ? it.replaceAll('.', '\\.') : it.wild === '*' ? '.*' : '.?',
        );
        for (const text of [other, filled, `${filled}a`])
          expect(fits(pattern, text)).toBe(new RegExp(`^${same.join('')}$`, 'su').test(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
