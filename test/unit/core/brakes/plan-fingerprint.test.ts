import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isFingerprint,
  type PlannedChange,
  planFingerprint,
} from '../../../../functions/core/brakes/plan-fingerprint.ts';
import { mt, sg } from '../../../support/builders.ts';
import { shuffles } from '../../../support/worlds.ts';

const V = '0123456789ab';
const change = (n: number, before: readonly number[] | undefined, after: readonly number[]): PlannedChange => ({
  mountTargetId: mt(n),
  ...(before && { before: before.map(sg) }),
  after: after.map(sg),
});

const groups = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
const plans = fc.uniqueArray(
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.option(groups, { nil: undefined }), groups)
    .map(([n, before, after]) => change(n, before, after)),
  { selector: ({ mountTargetId }) => mountTargetId },
);
const versions = fc.constantFrom('a', 'b');

/** The plan itself, for comparison: order of changes and groups aside. */
const meaning = (plan: readonly PlannedChange[]) =>
  new Map(
    plan.map(({ mountTargetId, before, after }) => [
      mountTargetId,
      { before: before && new Set(before), after: new Set(after) },
    ]),
  );

describe('planFingerprint', () => {
  it('is one line for the policy version and one for every change, sorted', () => {
    expect(planFingerprint([change(2, undefined, [1]), change(1, [3, 2], [1])], V)).toBe(
      [
        '"0123456789ab"',
        '["fsmt-00000001",["sg-00000002","sg-00000003"],["sg-00000001"]]',
        '["fsmt-00000002",null,["sg-00000001"]]',
      ].join('\n'),
    );
  });

  it.each([
    { what: 'the policy', other: planFingerprint([change(1, [2], [1])], 'x') },
    { what: 'a mount target', other: planFingerprint([change(2, [2], [1])], V) },
    { what: 'a set to be written', other: planFingerprint([change(1, [2], [1, 3])], V) },
    { what: 'a set attached', other: planFingerprint([change(1, [3], [1])], V) },
    { what: 'what is known of the set attached', other: planFingerprint([change(1, undefined, [1])], V) },
    { what: 'the number of changes', other: planFingerprint([change(1, [2], [1]), change(2, [2], [1])], V) },
  ])('is another when $what is', ({ other }) => {
    expect(other).not.toBe(planFingerprint([change(1, [2], [1])], V));
  });

  it('is the same exactly when the plan is, whatever the order of changes and groups', () => {
    fc.assert(
      fc.property(plans, plans, versions, versions, shuffles, (plan, other, version, otherVersion, shuffle) => {
        const shuffled = shuffle(plan).map(({ before, after, ...rest }) => ({
          ...rest,
          ...(before && { before: shuffle([...before, ...before]) }),
          after: shuffle(after),
        }));
        expect(planFingerprint(shuffled, version)).toBe(planFingerprint(plan, version));
        const same = version === otherVersion && isDeepStrictEqual(meaning(other), meaning(plan));
        expect(planFingerprint(other, otherVersion) === planFingerprint(plan, version)).toBe(same);
      }),
    );
  });
});

it.each([
  { text: '0123456789ab', is: true },
  { text: '0123456789a', is: false },
  { text: '0123456789abc', is: false },
  { text: '0123456789aB', is: false },
  { text: '', is: false },
])('"$text" is a fingerprint that a person may confirm: $is', ({ text, is }) => {
  expect(isFingerprint(text)).toBe(is);
});
