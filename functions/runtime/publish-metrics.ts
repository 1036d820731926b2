import type { Metrics } from '@aws-lambda-powertools/metrics';

/** Publishes what an invocation measured, also when it failed. An invocation that measured nothing publishes nothing. */
export const publishMetrics = (metrics: Metrics) => {
  const publish = (): void => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return { after: publish, onError: publish };
};
