import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedFixes, flapping, type LandedChange } from '../../../../functions/core/brakes/flapping.ts';
import { landed, sg } from '../../../support/builders.ts';
import { shuffles } from '../../../support/worlds.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-05-01T12:00:00Z');
const LIMIT = { count: 3, withinMs: HOUR };

const fix = (minutesAgo: number, say: Partial<LandedChange> = {}): LandedChange =>
  landed(NOW - minutesAgo * 60_000, say);
const fixes = [fix(10), fix(20), fix(30)];
const text = (changes: readonly LandedChange[]) => flapping(changes, LIMIT, NOW)?.text;

describe('flapping', () => {
  it.each<{ when: string; changes: readonly LandedChange[]; flaps: boolean }>([
    { when: 'there is no change', changes: [], flaps: false },
    { when: 'there are fewer fixes than the limit', changes: fixes.slice(1), flaps: false },
    { when: 'there are as many fixes as the limit', changes: fixes, flaps: true },
    { when: 'there are more', changes: [fix(5), ...fixes], flaps: true },
    { when: 'the oldest has just left the window', changes: [fix(1), fix(2), fix(60)], flaps: false },
    { when: 'the oldest is about to leave it', changes: [fix(1), fix(2), landed(NOW - HOUR + 1)], flaps: true },
    { when: 'a clock is ahead', changes: [fix(-5), fix(-1), fix(1)], flaps: true },
    {
      when: 'one was ordered by a person or restored what did not work out, as the field says',
      changes: [fix(5, { undoes: 'c-1', before: [sg(1)], after: [sg(2)] }), ...fixes.slice(1)],
      flaps: false,
    },
    {
      when: 'one undid what another caller had set meanwhile, by the order of a person',
      changes: [fix(5, { undoes: 'c-1', before: [sg(3)], after: [sg(2)] }), fix(10, { before: [sg(2)] }), fix(30)],
      flaps: false,
    },
    {
      when: 'one found what the change before had left',
      changes: [fix(10, { before: [sg(1)], after: [sg(3)] }), fix(20), fix(30)],
      flaps: false,
    },
    {
      when: 'one found that in another order',
      changes: [fix(10, { before: [sg(4), sg(1)] }), fix(20, { after: [sg(1), sg(4)] }), fix(30)],
      flaps: false,
    },
    {
      when: 'a policy was changed and changed back, and every fix followed it',
      changes: [
        fix(10, { before: [sg(2)], after: [sg(1)], policyVersion: 'one' }),
        fix(20, { before: [sg(1)], after: [sg(2)], policyVersion: 'two' }),
        fix(30, { before: [sg(2)], after: [sg(1)], policyVersion: 'one' }),
      ],
      flaps: false,
    },
    {
      when: 'the policy was another before one of them, although its mount target was changed as well',
      changes: [
        fix(10, { policyVersion: 'two' }),
        fix(20, { policyVersion: 'one' }),
        fix(30, { policyVersion: 'one' }),
      ],
      flaps: false,
    },
  ])('says $flaps when $when', ({ changes, flaps }) => {
    expect(flapping(changes, LIMIT, NOW)?.code).toBe(flaps ? 'flapping' : undefined);
  });

  it('counts a fix of what another caller did to the set that an undoing had left', () => {
    const undone = fix(20, { undoes: 'c-1', before: [sg(1)], after: [sg(2)] });
    expect(countedFixes([fix(10, { before: [sg(3)] }), undone, fix(30)], 0)).toHaveLength(2);
    expect(countedFixes([fix(10, { before: [sg(2)] }), undone, fix(30)], 0)).toHaveLength(1);
  });

  it('counts only what came after the release', () => {
    const oldest = NOW - 30 * 60_000;
    expect(flapping(fixes, LIMIT, NOW, oldest - 1)).toBeDefined();
    expect(flapping(fixes, LIMIT, NOW, oldest)).toBeUndefined();
  });

  it('trips at the first fix under a limit of one', () => {
    expect(flapping([fix(1)], { count: 1, withinMs: HOUR }, NOW)).toBeDefined();
  });

  it('names the rival, the two sets, the fixes, and both ways on', () => {
    const changes = [fix(10, { by: 'Terraform (deploy)', before: [sg(4), sg(3)] }), fix(20), fix(30)];
    expect(text(changes)).toBe(
      'Terraform (deploy) keeps setting sg-00000003, sg-00000004 where the policy wants sg-00000001: put right 3 times ' +
        'since 2026-05-01T11:30:00.000Z (limits.changesPerMountTarget), so nothing is written until ' +
        '2026-05-01T12:30:00.000Z or {"release": "fsmt-00000001"}',
    );
  });

  it('goes by the newest as many as the limit', () => {
    const changes = [fix(40), fix(50), fix(10, { before: [sg(9)] }), fix(20), fix(30)];
    expect(text(changes)).toContain('keeps setting sg-00000009 ');
    expect(text(changes)).toContain('since 2026-05-01T11:30:00.000Z');
    expect(text(changes)).toContain('until 2026-05-01T12:30:00.000Z');
  });

  it.each([
    { rivals: [], expected: 'an unknown caller keeps' },
    { rivals: ['a', 'a', 'a'], expected: 'a keeps' },
    { rivals: ['b', 'a'], expected: 'b, a keeps' },
    { rivals: ['a', 'b', 'c'], expected: 'a, b, c keeps' },
    { rivals: ['a', 'b', 'c', 'd', 'e'], expected: 'a, b, c and 2 more keeps' },
  ])('names those whom an event named, the latest first: $rivals', ({ rivals, expected }) => {
    const changes = Array.from({ length: 5 }, (_, i) => fix(i, rivals[i] === undefined ? {} : { by: rivals[i] }));
    expect(text(changes)?.startsWith(`${expected} setting`)).toBe(true);
  });

  it('blames nobody for a fix that does not count', () => {
    const own = fix(5, { by: 'bob', before: [sg(1)], after: [sg(3)] });
    expect(text([own, fix(10, { by: 'eve' }), fix(20), fix(30)])).toMatch(/^eve keeps/);
  });

  it('says so when the rival left no group', () => {
    expect(text([fix(1, { before: [] }), fix(2), fix(3)])).toContain('keeps setting no groups where');
  });

  const anyChange = fc
    .record({
      minutes: fc.integer({ min: -5, max: 90 }),
      before: fc.subarray([sg(1), sg(2)]),
      policyVersion: fc.constantFrom('one', 'one', 'two'),
      undoes: fc.option(fc.constant('c-0'), { nil: undefined, freq: 5 }),
    })
    .map(({ minutes, undoes, ...say }) => fix(minutes, { ...say, ...(undoes && { undoes }) }));
  const changesOf = fc.uniqueArray(anyChange, { maxLength: 8, selector: ({ at }) => at });

  it('does not depend on the order of the changes', () => {
    fc.assert(
      fc.property(changesOf, shuffles, (changes, shuffle) => {
        expect(flapping(shuffle(changes), LIMIT, NOW)).toEqual(flapping(changes, LIMIT, NOW));
      }),
    );
  });

  it('counts no fix that finds what our own last change left, whatever was before', () => {
    fc.assert(
      fc.property(changesOf, (changes) => {
        const last = changes.toSorted((a, b) => b.at - a.at)[0];
        fc.pre(last !== undefined);
        const own = landed(NOW + 6 * 60_000, { before: last?.after ?? [], policyVersion: last?.policyVersion ?? '' });
        expect(countedFixes([...changes, own], 0)).toEqual(countedFixes(changes, 0));
      }),
    );
  });

  it('ends at the time it says, to the millisecond, and after a release now', () => {
    fc.assert(
      fc.property(changesOf, fc.integer({ min: 1, max: 4 }), (changes, count) => {
        const limit = { count, withinMs: HOUR };
        const reason = flapping(changes, limit, NOW);
        fc.pre(reason !== undefined);
        const end = Date.parse(/until (\S+)/.exec(reason?.text ?? '')?.[1] ?? '');
        expect(end).toBeGreaterThan(NOW);
        expect(flapping(changes, limit, end - 1)).toBeDefined();
        expect(flapping(changes, limit, end)).toBeUndefined();
        const past = changes.filter(({ at }) => at <= NOW);
        expect(flapping(past, limit, NOW, NOW)).toBeUndefined();
      }),
    );
  });
});
