import { describe, expect, it } from 'vitest';
import { FIXED_TEXT, TEMPLATE, toTemplate } from '../../../functions/policy/template.ts';

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
    { text: '*', expected: ['*'] },
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
