import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, columns, indented, pad, widthOf, wrap } from '../../../functions/report/layout.ts';
import { painting } from '../../../functions/report/paint.ts';

describe('layout', () => {
  it('counts what a terminal shows: wide characters twice, colours not at all', () => {
    expect(widthOf('ab')).toBe(2);
    expect(widthOf('日本')).toBe(4);
    expect(widthOf(painting(true).add('ab'))).toBe(2);
  });

  it('pads and clips by columns', () => {
    expect(pad('日本', 6)).toBe('日本  ');
    expect(clip('日本語', 5)).toBe('日本…');
    expect(clip('short', 5)).toBe('short');
  });

  it('puts cells one below the other', () => {
    expect(
      columns([
        ['a', 'bb', 'c'],
        ['aaa', 'b', ''],
      ]),
    ).toEqual(['a    bb  c', 'aaa  b']);
  });

  it('breaks a text between words, and loses none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 5, max: 40 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width);
          expect(lines.join(' ')).toBe(words.join(' '));
          for (const line of lines) expect(widthOf(line) <= width || !line.includes(' ')).toBe(true);
        },
      ),
    );
    expect(indented('a b', 4, 80)).toEqual(['    a b']);
  });
});
