import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Finding, Status } from '../core/model/finding.ts';
import type { Journal } from '../engine/ports/journal.ts';

const levels: Record<Status, 'info' | 'warn' | 'error'> = {
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

/** Drift was found: it was put right, is queued, would be put right, or could not be although a rule asks for it. */
const isDrift = ({ status, rule, reasons }: Finding): boolean =>
  ['drifted', 'fixed', 'would-fix'].includes(status) ||
  ((status === 'deferred' || status === 'failed') && rule !== null) ||
  reasons.some((reason) => ['over-budget', 'unconfirmed', 'paused'].includes(reason));

const having = (status: Status) => (finding: Finding) => finding.status === status;

/** The metrics that count findings, by name. `Checked` counts all of them and is kept apart. */
const counters: Readonly<Record<string, (finding: Finding) => boolean>> = {
  Drifted: isDrift,
  Fixed: having('fixed'),
  Refused: having('refused'),
  Deferred: having('deferred'),
  Failed: having('failed'),
  Flapping: ({ reasons }) => reasons.includes('flapping'),
  OpenToWorld: ({ warnings, reasons }) => [...warnings, ...reasons].includes('nfs-open-to-world'),
  ClientsRefused: ({ warnings }) => warnings.includes('clients-refused'),
  Unconfirmed: ({ reasons }) => reasons.includes('unconfirmed') || reasons.includes('paused'),
};

/** Powertools Logger and Metrics, configured by Powertools' own variables, and the journal that writes through them. */
export const telemetry = (env: NodeJS.ProcessEnv, now: () => number) => {
  const serviceName = env['POWERTOOLS_SERVICE_NAME'] ?? 'mountguard';
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'Mountguard', serviceName });

  const count = (checked: number, findings: readonly Finding[]): void => {
    metrics.addMetric('Checked', MetricUnit.Count, checked);
    for (const [name, counts] of Object.entries(counters)) {
      const value = findings.filter(counts).length;
      if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
    }
  };

  const journal: Journal = {
    decided(
      finding,
      { cause: { cause, actor, eventId, changedAt, ordered, dryRun }, policyVersion, durationMs, quiet },
    ) {
      const facts = {
        ...finding,
        policyVersion,
        cause,
        actor: actor?.arn ?? null,
        eventId,
        ordered,
        dryRun,
        durationMs,
      };
      logger[quiet ? 'debug' : levels[finding.status]]('decided', facts);
      count(1, [finding]);
      if (finding.status === 'fixed' && changedAt !== undefined)
        metrics.addMetric('EventToFixSeconds', MetricUnit.Seconds, (now() - changedAt) / 1000);
    },
    swept({ checked, summary, queued, policyVersion, warnings, results }, { cause, overBudget, dryRun, durationMs }) {
      for (const finding of results)
        logger[levels[finding.status]]('decided', { ...finding, policyVersion, cause, actor: null, dryRun });
      logger[overBudget ? 'error' : 'info']('swept', {
        cause,
        checked,
        summary,
        queued,
        policyVersion,
        dryRun,
        durationMs,
        ...(warnings && { warnings }),
      });
      count(checked, results);
      if (dryRun) return;
      // Invocations say nothing of it: most events about groups cost no sweep.
      metrics.addMetric('Swept', MetricUnit.Count, 1);
      if (overBudget) metrics.addMetric('OverBudget', MetricUnit.Count, 1);
    },
    warn: (message, keys) => logger.warn(message, keys),
  };
  return { logger, metrics, journal };
};
