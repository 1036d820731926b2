import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  intersectRanges,
  mergeRanges,
  type Range,
  subtractRanges,
  touching,
} from '../../../../functions/core/net/ranges.ts';

const range = (first: number, last: number): Range => ({ first: BigInt(first), last: BigInt(last) });
const anyRanges = fc.array(
  fc.tuple(fc.nat(60), fc.nat(12)).map(([first, length]) => range(first, first + length)),
  { maxLength: 8 },
);
const members = (ranges: readonly Range[]): ReadonlySet<number> =>
  new Set(
    ranges.flatMap(({ first, last }) => Array.from({ length: Number(last - first) + 1 }, (_, i) => Number(first) + i)),
  );

describe('ranges', () => {
  it.each([
    { when: 'they touch', ranges: [range(5, 9), range(0, 4)], merged: [range(0, 9)] },
    { when: 'a gap of one parts them', ranges: [range(0, 4), range(6, 9)], merged: [range(0, 4), range(6, 9)] },
    { when: 'one lies in the other', ranges: [range(0, 9), range(3, 4)], merged: [range(0, 9)] },
    { when: 'they cross', ranges: [range(0, 5), range(3, 9)], merged: [range(0, 9)] },
    { when: 'there are none', ranges: [], merged: [] },
  ])('have one merged form when $when', ({ ranges, merged }) => expect(mergeRanges(ranges)).toEqual(merged));

  it.each([
    { when: 'nothing is in common', taken: [range(0, 9), range(21, 30)], rest: [range(10, 20)] },
    { when: 'a hole is in the middle', taken: [range(12, 13)], rest: [range(10, 11), range(14, 20)] },
    { when: 'both ends are covered', taken: [range(0, 10), range(20, 30)], rest: [range(11, 19)] },
    { when: 'all is covered', taken: [range(10, 20)], rest: [] },
  ])('subtract what is taken when $when', ({ taken, rest }) =>
    expect(subtractRanges([range(10, 20)], taken)).toEqual(rest),
  );

  it.each([
    { when: 'it reaches to the end of one and to the start of another', of: range(5, 9), found: [1, 2] },
    { when: 'it lies between them', of: range(6, 8), found: [] },
    { when: 'it lies in one', of: range(13, 13), found: [3] },
    { when: 'it covers all', of: range(0, 99), found: [0, 1, 2, 3] },
    { when: 'it lies before all', of: range(0, 0), found: [] },
    { when: 'it lies behind all', of: range(15, 20), found: [] },
  ])('touch another range when one integer is in both: $when', ({ of, found }) => {
    const rows = [range(1, 2), range(4, 5), range(9, 10), range(12, 14)];
    expect(touching(rows, of)).toEqual(found.map((index) => rows[index]));
  });

  it('of one size are found like any others, however they overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40)), fc.nat(6), anyRanges, (starts, size, others) => {
        const row = starts.toSorted((a, b) => a - b).map((first) => range(first, first + size));
        for (const other of others) {
          const isTouched = ({ first, last }: Range) => first <= other.last && other.first <= last;
          expect(touching(row, other)).toEqual(row.filter(isTouched));
        }
      }),
    );
  });

  it('merge and subtract exactly as sets of integers do, whatever the order', () => {
    fc.assert(
      fc.property(anyRanges, anyRanges, (a, b) => {
        const [merged, taken] = [mergeRanges(a), mergeRanges(b)];
        expect(members(merged)).toEqual(members(a));
        expect(mergeRanges(a.toReversed())).toEqual(merged);
        expect(mergeRanges(merged)).toEqual(merged);
        const rest = subtractRanges(merged, taken);
        expect(members(rest)).toEqual(members(a).difference(members(b)));
        expect(mergeRanges(rest)).toEqual(rest);
      }),
    );
  });

  it('intersect in exactly what both have, in merged form', () => {
    fc.assert(
      fc.property(anyRanges.map(mergeRanges), anyRanges.map(mergeRanges), (a, b) => {
        const both = intersectRanges(a, b);
        expect(members(both)).toEqual(members(a).intersection(members(b)));
        expect(both).toEqual(mergeRanges(both));
        expect(intersectRanges(b, a)).toEqual(both);
      }),
    );
  });
});
