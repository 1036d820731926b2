import type { EFSClientConfig } from '@aws-sdk/client-efs';
import { httpStatus } from './http-status.ts';

/** The SDK's retry strategy, as its clients accept it. */
export type RetryStrategy = Extract<EFSClientConfig['retryStrategy'], { acquireInitialRetryToken: unknown }>;

/**
 * Retries what `strategy` would, but only after an HTTP error: a request whose answer was lost may have taken effect,
 * so its error goes to the caller, who can read before writing again. Shares the rate limiter and budget of `strategy`.
 */
export const retryAnswered = (strategy: RetryStrategy): RetryStrategy => ({
  acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
  refreshRetryTokenForRetry: async (token, info) => {
    if ((httpStatus(info.error) ?? 0) < 400) throw info.error;
    return strategy.refreshRetryTokenForRetry(token, info);
  },
  recordSuccess: (token) => strategy.recordSuccess(token),
});
