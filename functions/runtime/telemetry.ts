import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Finding, isNoncompliant, type Status } from '../core/model/finding.ts';
import type { Place } from '../core/model/place.ts';
import type { ReasonCode } from '../core/model/reason.ts';
import { toldOrder } from '../engine/orders/told.ts';
import type { Gauges, Journal } from '../engine/ports/journal.ts';

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

const because =
  (...codes: readonly ReasonCode[]) =>
  ({ reasons }: Finding) =>
    reasons.some((reason) => codes.includes(reason));

const isFlapping = because('flapping');
const isUnconfirmed = because('unconfirmed', 'paused', 'over-budget');
const isOpen = ({ warnings, reasons }: Finding) => [...warnings, ...reasons].includes('nfs-open-to-world');

/** Not as the rule requires, and no other alarm says so; an order that was mistyped is refused, and changes nothing. */
const isStanding = (finding: Finding): boolean =>
  isNoncompliant(finding) &&
  ![isFlapping, isUnconfirmed, isOpen, because('bad-request', 'no-such-change', 'not-enforced-here')].some((has) =>
    has(finding),
  );

/** An account that lets mountguard read only is meant to be so. */
const isRefused = (finding: Finding): boolean => finding.status === 'refused' && !because('not-enforced-here')(finding);

/** The metrics that each sweep of the schedule gives in full, also as zero, by name; looks count some of them, too. */
const gaugeCounters: Readonly<Record<string, (finding: Finding, gauges: Gauges) => boolean>> = {
  Noncompliant: isNoncompliant,
  Standing: (finding, { fresh }) => isStanding(finding) && !fresh.has(finding),
  Refused: isRefused,
  Held: because('held'),
  Unmanaged: having('unmanaged'),
  LostRule: (finding, { lostRule }) => lostRule.has(finding),
  Flapping: isFlapping,
  OpenToWorld: isOpen,
  ClientsRefused: ({ warnings }) => warnings.includes('clients-refused'),
  Unconfirmed: isUnconfirmed,
};

/** The metrics that count findings, by name. `Checked` counts all of them and is kept apart. */
const counters: Readonly<Record<string, (finding: Finding) => boolean>> = {
  Drifted: isDrift,
  Fixed: having('fixed'),
  Refused: isRefused,
  Deferred: having('deferred'),
  Failed: having('failed'),
  Flapping: isFlapping,
  OpenToWorld: isOpen,
  ClientsRefused: ({ warnings }) => warnings.includes('clients-refused'),
  Unconfirmed: isUnconfirmed,
  // What waits is not known to stay.
  Standing: (finding) => isStanding(finding) && ['failed', 'refused'].includes(finding.status),
};

/** Powertools Logger and Metrics, configured by Powertools' own variables, and the journal that writes through them. */
export const telemetry = (env: NodeJS.ProcessEnv, now: () => number) => {
  const serviceName = env['POWERTOOLS_SERVICE_NAME'] ?? 'mountguard';
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ namespace: env['POWERTOOLS_METRICS_NAMESPACE'] ?? 'Mountguard', serviceName });

  const add = (name: string, value: number): void => void metrics.addMetric(name, MetricUnit.Count, value);
  let ofPlace: Readonly<Record<string, number>> | undefined;
  const count = (checked: number, findings: readonly Finding[], gauges?: Gauges, place?: Place): void => {
    add('Checked', checked);
    for (const [name, counts] of Object.entries(counters)) {
      const value = gauges && name in gaugeCounters ? 0 : findings.filter(counts).length;
      if (value > 0) add(name, value);
    }
    if (!gauges) return;
    const counted = Object.entries(gaugeCounters).map(
      ([name, counts]) => [name, gauges.all.filter((finding) => counts(finding, gauges)).length] as const,
    );
    // One place is a part of the figure of an organisation, which the run reports.
    if (place) {
      ofPlace = Object.fromEntries(counted);
      return;
    }
    for (const [name, value] of counted) add(name, value);
    // Invocations say nothing of it: events about groups and people invoke the function, too.
    add('Swept', 1);
  };

  /** A journal whose lines name their place, where one is given. */
  const journalOf = (place?: Place): Journal => ({
    decided(
      finding,
      { cause: { cause, actor, eventId, changedAt, ordered, dryRun }, policyVersion, durationMs, quiet },
    ) {
      const facts = {
        ...finding,
        ...place,
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
    swept(
      { checked, summary, queued, policyVersion, warnings, results },
      { cause, overBudget, dryRun, durationMs, gauges },
    ) {
      for (const finding of results)
        logger[levels[finding.status]]('decided', { ...finding, ...place, policyVersion, cause, actor: null, dryRun });
      logger[overBudget ? 'error' : 'info']('swept', {
        ...place,
        cause,
        checked,
        summary,
        queued,
        policyVersion,
        dryRun,
        durationMs,
        ...(warnings && { warnings }),
      });
      // A person's question changes no figure.
      if (dryRun) return;
      count(checked, results, gauges, place);
      if (overBudget) add('OverBudget', 1);
    },
    // At every level: an order must leave its line, unless nothing is logged at all.
    ordered: (order) =>
      (logger.getLevelName() === 'SILENT' ? logger : logger.createChild({ logLevel: 'INFO' })).info('ordered', {
        ...toldOrder(order),
        ...place,
      }),
    warn: (message, keys) => logger.warn(message, { ...keys, ...place }),
  });
  /** The gauges of the last sweep of a place of an organisation, once. */
  const takeGauges = (): Readonly<Record<string, number>> | undefined => {
    const taken = ofPlace;
    ofPlace = undefined;
    return taken;
  };
  return {
    logger,
    metrics,
    journal: journalOf(),
    journalOf,
    takeGauges,
    countTries: (tries: number) => add('Tries', tries),
  };
};
