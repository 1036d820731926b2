import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches as governs } from '../../../functions/core/decide/governing-rule.ts';
import type { Condition, Pattern, TagCondition, Tags } from '../../../functions/core/model/policy.ts';
import { allowedTags, covers, impossibleKey } from '../../../functions/policy/allowed-tags.ts';
import { fs, live, one, star, vpc } from '../../support/builders.ts';

const any: TagCondition = { any: true };
type Said = TagCondition<Pattern>;
const of = (...oneOf: Pattern[]): Said => ({ any: false, oneOf });
const when = (tags: Record<string, Said>, unless: Record<string, Said> = {}): Condition => ({
  tags: new Map(Object.entries(tags)),
  unless: new Map(Object.entries(unless)),
});
const matches = (condition: Condition, system: Tags): boolean =>
  governs(condition, live({ fileSystem: { tags: system } }));

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
    { condition: when({ a: of('prod-eu') }, { a: of(['prod', star]) }), expected: 'a' },
    { condition: when({ a: of(['prod-', star]) }, { a: of(['prod', star]) }), expected: 'a' },
    { condition: when({ a: of(['prod', star]) }, { a: of(['prod-', star]) }), expected: undefined },
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
    {
      is: true,
      what: 'a wildcard over what it takes in',
      outer: when({ a: of(['prod-', star]) }),
      inner: when({ a: of('prod-eu', ['prod-', one]) }),
    },
    {
      is: false,
      what: 'one character over any run',
      outer: when({ a: of(['x', one]) }),
      inner: when({ a: of(['x', star]) }),
    },
    {
      is: true,
      what: 'one character or none over none',
      outer: when({ a: of(['x', one]) }),
      inner: when({ a: of('x') }),
    },
    {
      is: false,
      what: 'a text over it with or without a character',
      outer: when({ a: of('x') }),
      inner: when({ a: of(['x', one]) }),
    },
    {
      is: false,
      what: 'a wildcard with an exception over what it takes in',
      outer: when({ a: of(['p', star]) }, { a: of('px') }),
      inner: when({ a: of(['p', one]) }),
    },
    {
      is: true,
      what: 'an excluded wildcard over another',
      outer: when({}, { a: of(['test-', star]) }),
      inner: when({ a: of(['prod-', star]) }),
    },
    {
      is: true,
      what: 'places over some of them',
      outer: { ...when({}), vpcs: [vpc(1), vpc(2)], fileSystems: [fs(1)] },
      inner: { ...when({}), vpcs: [vpc(1)], fileSystems: [fs(1)], availabilityZones: ['eu-west-1a'] },
    },
    { is: false, what: 'a place over any', outer: { ...when({}), vpcs: [vpc(1)] }, inner: when({ a: any }) },
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

  it('never finds an impossible key, or a cover, that is none, whatever wildcards there are', () => {
    const texts = ['', 'x', 'y', 'xx', 'xy', 'yx', 'yy', 'xyx', 'xxyy', 'yxxy'];
    const part = fc.constantFrom<Pattern[number]>('x', 'y', star, one);
    const pattern = fc.oneof(fc.constantFrom(...texts), fc.array(part, { minLength: 1, maxLength: 3 }));
    const said = fc.array(pattern, { minLength: 1, maxLength: 2 }).map((all) => of(...all));
    const some = fc.dictionary(fc.constant('a'), said);
    const wild = fc.tuple(some, some).map(([tags, unless]) => when(tags, unless));
    const all = [new Map(), ...texts.map((text) => new Map([['a', text]]))];
    fc.assert(
      fc.property(wild, wild, (outer, inner) => {
        const allowed = allowedTags(inner);
        const matched = all.filter((system) => matches(inner, system));
        if (impossibleKey(allowed) !== undefined) expect(matched).toEqual([]);
        else if (covers(allowedTags(outer), allowed))
          expect(matched.filter((system) => !matches(outer, system))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });
});
