import type { Finding } from '../../core/model/finding.ts';
import type { Cause } from '../../core/model/request.ts';
import type { OrderRecord } from './record/order.ts';
import type { SweepResult } from './sweep-result.ts';

/** What goes with a finding into its record. */
export interface Circumstances {
  readonly cause: Cause;
  readonly policyVersion: string;
  readonly durationMs: number;
  /** An unmanaged target that the policy asks not to report. */
  readonly quiet: boolean;
}

/** What a sweep found that the schedule started and that looked at everything. */
export interface Gauges {
  readonly all: readonly Finding[];
  /** Those that drifted since the sweep before, so that they may be put right in a moment. */
  readonly fresh: ReadonlySet<Finding>;
  /** Those that no rule governs although one did. */
  readonly lostRule: ReadonlySet<Finding>;
}

/** What goes with a sweep's result into its record. */
export interface SweepCircumstances {
  /** What set it off: `sweep`, or the events about groups. */
  readonly cause: string;
  readonly dryRun: boolean;
  readonly durationMs: number;
  /** More would have changed than the policy lets one sweep change, so nothing was queued. */
  readonly overBudget: boolean;
  /** Absent for what a person or an event asked for, and for a sweep that ran out of time. */
  readonly gauges?: Gauges;
}

/** Tells people what happened. */
export interface Journal {
  /** The one `decided` line, and the metrics, of a look. */
  decided(finding: Finding, circumstances: Circumstances): void;
  /** The one `swept` line, a `decided` line for each result, and the metrics, of a sweep. */
  swept(result: SweepResult, circumstances: SweepCircumstances): void;
  /** The one `ordered` line of an order that a person gave. */
  ordered(order: OrderRecord): void;
  /** What a person should know although the work goes on. `message` is a constant; the facts are in `keys`. */
  warn(message: string, keys: Readonly<Record<string, unknown>>): void;
}
