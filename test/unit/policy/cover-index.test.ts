import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Pattern, TagCondition } from '../../../functions/core/model/policy.ts';
import { type AllowedTags, allowedTags, covers, impossibleKey } from '../../../functions/policy/allowed-tags.ts';
import { coverIndex } from '../../../functions/policy/cover-index.ts';
import { one, star } from '../../support/builders.ts';

type Said = TagCondition<Pattern>;
const of = (...oneOf: Pattern[]): Said => ({ any: false, oneOf });
const when = (tags: Record<string, Said>, unless: Record<string, Said> = {}): Condition => ({
  tags: new Map(Object.entries(tags)),
  unless: new Map(Object.entries(unless)),
});

/** Asks of each condition for the first one before it that covers it; one that is covered is not added. */
const firsts = (conditions: readonly AllowedTags[], compare = covers): readonly (number | undefined)[] => {
  const index = coverIndex(compare);
  return conditions.map((allowed, number) => {
    const first = index.first(allowed);
    if (first === undefined) index.add(allowed, number);
    return first;
  });
};

describe('the first condition that covers another', () => {
  const WILD: readonly Pattern[] = [['x', star], [star, 't'], ['a', one, star], [one]];
  const VALUES = ['x', 'y', 'z', 'present', 'absent'];
  const tagCondition = fc.oneof(
    fc.constant<Said>({ any: true }),
    fc.subarray(VALUES, { minLength: 1 }).map((values) => of(...values)),
  );
  const wild = fc.subarray<Pattern>(['x', 'absent', ...WILD], { minLength: 1 }).map((values) => of(...values));
  const keys = fc.constantFrom('a', 'b', 'c');
  const tagConditions = fc.dictionary(keys, tagCondition, { maxKeys: 2 });
  const condition = fc
    .tuple(fc.dictionary(keys, fc.oneof(tagCondition, wild), { maxKeys: 2 }), tagConditions)
    .map(([tags, unless]) => allowedTags(when(tags, unless)))
    .filter((allowed) => impossibleKey(allowed) === undefined);

  it('is the one that comparing with every one before it finds', () => {
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 30 }), (conditions) => {
        const compared = conditions.map((inner, number) => {
          const first = conditions.findIndex((outer) => covers(outer, inner));
          return first < number ? first : undefined;
        });
        expect(firsts(conditions)).toEqual(compared);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the work of a long policy', () => {
  const rules = 2_000;
  it.each([
    { when: 'each rule has a value of its own', condition: (i: number) => when({ app: of(`v${i}`) }) },
    {
      when: 'all rules share a tag beside one of their own',
      condition: (i: number) => when({ stage: of('production'), app: of(`v${i}`) }),
    },
    {
      when: 'all rules share a tag before a key of their own',
      condition: (i: number) => when({ stage: of('production'), [`k${i}`]: { any: true } }),
    },
    {
      when: 'all rules share one of the values that they list',
      condition: (i: number) => when({ app: of('shared', `v${i}`) }),
    },
    { when: 'each rule excludes a value of its own', condition: (i: number) => when({}, { app: of(`v${i}`) }) },
    {
      when: 'all rules share one of the values that they exclude',
      condition: (i: number) => when({ stage: of('production') }, { app: of('shared', `v${i}`) }),
    },
    {
      when: 'each rule has a beginning of its own',
      condition: (i: number) => when({ app: of([`v${i}-`, star]) }),
    },
    { when: 'all rules are the same', condition: () => when({ stage: of('production') }) },
    {
      when: 'rules that name a value follow rules that exclude one',
      condition: (i: number) => (i < rules / 2 ? when({}, { app: of(`v${i}`) }) : when({ app: of(`v${i}`) })),
    },
  ])('grows no faster than the policy when $when', ({ condition }) => {
    let compared = 0;
    firsts(
      Array.from({ length: rules }, (_, i) => allowedTags(condition(i))),
      (outer, inner) => {
        compared += 1;
        return covers(outer, inner);
      },
    );
    expect(compared).toBeLessThanOrEqual(4 * rules);
  });
});
