import type { DayOnRecord } from '../../engine/ports/record/day.ts';
import type { HistoryChange } from '../history/history-report.ts';
import type { PlanReport } from '../plan/plan-report.ts';

/** A thing as a person knows it: its name, where it has one, and its id. */
export interface Named {
  readonly id: string;
  readonly name: string | null;
}

/** What keeps a file system or a mount target unchanged. */
export interface ReportHold extends Named {
  readonly by: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly until: string;
}

/** An exemption of the policy. */
export interface ReportExemption extends Named {
  readonly reason: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly until: string;
}

/** A rule of the policy, also one that governs nothing. */
export interface ReportRule {
  readonly name: string;
  readonly line: number | null;
  readonly match: string;
  readonly mode: 'audit' | 'enforce';
}

/** All that is reported of one account and Region. */
export interface ReportPlace {
  /** What was found, every mount target. */
  readonly plan: PlanReport;
  readonly policyText: string;
  /** SHA-256 of that text, in hexadecimal digits. */
  readonly policySha256: string;
  readonly rules: readonly ReportRule[];
  readonly exemptions: readonly ReportExemption[];
  readonly holds: readonly ReportHold[];
  /** Ascending. */
  readonly days: readonly DayOnRecord[];
  /** The newest first. */
  readonly changes: readonly HistoryChange[];
  /** What was not looked at, or could not be read, as sentences. */
  readonly notLookedAt: readonly string[];
}

/** An account and Region that is not known, and why. */
export interface UnreadPlace {
  readonly account: string;
  readonly region: string;
  readonly why: string;
}

/** Accounts and Regions over a period: what stands and what happened. */
export interface Report {
  readonly version: 1;
  /** The version of the program. */
  readonly mountguard: string;
  /** When it was made, in ISO 8601. */
  readonly at: string;
  /** First and last day, `YYYY-MM-DD` in UTC. */
  readonly period: { readonly from: string; readonly to: string };
  readonly places: readonly ReportPlace[];
  readonly unread: readonly UnreadPlace[];
}
