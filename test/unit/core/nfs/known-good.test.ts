import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type GoodRecord,
  type GoodSpan,
  protectionBy,
  recordAfter,
  recordOf,
  type Sight,
  sinceFix,
} from '../../../../functions/core/nfs/known-good.ts';
import { difference, isEmpty, NOTHING } from '../../../../functions/core/nfs/reach.ts';
import { readSources, type WrittenSources } from '../../../../functions/core/nfs/written-sources.ts';
import { must } from '../../../support/must.ts';

const lets = (...blocks: readonly string[]): WrittenSources => ({ blocks, groups: [] });
const [A, B, C] = ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'].map((block) => lets(block)) as [
  WrittenSources,
  WrittenSources,
  WrittenSources,
];
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 100 * DAY;
const span = (of: WrittenSources, from: number, to?: number, policyVersion = 'v1'): GoodSpan => ({
  lets: of,
  from,
  ...(to !== undefined && { to }),
  policyVersion,
});
const by = { policyVersion: 'v1', undoWithinMs: DAY, now: NOW, sweptAt: NOW - HOUR, isFresh: false };
const blocksOf = (all: readonly WrittenSources[]) => all.flatMap(({ blocks }) => blocks);

describe('whom a change may not hurt', () => {
  it.each<{ when: string; record: GoodRecord; sets?: readonly WrittenSources[]; until?: number }>([
    { when: 'nothing is on record', record: { spans: [] } },
    {
      when: 'a set is good since the last sweep',
      record: { spans: [span(A, NOW - 2 * DAY)] },
      sets: [A],
      until: NOW - HOUR,
    },
    {
      when: 'one was until the drift began',
      record: { spans: [span(A, 0, NOW - DAY)], driftSince: NOW - HOUR },
      sets: [A],
      until: NOW - DAY,
    },
    {
      when: 'the drift is older than the span of time',
      record: { spans: [span(A, 0, NOW - 9 * DAY)], driftSince: NOW - 8 * DAY },
      sets: [A],
      until: NOW - 9 * DAY,
    },
    { when: 'the last good set was too long before the drift', record: { spans: [span(A, 0, NOW - 2 * DAY)] } },
    {
      when: 'a rule was revoked within the day',
      record: { spans: [span(A, 0, NOW - 5 * HOUR), span(B, NOW - 4 * HOUR)] },
      sets: [A, B],
      until: NOW - HOUR,
    },
    {
      when: 'a rule was revoked before that',
      record: { spans: [span(A, 0, NOW - 2 * DAY), span(B, NOW - DAY)] },
      sets: [B],
      until: NOW - HOUR,
    },
    {
      when: 'a set was good only after the drift was seen',
      record: { spans: [span(A, 0, NOW - 3 * HOUR), span(B, NOW)], driftSince: NOW - 2 * HOUR },
      sets: [A],
      until: NOW - 3 * HOUR,
    },
    {
      when: 'the set was good once and no sweep was since',
      record: { spans: [span(A, NOW - HOUR / 2)] },
      sets: [A],
      until: NOW - HOUR / 2,
    },
  ])('is by the record when $when', ({ record, sets, until }) => {
    const { recent } = protectionBy(record, by);
    expect(recent && { sets: recent.sets, until: recent.until }).toEqual(
      sets && { sets: sets.map(readSources), until },
    );
    for (const one of recent?.sets ?? []) expect(isEmpty(difference(one, must(recent).sources))).toBe(true);
  });

  it('counts no end of what is good still before the first sweep', () => {
    const { sweptAt: _, ...unswept } = by;
    expect(protectionBy({ spans: [span(A, NOW - HOUR)] }, unswept).recent?.until).toBe(NOW - HOUR);
  });

  it.each([
    { when: 'nothing is on record', spans: [], ever: undefined },
    { when: 'nothing is on record, and the set is new', spans: [], isFresh: true, ever: [] },
    { when: 'it is new, and a sweep saw it before', spans: [], isFresh: true, driftSince: 5, ever: undefined },
    { when: 'the policy is that of the last good set', spans: [span(A, 0, 1, 'v0'), span(B, 2, 3)], ever: [A, B] },
    { when: 'the policy changed since', spans: [span(A, 0, 1), span(B, 2, 3, 'v0')], ever: undefined },
  ])(
    'may be outweighed only where it is known who ever was let in: $when',
    ({ spans, ever, isFresh = false, ...seen }) => {
      const expected = ever && readSources({ blocks: blocksOf(ever), groups: [] });
      expect(protectionBy({ spans, ...seen }, { ...by, isFresh }).ever).toEqual(expected);
    },
  );

  it('does not widen by waiting, once a sweep has seen the drift', () => {
    const spans = fc.array(fc.tuple(fc.constantFrom(A, B, C), fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(spans, fc.nat(100), fc.nat(1000), fc.nat(40), (all, driftSince, wait, undoWithinMs) => {
        const record = { spans: all.map(([of, from, length]) => span(of, from, from + length)), driftSince };
        const at = (now: number) => protectionBy(record, { ...by, undoWithinMs, now, sweptAt: now });
        expect(at(driftSince + wait)).toEqual(at(driftSince));
      }),
    );
  });
});

describe('what a sweep leaves on record', () => {
  const compliant = (of: WrittenSources, policyVersion = 'v1'): Sight => ({ of: 'compliant', lets: of, policyVersion });
  const drift: Sight = { of: 'drift' };
  const excused: Sight = { of: 'excused' };
  const unread: Sight = { of: 'untold' };

  it.each<{ when: string; record: GoodRecord; sight: Sight; expected: GoodRecord }>([
    {
      when: 'a set is good for the first time',
      record: { spans: [] },
      sight: compliant(A),
      expected: { spans: [span(A, 9)] },
    },
    {
      when: 'another is good now',
      record: { spans: [span(A, 1)] },
      sight: compliant(B),
      expected: { spans: [span(A, 1, 5), span(B, 9)] },
    },
    {
      when: 'the same is good under another policy',
      record: { spans: [span(A, 1)] },
      sight: compliant(A, 'v2'),
      expected: { spans: [span(A, 9, undefined, 'v2')] },
    },
    {
      when: 'drift was put right',
      record: { spans: [span(B, 0, 1), span(A, 1, 3)], driftSince: 4 },
      sight: compliant(A),
      expected: { spans: [span(B, 0, 1), span(A, 9)] },
    },
    {
      when: 'drift is seen first',
      record: { spans: [span(A, 1)] },
      sight: drift,
      expected: { spans: [span(A, 1, 5)], driftSince: 9 },
    },
    {
      when: 'drift is seen of what was never good',
      record: { spans: [] },
      sight: drift,
      expected: { spans: [], driftSince: 9 },
    },
    {
      when: 'what was good after the last sweep drifts',
      record: { spans: [span(A, 7)] },
      sight: drift,
      expected: { spans: [span(A, 7, 7)], driftSince: 9 },
    },
    {
      when: 'a person lets it be',
      record: { spans: [span(A, 1, 3)], driftSince: 4 },
      sight: excused,
      expected: { spans: [span(A, 1, 3)] },
    },
    {
      when: 'a person lets it be while it is good',
      record: { spans: [span(A, 1)] },
      sight: excused,
      expected: { spans: [span(A, 1, 5)] },
    },
    {
      when: 'what was good cannot be read, so that nobody sees what comes now',
      record: { spans: [span(A, 1)] },
      sight: unread,
      expected: { spans: [span(A, 1, 5)], driftSince: 9 },
    },
  ])('is as it was seen when $when', ({ record, sight, expected }) => {
    expect(recordAfter(record, sight, 9, 5)).toEqual(expected);
  });

  it("knows the end of what was good as the sweep's own begin where there was none before", () => {
    expect(recordAfter({ spans: [span(A, 1)] }, drift, 9).spans).toEqual([span(A, 1, 9)]);
  });

  it.each<{ when: string; record: GoodRecord; sight: Sight }>([
    { when: 'the same is good', record: { spans: [span(A, 1)] }, sight: compliant(lets(...A.blocks)) },
    { when: 'drift stands', record: { spans: [span(A, 1, 3)], driftSince: 4 }, sight: drift },
    { when: 'a person lets it be still', record: { spans: [span(A, 1, 3)] }, sight: excused },
    { when: 'drift cannot be read', record: { spans: [span(A, 1, 3)], driftSince: 4 }, sight: unread },
    { when: 'nothing is known and nothing read', record: { spans: [] }, sight: unread },
  ])('is the very same when $when', ({ record, sight }) => expect(recordAfter(record, sight, 9, 5)).toBe(record));

  const sights = fc.array(
    fc.oneof(
      fc
        .tuple(fc.nat(60), fc.constantFrom('v1', 'v2'))
        .map(([n, version]) => compliant(lets(`10.${n}.0.0/16`), version)),
      fc.constantFrom(drift, drift, excused, unread),
    ),
    { maxLength: 120 },
  );
  const recordsOf = (all: readonly Sight[]): readonly GoodRecord[] => {
    let record: GoodRecord = { spans: [] };
    return all.map((sight, n) => {
      record = recordAfter(record, sight, 10 * n, 10 * (n - 1));
      return record;
    });
  };

  it('is the very same when the same is seen again', () => {
    fc.assert(
      fc.property(sights, (all) => {
        const [last, record] = [all.at(-1), recordsOf(all).at(-1)];
        fc.pre(last !== undefined && record !== undefined);
        expect(recordAfter(must(record), must(last), 5_000, 4_000)).toBe(record);
      }),
    );
  });

  it('is at most 32 spans in order, each of another set, and only the last lasts', () => {
    fc.assert(
      fc.property(sights, (all) => {
        for (const { spans } of recordsOf(all)) {
          expect(spans.length).toBeLessThanOrEqual(32);
          expect(spans.slice(0, -1).every(({ to }) => to !== undefined)).toBe(true);
          expect(spans.every(({ from, to = from }, n) => from <= to && (spans[n - 1]?.from ?? 0) <= from)).toBe(true);
          expect(new Set(spans.map((it) => JSON.stringify(it.lets))).size).toBe(spans.length);
        }
      }),
    );
  });

  it('dates drift that stands by its first sight, whatever comes between but what is good or excused', () => {
    fc.assert(
      fc.property(sights, (all) => {
        recordsOf(all).reduce<GoodRecord>(
          (before, record, n) => {
            const ends = all[n]?.of === 'compliant' || all[n]?.of === 'excused';
            if (before.driftSince !== undefined && !ends) expect(record.driftSince).toBe(before.driftSince);
            if (ends) expect(record).not.toHaveProperty('driftSince');
            return record;
          },
          { spans: [] },
        );
      }),
    );
  });

  it('protects no fewer than were let in last, however often drift comes and goes', () => {
    const comesAndGoes = Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? drift : compliant(B)));
    const record = must(recordsOf([compliant(A), ...comesAndGoes]).at(-1));
    expect(record.spans.map((it) => it.lets)).toEqual([A, B]);
  });
});

