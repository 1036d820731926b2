import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';

/** Does work at most once for a key: a later call with the same key answers as the first did. Work that throws may be done again. */
export type Once = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * Powertools Idempotency over a store. The context's remaining time bounds how long a crashed invocation blocks its key.
 */
export const onceIn = (store: BasePersistenceLayer, context: Context): Once => {
  const config = new IdempotencyConfig({});
  config.registerLambdaContext(context);
  return (key, work) =>
    makeIdempotent((_key: string) => work(), { persistenceStore: store, config, dataIndexArgument: 0 })(key);
};
