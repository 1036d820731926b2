import { expect, it } from 'vitest';
import { parseDuration } from '../../../functions/policy/duration.ts';

it.each([
  { text: '1s', expected: 1_000 },
  { text: '30s', expected: 30_000 },
  { text: '15m', expected: 900_000 },
  { text: '1h', expected: 3_600_000 },
  { text: '2d', expected: 172_800_000 },
  { text: '999999d', expected: 86_399_913_600_000 },
])('reads $text as $expected ms', ({ text, expected }) => {
  expect(parseDuration(text)).toBe(expected);
});

it.each(['', '1', 'h', '0h', '01h', '-1h', '1.5h', '1 h', '1H', '1w', '1h30m', '1000000s', ' 1h', '1h '])(
  'does not take "%s" for a duration',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
