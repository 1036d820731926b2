import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';
import { ask, isNamed } from '../aws/client/ask.ts';
import type { Call } from '../aws/client/call.ts';
import type { ClockCheck } from '../aws/ledger/clock-skew.ts';
import { RetryableError } from '../core/model/errors.ts';

/**
 * Does work at most once for a key: a later call with the same key answers as the first did. Work that throws, or whose
 * outcome is not final, may be done again.
 */
export type Once = <T>(key: string, work: () => Promise<T>, isFinal?: (outcome: T) => boolean) => Promise<T>;

/** Has Powertools forget the key of work whose outcome is answered all the same. */
class NotFinal extends Error {
  readonly outcome: unknown;
  constructor(outcome: unknown) {
    super('the outcome is not final');
    this.outcome = outcome;
  }
}

/** Whether another caller is at the work, or was and left no answer yet. */
const isUnderWay = (error: unknown): boolean =>
  isNamed(error, 'IdempotencyAlreadyInProgressError') || isNamed(error, 'IdempotencyInconsistentStateError');

/** The call behind Powertools' "Failed to save in progress record", "… update success record" or "… delete record". */
const failedCall = ({ message }: Error, key: string): Call => {
  const operation = /\bdelete\b/.test(message) ? 'DeleteItem' : /\bupdate\b/.test(message) ? 'UpdateItem' : 'PutItem';
  return { action: `dynamodb:${operation}`, about: `event ${key}` };
};

/**
 * Powertools Idempotency over a store. The context's remaining time bounds how long a crashed invocation blocks its key.
 * Rejects with `RetryableError` while another invocation is at the work or the clock is
 * wrong, by which a record would be out of date too soon or too late, and as `ask` does when the store fails.
 */
export const onceIn = (store: BasePersistenceLayer, context: Context, checkClock: ClockCheck): Once => {
  const config = new IdempotencyConfig({});
  config.registerLambdaContext(context);
  return async <T>(key: string, work: () => Promise<T>, isFinal: (outcome: T) => boolean = () => true) => {
    await checkClock('unless-unknown');
    try {
      const options = { persistenceStore: store, config, dataIndexArgument: 0 };
      // Where nothing was known of the clock, the answer to the record has told by now; the record is given up if it is wrong.
      const checked = async (_key: string) => {
        await checkClock();
        const outcome = await work();
        if (!isFinal(outcome)) throw new NotFinal(outcome);
        return outcome;
      };
      return await makeIdempotent(checked, options)(key);
    } catch (error) {
      if (error instanceof NotFinal) return error.outcome as T;
      if (isUnderWay(error))
        throw new RetryableError(`event ${key}: another invocation is at work on it`, {
          code: 'lease-held',
          cause: error,
        });
      if (error instanceof Error && isNamed(error, 'IdempotencyPersistenceLayerError'))
        return ask(failedCall(error, key), () => Promise.reject(error.cause));
      throw error;
    }
  };
};
