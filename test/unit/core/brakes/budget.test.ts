import { expect, it } from 'vitest';
import { changesAllowed } from '../../../../functions/core/brakes/budget.ts';

it.each([
  { count: 25, percent: 20, governed: 1000, allowed: 25 },
  { count: 25, percent: 20, governed: 125, allowed: 25 },
  { count: 25, percent: 20, governed: 120, allowed: 24 },
  { count: 25, percent: 20, governed: 121, allowed: 25 },
  { count: 25, percent: 20, governed: 5, allowed: 1 },
  { count: 25, percent: 20, governed: 1, allowed: 1 },
  { count: 25, percent: 20, governed: 0, allowed: 0 },
  { count: 25, percent: 100, governed: 7, allowed: 7 },
  { count: 0, percent: 100, governed: 7, allowed: 0 },
  { count: 25, percent: 0, governed: 7, allowed: 0 },
])('a sweep may change $allowed of $governed, at $count or $percent%', ({ count, percent, governed, allowed }) => {
  expect(changesAllowed({ count, percent }, governed)).toBe(allowed);
});
