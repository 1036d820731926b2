import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flapping, type PastChange } from '../../../../functions/core/brakes/flapping.ts';
import { mt, sg } from '../../../support/builders.ts';
import { shuffles } from '../../../support/worlds.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-05-01T12:00:00Z');
const LIMIT = { count: 3, withinMs: HOUR };

const fix = (minutesAgo: number, say: Partial<PastChange> = {}): PastChange => ({
  mountTargetId: mt(1),
  status: 'fixed',
  reasons: [],
  rule: 'the-rule',
  at: NOW - minutesAgo * 60_000,
  before: [sg(2)],
  after: [sg(1)],
  ...say,
});
const by = (name: string, userAgent?: string) => ({
  actor: { arn: `arn:aws:iam::111122223333:role/${name}`, ...(userAgent && { userAgent }) },
});
const fixes = [fix(10), fix(20), fix(30)];
const text = (changes: readonly PastChange[]) => flapping(changes, LIMIT, NOW)?.text;

describe('flapping', () => {
  it.each<{ when: string; changes: readonly PastChange[]; flaps: boolean }>([
    { when: 'there is no change', changes: [], flaps: false },
    { when: 'there are fewer fixes than the limit', changes: fixes.slice(1), flaps: false },
    { when: 'there are as many fixes as the limit', changes: fixes, flaps: true },
    { when: 'there are more', changes: [fix(5), ...fixes], flaps: true },
    { when: 'the oldest has just left the window', changes: [fix(1), fix(2), fix(60)], flaps: false },
    {
      when: 'the oldest is about to leave the window',
      changes: [fix(1), fix(2), fix(0, { at: NOW - HOUR + 1 })],
      flaps: true,
    },
    { when: 'a clock is ahead', changes: [fix(-5), fix(-1), fix(1)], flaps: true },
    ...['failed', 'deferred', 'refused', 'gone'].map((status) => ({
      when: `one was ${status}`,
      changes: [fix(5, { status }), ...fixes.slice(1)],
      flaps: false,
    })),
  ])('says $flaps when $when', ({ changes, flaps }) => {
    expect(flapping(changes, LIMIT, NOW)?.code).toBe(flaps ? 'flapping' : undefined);
  });

  it.each([
    {
      when: 'one was not seen when it was read back',
      say: { status: 'failed', reasons: ['not-verified'] },
      flaps: true,
    },
    { when: 'one was ordered by a person', say: { rule: 'revert of c-1' }, flaps: false },
    { when: 'one restored what did not work out', say: { rule: 'restore after c-1' }, flaps: false },
  ])('says $flaps when $when', ({ say, flaps }) => {
    expect(flapping([fix(5, say), ...fixes.slice(1)], LIMIT, NOW) !== undefined).toBe(flaps);
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
    const changes = [
      fix(10, { ...by('deploy', 'APN/1.0 HashiCorp/1.0 Terraform/1.5.6'), before: [sg(4), sg(3)] }),
      fix(20),
      fix(30),
    ];
    expect(text(changes)).toBe(
      'Terraform (arn:aws:iam::111122223333:role/deploy) keeps setting sg-00000003, sg-00000004 where the policy wants ' +
        'sg-00000001: put right 3 times since 2026-05-01T11:30:00.000Z (limits.changesPerMountTarget), so nothing is ' +
        'written until 2026-05-01T12:30:00.000Z or {"release": "fsmt-00000001"}',
    );
  });

  it('goes by the newest as many as the limit', () => {
    const changes = [fix(40), fix(50), fix(10, { before: [sg(9)] }), fix(20), fix(30)];
    expect(text(changes)).toContain('keeps setting sg-00000009 ');
    expect(text(changes)).toContain('since 2026-05-01T11:30:00.000Z');
    expect(text(changes)).toContain('until 2026-05-01T12:30:00.000Z');
  });

  it.each([
    { rivals: [], expected: 'somebody whom no event has named keeps' },
    { rivals: ['a', 'a', 'a'], expected: 'arn:aws:iam::111122223333:role/a keeps' },
    { rivals: ['b', 'a'], expected: 'arn:aws:iam::111122223333:role/b, arn:aws:iam::111122223333:role/a keeps' },
    {
      rivals: ['a', 'b', 'c'],
      expected: 'role/a, arn:aws:iam::111122223333:role/b, arn:aws:iam::111122223333:role/c keeps',
    },
    { rivals: ['a', 'b', 'c', 'd', 'e'], expected: 'arn:aws:iam::111122223333:role/c and 2 more keeps' },
  ])('names $rivals, the latest first', ({ rivals, expected }) => {
    const changes = Array.from({ length: 5 }, (_, i) => fix(i, rivals[i] ? by(rivals[i]) : {}));
    expect(text(changes)).toContain(expected);
  });

  it('says so when the rival left no group', () => {
    expect(text([fix(1, { before: [] }), fix(2), fix(3)])).toContain('keeps setting no groups where');
  });

  const anyChange = fc
    .record({ minutes: fc.integer({ min: -5, max: 90 }), status: fc.constantFrom('fixed', 'fixed', 'failed') })
    .map(({ minutes, status }) => fix(minutes, { status }));
  const changesOf = fc.uniqueArray(anyChange, { maxLength: 8, selector: ({ at }) => at });

  it('does not depend on the order of the changes', () => {
    fc.assert(
      fc.property(changesOf, shuffles, (changes, shuffle) => {
        expect(flapping(shuffle(changes), LIMIT, NOW)).toEqual(flapping(changes, LIMIT, NOW));
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
