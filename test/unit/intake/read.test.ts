import { describe, expect, it } from 'vitest';
import { at, isObject, list, text, texts } from '../../../functions/intake/read.ts';

const data = { a: { b: ['x', { c: 'y' }] }, empty: '', zero: 0 };

describe('reading by path', () => {
  it.each([
    { path: 'a.b.1.c', value: 'y' },
    { path: 'a.b.0', value: 'x' },
    { path: 'zero', value: 0 },
    { path: 'a.b.2', value: undefined },
    { path: 'a.b.0.length', value: undefined },
    { path: 'zero.c', value: undefined },
    { path: 'a.constructor', value: undefined },
    { path: '__proto__.toString', value: undefined },
  ])('finds $value at $path', ({ path, value }) => {
    expect(at(data, path)).toEqual(value);
  });

  it('takes only text that is not empty for text', () => {
    expect([text(data, 'a.b.0'), text(data, 'empty'), text(data, 'zero')]).toEqual(['x', undefined, undefined]);
  });

  it('takes only a list for a list', () => {
    expect([list(data, 'a.b'), list(data, 'a'), list(data, 'none')]).toEqual([data.a.b, [], []]);
  });

  it('takes a list for texts only when every one of it is text', () => {
    expect([['a', 'b'], ['a', ''], ['a', 1], []].map(texts)).toEqual([['a', 'b'], undefined, undefined, undefined]);
  });

  it('tells objects from lists and from null', () => {
    expect([{}, [], null, 'x'].map(isObject)).toEqual([true, false, false, false]);
  });
});
