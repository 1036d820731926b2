import type { SdkError } from '@smithy/types';
import { httpStatus } from '../../../functions/aws/client/http-status.ts';
import { type RetryStrategy, retryAnswered } from '../../../functions/aws/client/retry-answered.ts';

const mostAttempts = 4;

const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

const isTransient = (error: unknown): boolean => {
  if (!isSdkError(error)) return false;
  const status = httpStatus(error);
  return status === undefined
    ? error.name === 'TimeoutError'
    : status >= 500 || /Thrott|LimitExceeded$|Throughput/.test(error.name);
};

const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 100 * 2 ** count });

/** Retries as the SDK does, in the time of the run: four attempts at what may pass, with doubling pauses. */
const sdkRetries: RetryStrategy = {
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (last, { error }) => {
    const count = last.getRetryCount() + 1;
    if (!isTransient(error) || count >= mostAttempts) throw error;
    return token(count);
  },
  recordSuccess: () => {},
};

/** Repeats a request as a client with this strategy would, until a signal. */
const repeating =
  (strategy: RetryStrategy) =>
  async <T>(wait: (ms: number) => Promise<void>, request: () => Promise<T>, signal?: AbortSignal) => {
    let current = await strategy.acquireInitialRetryToken('campaign');
    for (;;) {
      try {
        return await request();
      } catch (error) {
        if (!isSdkError(error)) throw error;
        current = await strategy.refreshRetryTokenForRetry(current, { error, errorType: 'TRANSIENT' });
        await wait(current.getRetryDelay());
        signal?.throwIfAborted();
      }
    }
  };

/** As every client of the code under test retries. */
export const retrying = repeating(sdkRetries);
/** As its client for Modify retries: never after a lost answer. */
export const retryingAnswered = repeating(retryAnswered(sdkRetries));
