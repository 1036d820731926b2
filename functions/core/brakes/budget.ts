import type { Limits } from '../model/policy.ts';

/**
 * How many mount targets one sweep may change: `count`, or `percent` of the governed ones if that is less. The share is
 * rounded up, so that a small fleet may still have one mount target put right.
 */
export const changesAllowed = ({ count, percent }: Limits['changesPerSweep'], governed: number): number =>
  Math.min(count, Math.ceil((governed * percent) / 100));
