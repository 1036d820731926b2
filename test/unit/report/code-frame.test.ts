import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../../functions/report/diagnostics/code-frame.ts';

describe('a line with carets', () => {
  it('has them under just what is meant', () => {
    expect(codeFrame('mode: enforced', 7, 15, 80)).toEqual({ line: 'mode: enforced', carets: '      ^^^^^^^^' });
  });

  it.each([
    { what: 'wide characters', line: '日本: x', column: 5, endColumn: 6, carets: '      ^' },
    { what: 'a tab, which is shown as a blank', line: '\ta: b', column: 5, endColumn: 6, carets: '    ^' },
    { what: 'an escape, which is shown', line: 'a\u001b: b', column: 5, endColumn: 6, carets: '         ^' },
  ])('stand right behind $what', ({ line, column, endColumn, carets }) => {
    expect(codeFrame(line, column, endColumn, 80).carets).toBe(carets);
  });

  it('shows what reverses the writing', () => {
    expect(codeFrame('a: "\u202eb"', 4, 8, 80)).toEqual({ line: 'a: "\\u{202e}b"', carets: '   ^^^^^^^^^^^' });
  });

  it('shows a long line around what is meant, within the screen', () => {
    const line = `${'x'.repeat(300)}HERE${'y'.repeat(300)}`;
    const frame = codeFrame(line, 301, 305, 60);
    expect(frame.line).toBe(`…${'x'.repeat(40)}HERE${'y'.repeat(14)}…`);
    expect(frame.carets).toBe(`${' '.repeat(41)}^^^^`);
  });

  it('has one caret where nothing stands', () => {
    expect(codeFrame('', 1, 1, 40)).toEqual({ line: '', carets: '^' });
  });
});
