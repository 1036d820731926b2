import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import type { Clock } from '../engine/ports/ports.ts';

/** The machine's own time. */
export const clock: Clock = { now: Date.now, sleep: (ms) => sleep(ms) };

/** How long a lease on a file system lasts, in ms: longer than an invocation, so that it outlives its holder and never the other way round. */
export const leaseMs = 90_000;

/**
 * The end of an invocation, in ms, in which nothing is begun any more: a write under way is read back for up to 10 s,
 * its outcome is recorded, and what was put off goes back to the queue.
 */
export const reserveMs = 25_000;

/** Aborts when an invocation has no more than a reserve left, in ms. */
export const timeLimit = (
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  reserve: number = reserveMs,
): AbortSignal => {
  const left = context.getRemainingTimeInMillis() - reserve;
  if (left <= 0) return AbortSignal.abort();
  const limit = new AbortController();
  setTimeout(() => limit.abort(), left).unref();
  return limit.signal;
};
