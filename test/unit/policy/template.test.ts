import { describe, expect, it } from 'vitest';
import { FIXED_TEXT, PLAIN_TEMPLATE, TEMPLATE, toPattern, toTemplate } from '../../../functions/policy/template.ts';
import { one, star } from '../../support/builders.ts';

describe('toTemplate', () => {
  it.each([
    { text: '', expected: [] },
    { text: 'nfs', expected: ['nfs'] },
    { text: `\${environment}`, expected: [{ tag: 'environment' }] },
    { text: `nfs-\${environment}-x`, expected: ['nfs-', { tag: 'environment' }, '-x'] },
    { text: `\${a}\${b}`, expected: [{ tag: 'a' }, { tag: 'b' }] },
    { text: `\${aws:cf/a.b_c-d e}`, expected: [{ tag: 'aws:cf/a.b_c-d e' }] },
    { text: `$\${a}}`, expected: ['$', { tag: 'a' }, '}'] },
    { text: `\${__proto__}`, expected: [{ tag: '__proto__' }] },
    { text: '*', expected: [star] },
    { text: 'a?*b', expected: ['a', star, 'b'] },
    { text: '**?*?', expected: [star] },
    { text: '??', expected: [one, one] },
    { text: String.raw`a\*b\?\\*`, expected: [String.raw`a*b?\ `.trimEnd(), star] },
    { text: String.raw`\a\$`, expected: [String.raw`\a\$`] },
    { text: `*\${a*}`, expected: [star, { tag: 'a*' }] },
    { text: '$5 {a}', expected: ['$5 {a}'] },
  ])('reads $text', ({ text, expected }) => {
    expect(TEMPLATE.test(text)).toBe(true);
    expect(toTemplate(text)).toEqual(expected);
  });
});

describe('TEMPLATE', () => {
  it.each([`\${`, `\${}`, `a\${b`, `\${a\${b}}`, `\${a{b}`, `\${a}\${`, `\${${'k'.repeat(129)}}`])(
    'refuses %s',
    (text) => {
      expect(TEMPLATE.test(text)).toBe(false);
    },
  );
  it('counts characters of a key, not UTF-16 units', () => {
    expect(TEMPLATE.test(`\${${'𝒌'.repeat(128)}}`)).toBe(true);
    expect(TEMPLATE.test(`\${${'𝒌'.repeat(129)}}`)).toBe(false);
  });
  it('takes several lines', () => {
    expect(TEMPLATE.test(`a\n\${b}\nc`)).toBe(true);
  });
});

describe('FIXED_TEXT', () => {
  it.each(['', 'a', '$', '$a{b}', '{', 'a\nb', '$ {'])('takes %s', (text) => {
    expect(FIXED_TEXT.test(text)).toBe(true);
  });
  it.each([`\${`, `a\${b}`, `\n\${`, `$\${`])('refuses %s', (text) => {
    expect(FIXED_TEXT.test(text)).toBe(false);
  });
});

describe('PLAIN_TEMPLATE', () => {
  it.each(['a', '$', `k/\${a}`, String.raw`\*\?\\`, String.raw`\a`])('takes %s', (text) => {
    expect(PLAIN_TEMPLATE.test(text)).toBe(true);
  });
  it.each(['', '*', 'a?', String.raw`\\*`, `\${`])('refuses %s', (text) => {
    expect(PLAIN_TEMPLATE.test(text)).toBe(false);
  });
});

describe('toPattern', () => {
  it.each([
    { text: '', expected: '' },
    { text: 'prod', expected: 'prod' },
    { text: 'prod-*', expected: ['prod-', star] },
  ])('reads $text', ({ text, expected }) => {
    expect(toPattern(text)).toEqual(expected);
  });
});
