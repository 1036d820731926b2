import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, TagCondition, Tags } from '../../../functions/core/model/policy.ts';
import { allowedTags, covers, impossibleKey } from '../../../functions/policy/allowed-tags.ts';

const any: TagCondition = { any: true };
const of = (...oneOf: string[]): TagCondition => ({ any: false, oneOf });
const when = (tags: Record<string, TagCondition>, unless: Record<string, TagCondition> = {}): Condition => ({
  tags: new Map(Object.entries(tags)),
  unless: new Map(Object.entries(unless)),
});
const matches = ({ tags, unless }: Condition, system: Tags): boolean => {
  const holds = ([key, condition]: [string, TagCondition]) => {
    const value = system.get(key);
    return value !== undefined && (condition.any || condition.oneOf.includes(value));
  };
  return [...tags].every(holds) && ![...unless].some(holds);
};

describe('impossibleKey', () => {
  it.each([
    { condition: when({}), expected: undefined },
    { condition: when({ a: of('x') }, { a: any }), expected: 'a' },
    { condition: when({ a: any }, { a: any }), expected: 'a' },
    { condition: when({ a: of('x') }, { a: of('x', 'y') }), expected: 'a' },
    { condition: when({ a: of('x', 'y') }, { a: of('x') }), expected: undefined },
    { condition: when({ a: any }, { a: of('x') }), expected: undefined },
    { condition: when({ a: of('x') }, { b: any }), expected: undefined },
    { condition: when({ b: of('x'), a: of('x') }, { a: of('x') }), expected: 'a' },
  ])('is $expected', ({ condition, expected }) => {
    expect(impossibleKey(allowedTags(condition))).toBe(expected);
  });
});

describe('covers', () => {
  it.each([
    { is: true, what: 'no condition over any', outer: when({}), inner: when({ a: of('x') }) },
    { is: false, what: 'a condition over none', outer: when({ a: any }), inner: when({}) },
    { is: true, what: 'a list over a part of it', outer: when({ a: of('x', 'y') }), inner: when({ a: of('y') }) },
    { is: false, what: 'a list over one that overlaps', outer: when({ a: of('x') }), inner: when({ a: of('x', 'y') }) },
    { is: true, what: 'presence over a value', outer: when({ a: any }), inner: when({ a: of('x') }) },
    { is: false, what: 'a value over presence', outer: when({ a: of('x') }), inner: when({ a: any }) },
    { is: false, what: 'an exclusion over none', outer: when({}, { a: any }), inner: when({}) },
    { is: true, what: 'an exclusion over the same', outer: when({}, { a: any }), inner: when({ b: any }, { a: any }) },
    {
      is: true,
      what: 'an excluded value over another value',
      outer: when({}, { a: of('x') }),
      inner: when({ a: of('y') }),
    },
  ])('is $is of $what', ({ outer, inner, is }) => {
    expect(covers(allowedTags(outer), allowedTags(inner))).toBe(is);
  });
});

describe('against every file system there can be', () => {
  const VALUES = ['x', 'y', 'z'];
  const tagCondition = fc.oneof(
    fc.constant(any),
    fc.subarray(VALUES, { minLength: 1 }).map((values) => of(...values)),
  );
  const tagConditions = fc.dictionary(fc.constantFrom('a', 'b'), tagCondition);
  const condition = fc.tuple(tagConditions, tagConditions).map(([tags, unless]) => when(tags, unless));
  const states = [undefined, ...VALUES, 'a value that no condition names'];
  const systems = states.flatMap((a) =>
    states.map((b) => new Map(Object.entries({ a, b }).filter((tag): tag is [string, string] => tag[1] !== undefined))),
  );

  it('finds an impossible key just when none matches', () => {
    fc.assert(
      fc.property(condition, (one) => {
        const none = !systems.some((system) => matches(one, system));
        expect(impossibleKey(allowedTags(one)) !== undefined).toBe(none);
      }),
      { numRuns: 500 },
    );
  });

  it('covers just when all that the inner matches, the outer matches', () => {
    fc.assert(
      fc.property(condition, condition, (outer, inner) => {
        const allowed = allowedTags(inner);
        fc.pre(impossibleKey(allowed) === undefined);
        const all = systems.every((system) => !matches(inner, system) || matches(outer, system));
        expect(covers(allowedTags(outer), allowed)).toBe(all);
      }),
      { numRuns: 2_000 },
    );
  });
});
