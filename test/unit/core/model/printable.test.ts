import { expect, it } from 'vitest';
import { printable } from '../../../../functions/core/model/printable.ts';

it.each([
  { what: 'plain text as it is', text: 'nfs-prod ü 日本', expected: 'nfs-prod ü 日本' },
  { what: 'no text', text: '', expected: '""' },
  { what: 'a blank at the end', text: 'prod ', expected: '"prod "' },
  { what: 'what reverses the writing', text: 'a\u202eb', expected: 'a\\u{202e}b' },
  { what: 'what is not seen', text: 'a\u200bb\u0007', expected: 'a\\u{200b}b\\u{7}' },
  { what: 'half a character', text: 'a\ud800', expected: 'a\\u{d800}' },
  { what: 'a second line', text: 'a\nb', expected: 'a\\u{a}b' },
  {
    what: 'no half of a character where it is shortened',
    text: `a${'😀'.repeat(30)}`,
    expected: `a${'😀'.repeat(29)}…`,
  },
  { what: 'long text', text: 'x'.repeat(61), expected: `${'x'.repeat(60)}…` },
])('shows $what', ({ text, expected }) => {
  expect(printable(text)).toBe(expected);
});
