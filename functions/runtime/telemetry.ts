import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Finding, Status } from '../core/finding.ts';
import type { Journal } from '../engine/ports.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

const levels: Record<Status, Level> = {
  compliant: 'info',
  drifted: 'warn',
  unmanaged: 'info',
  exempt: 'info',
  refused: 'warn',
  deferred: 'warn',
  gone: 'info',
  fixed: 'info',
  'would-fix': 'warn',
  failed: 'error',
};

const counters: Partial<Record<Status, string>> = {
  fixed: 'Fixed',
  refused: 'Refused',
  deferred: 'Deferred',
  failed: 'Failed',
};

/** Drift was found: it was put right, would be, or could not be although a rule asked for it. */
const isDrift = ({ status, rule }: Finding): boolean =>
  status === 'fixed' || status === 'would-fix' || ((status === 'deferred' || status === 'failed') && rule !== null);

export interface Telemetry {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly journal: Journal;
}

/** Powertools Logger and Metrics, configured by Powertools' own variables, and the journal that writes through them. */
export const telemetry = (now: () => number): Telemetry => {
  const logger = new Logger({ serviceName: process.env['POWERTOOLS_SERVICE_NAME'] ?? 'mountguard' });
  const metrics = new Metrics({
    namespace: process.env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'Mountguard',
    serviceName: process.env['POWERTOOLS_SERVICE_NAME'] ?? 'mountguard',
  });
  const journal: Journal = {
    decided(finding, { purpose, policyVersion, durationMs, quiet }) {
      const { cause, actor, eventId, changedAt, dryRun } = purpose;
      logger[quiet ? 'debug' : levels[finding.status]]('decided', {
        ...finding,
        policyVersion,
        cause,
        actor: actor?.arn ?? null,
        eventId,
        dryRun,
        durationMs,
      });
      metrics.addMetric('Checked', MetricUnit.Count, 1);
      if (isDrift(finding)) metrics.addMetric('Drifted', MetricUnit.Count, 1);
      const counter = counters[finding.status];
      if (counter) metrics.addMetric(counter, MetricUnit.Count, 1);
      if (finding.status === 'fixed' && changedAt !== undefined)
        metrics.addMetric('EventToFixSeconds', MetricUnit.Seconds, (now() - changedAt) / 1000);
    },
    warn: (message, keys) => logger.warn(message, keys),
  };
  return { logger, metrics, journal };
};