describe('a mount target that no sweep has seen', () => {
  it.each<{ when: string; others: readonly GoodRecord[]; expected: readonly GoodSpan[] }>([
    { when: 'nothing is on record of its file system', others: [], expected: [] },
    { when: 'no other has been good', others: [{ spans: [] }, { spans: [], driftSince: 4 }], expected: [] },
    {
      when: 'others are or were good',
      others: [{ spans: [span(B, 2)] }, { spans: [span(A, 1, 3)], driftSince: 4 }],
      expected: [span(A, 1, 3), span(B, 2, 5)],
    },
  ])('has what others of its file system let in, as far as that was known, when $when', ({ others, expected }) => {
    const all = new Map(others.map((record, n) => [`fsmt-${n}`, record]));
    expect(recordOf('fsmt-new', all, 5)).toEqual({ spans: expected });
  });

  it('is another than one of which a sweep saw nothing good', () => {
    const [own, other] = [{ spans: [] }, { spans: [span(A, 1)] }];
    expect(recordOf('own', new Map([...Object.entries({ own, other })]), 5)).toBe(own);
  });

  it('has no more spans than others may have, and no end of any is known before the first sweep', () => {
    const many = Array.from({ length: 40 }, (_, n) => span(A, n));
    const ended = many.map((it) => ({ ...it, to: it.from }));
    expect(recordOf('fsmt-new', new Map([['fsmt-0', { spans: many }]])).spans).toEqual(ended.slice(-32));
  });
});

describe('our last fix', () => {
  const record: GoodRecord = { spans: [span(A, 1, 3)], driftSince: 4 };
  it.each([
    { when: 'there was none', fix: undefined, expected: record },
    { when: 'it was before the drift', fix: span(A, 3, 3), expected: record },
    { when: 'it was after the drift, which is another now', fix: span(A, 5, 5), expected: { spans: record.spans } },
  ])('tells one drift from another: $when', ({ fix, expected }) => expect(sinceFix(record, fix)).toEqual(expected));

  it('leaves a record without drift the very same', () => {
    const good = { spans: [span(A, 1)] };
    expect(sinceFix(good, span(A, 5, 5))).toBe(good);
  });
});

it('lets nothing in where nothing was ever let in', () =>
  expect(protectionBy({ spans: [] }, { ...by, isFresh: true })).toEqual({ ever: NOTHING }));
