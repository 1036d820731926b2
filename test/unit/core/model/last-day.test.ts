import { expect, it } from 'vitest';
import { parseLastDay } from '../../../../functions/core/model/last-day.ts';

it.each([
  { text: '2026-12-31', after: '2027-01-01T00:00:00.000Z' },
  { text: '2028-02-29', after: '2028-03-01T00:00:00.000Z' },
  { text: '2020-01-01', after: '2020-01-02T00:00:00.000Z' },
])('lets $text last to its end in UTC', ({ text, after }) => {
  expect(parseLastDay(text)).toEqual({ until: text, expiresAt: Date.parse(after) });
});

it.each([
  '2026-02-30',
  '2027-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-01',
  '2026-01-00',
  '2026-1-1',
  '31-12-2026',
  '2026-12-31T00:00:00Z',
  '2026-12-31 ',
  'x2026-12-31',
  '',
])('does not take "%s" for a day', (text) => {
  expect(parseLastDay(text)).toBeUndefined();
});
