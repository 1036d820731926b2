import { describe, expect, it, vi } from 'vitest';
import { leaseMs, reserveMs, timeLimit } from '../../../functions/runtime/time.ts';
import { timeoutMs } from '../../support/work-queue.ts';

const limitWith = (leftMs: number): AbortSignal => timeLimit({ getRemainingTimeInMillis: () => leftMs });

it('is reached when the reserve is all that is left', () => {
  vi.useFakeTimers();
  const limit = limitWith(reserveMs + 10);
  vi.advanceTimersByTime(9);
  expect(limit.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(limit.aborted).toBe(true);
  vi.useRealTimers();
});

it.each([reserveMs, 1, -1])('is reached from the start with %i ms left', (leftMs) => {
  expect(limitWith(leftMs).aborted).toBe(true);
});

describe('under the timeout that template.yaml gives the function', () => {
  it('a lease outlives the invocation that took it', () => {
    expect(leaseMs).toBeGreaterThan(timeoutMs);
  });

  it('there is time left to work beside the reserve', () => {
    expect(timeoutMs - reserveMs).toBeGreaterThan(30_000);
  });
});
