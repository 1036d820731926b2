import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { TerminalError } from '../core/model/errors.ts';
import { isFromAws } from './read-event.ts';

/** What a person is told whose payload cannot be read. */
export interface Mistaken {
  readonly error: string;
}

/** An answer, but for a person's slip: that is no error of the function, which would set off its alarm. */
const orMistaken =
  <Answer>(logger: Logger, answer: (event: unknown, context: Context) => Promise<Answer>) =>
  async (event: unknown, context: Context): Promise<Answer | Mistaken> => {
    try {
      return await answer(event, context);
    } catch (error) {
      if (!(error instanceof TerminalError) || error.code !== 'bad-request' || isFromAws(event)) throw error;
      logger.warn('payload not understood', { error });
      return { error: error.message };
    }
  };

/** A Lambda's handler. It publishes what an invocation measured, also when it failed; one that measured nothing publishes nothing. */
export const lambda = <Answer>(
  { logger, metrics }: { readonly logger: Logger; readonly metrics: Metrics },
  answer: (event: unknown, context: Context) => Promise<Answer>,
) => {
  const publish = (): void => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  // middy's own early answer would leave work going on behind it, to be thawed with the next event.
  return middy(orMistaken(logger, answer), { timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger))
    .use({ after: publish, onError: publish });
};
