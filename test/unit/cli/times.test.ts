import { describe, expect, it } from 'vitest';
import { endTime, pastTime, reasonOf } from '../../../functions/cli/orders/times.ts';
import { UsageError } from '../../../functions/cli/usage-error.ts';

const now = Date.parse('2026-11-27T06:30:00Z');

describe('a time in the past', () => {
  it.each([
    { text: '30m', expected: '2026-11-27T06:00:00.000Z' },
    { text: '2h', expected: '2026-11-27T04:30:00.000Z' },
    { text: '3d', expected: '2026-11-24T06:30:00.000Z' },
    { text: '2026-11-26T12:00Z', expected: '2026-11-26T12:00:00.000Z' },
    { text: '2026-11-26T12:00:00+01:00', expected: '2026-11-26T11:00:00.000Z' },
  ])('is $expected for $text', ({ text, expected }) => {
    expect(new Date(pastTime('--since', text, now)).toISOString()).toBe(expected);
  });

  it('is the last time that the clock here showed it, also when that was yesterday', () => {
    const at = new Date(pastTime('--since', '02:00', now));
    expect([at.getHours(), at.getMinutes()]).toEqual([2, 0]);
    expect(now - at.getTime()).toBeGreaterThanOrEqual(0);
    const later = new Date(now + 60_000);
    const clock = `${String(later.getHours()).padStart(2, '0')}:${String(later.getMinutes()).padStart(2, '0')}`;
    expect(now - pastTime('--since', clock, now)).toBe(86_400_000 - 60_000);
  });

  it.each(['', 'yesterday', '25:00', '2h ago', '2026-13-01T00:00Z'])('is not "%s"', (text) => {
    expect(() => pastTime('--since', text, now)).toThrow(UsageError);
  });
});

describe('an end', () => {
  it.each([
    { text: '2026-12-31', expected: '2026-12-31' },
    { text: '12h', expected: '2026-11-27T18:30:00.000Z' },
    { text: '2026-12-31T18:00Z', expected: '2026-12-31T18:00:00.000Z' },
  ])('is $expected for $text', ({ text, expected }) => expect(endTime('--until', text, now)).toBe(expected));

  it.each([undefined, 'forever', '3'])('is not %s', (text) => {
    expect(() => endTime('--until', text, now)).toThrow(/--until/);
  });
});

it('asks for a reason, which goes on record', () => {
  expect(reasonOf('INC-7')).toBe('INC-7');
  expect(() => reasonOf(' ')).toThrow(/--reason is missing/);
});
