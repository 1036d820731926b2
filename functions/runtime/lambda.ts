import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';

/** A Lambda's handler. It publishes what an invocation measured, also when it failed; one that measured nothing publishes nothing. */
export const lambda = <Answer>(
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
  answer: (event: unknown, context: Context) => Promise<Answer>,
) => {
  const publish = (): void => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  // middy's own early answer would leave work going on behind it, to be thawed with the next event.
  return middy(answer, { timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger))
    .use({ after: publish, onError: publish });
};
