import { expect, it } from 'vitest';
import { averageClients, fewestClients } from '../../../../functions/core/model/clients-by-minute.ts';

const noon = Date.UTC(2026, 10, 1, 12);
const minute = 60_000;

/** Counts of the minutes from noon on; undefined for a minute without data. */
const fromNoon = (...counts: readonly (number | undefined)[]): ReadonlyMap<number, number> =>
  new Map(counts.flatMap((count, index) => (count === undefined ? [] : [[noon + index * minute, count] as const])));

it.each([
  { counts: [], average: undefined },
  { counts: [undefined, undefined], average: undefined },
  { counts: [0], average: 0 },
  { counts: [4, 8], average: 6 },
  { counts: [undefined, 8, undefined, 4], average: 6 },
])('the average over $counts is $average: minutes without data are left out', ({ counts, average }) => {
  expect(averageClients(fromNoon(...counts))).toBe(average);
});

it.each([
  { counts: [10, 10, 10, 10], fewest: 10, why: 'nobody left' },
  { counts: [10, 0, 0, 10], fewest: 0, why: 'clients that come back had left' },
  { counts: [0, 0, 10, 10], fewest: 0, why: 'the first minutes count' },
  { counts: [10, 10, 2, 4], fewest: 3, why: 'the last minutes count' },
  { counts: [10, 0, 10, 10], fewest: 5, why: 'one minute alone counts for half' },
  { counts: [10, undefined, undefined, 10], fewest: 0, why: 'a minute without data is one without clients' },
  { counts: [10, 10], fewest: 0, why: 'data may end before the time does' },
  { counts: [], fewest: 0, why: 'there may be no data at all' },
  { counts: [10, 10, 10, 10, 0, 0], fewest: 10, why: 'what is after the time does not count' },
])('of $counts in four minutes the fewest clients are $fewest: $why', ({ counts, fewest }) => {
  expect(fewestClients(fromNoon(...counts), noon, noon + 4 * minute)).toBe(fewest);
});

it.each([
  { from: 0, to: 2 * minute, fewest: 3 },
  { from: 1, to: 3 * minute, fewest: 4 },
  { from: 1, to: 4 * minute - 1, fewest: 4 },
  { from: minute, to: 4 * minute, fewest: 4 },
  { from: 0, to: 2 * minute - 1, fewest: undefined },
  { from: 1, to: 3 * minute - 1, fewest: undefined },
  { from: minute, to: 0, fewest: undefined },
])('of minutes only partly between $from and $to ms nothing counts: $fewest', ({ from, to, fewest }) => {
  expect(fewestClients(fromNoon(2, 4, 4, 100), noon + from, noon + to)).toBe(fewest);
});
