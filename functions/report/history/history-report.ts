import type { NamedGroup } from '../plan/plan-report.ts';

/** A change on record, as a person reads it. */
export interface HistoryChange {
  /** When it was begun, in ISO 8601. */
  readonly at: string;
  readonly changeId: string;
  readonly fileSystem: { readonly id: string; readonly name: string | null };
  readonly mountTarget: { readonly id: string; readonly zone: string | null };
  readonly add: readonly NamedGroup[];
  readonly remove: readonly NamedGroup[];
  readonly keep: readonly NamedGroup[];
  /** What set it off, such as the name of an event, `sweep` or `revert`. */
  readonly cause: string;
  readonly rule: string;
  /** Whose change it answers, by CloudTrail. */
  readonly actor: { readonly arn: string; readonly tool: string | null } | null;
  /** The person whose order it follows, in their own words. */
  readonly ordered: { readonly by: string; readonly reason: string } | null;
  /** Fingerprint of the plan that it belongs to. */
  readonly plan: string | null;
  /** The change that it undoes. */
  readonly undoes: string | null;
  /** How it ended: fixed, or why not. */
  readonly status: string;
  readonly reasons: readonly string[];
  /** How long it took. */
  readonly seconds: number;
}

/** An order of a person, from the record. */
export interface HistoryOrder {
  /** ISO 8601. */
  readonly at: string;
  readonly order: string;
  readonly by: string;
  readonly reason: string;
  readonly ids: readonly string[];
  readonly until: string | null;
  readonly plan: string | null;
  readonly changeId: string | null;
  readonly despite: readonly string[];
}

/** A mount target that is refused now, and since when the record has it not as its rule says. */
export interface StandingRefusal {
  /** ISO 8601. */
  readonly since: string;
  readonly fileSystem: { readonly id: string; readonly name: string | null };
  readonly mountTarget: { readonly id: string; readonly zone: string | null };
  readonly rule: string | null;
  readonly reasons: readonly string[];
  /** Why, in brief. */
  readonly says: string;
}

/** What is on record of one account and Region in a span of time, the newest first. */
export interface HistoryReport {
  readonly version: 1;
  readonly account: string;
  readonly region: string;
  /** What it is about, where that is not everything. */
  readonly about: string | null;
  readonly from: string;
  readonly to: string;
  /** What the times of the screen are in, such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** How a person asked for the span, to be typed again. */
  readonly since: string;
  readonly changes: readonly HistoryChange[];
  readonly orders: readonly HistoryOrder[];
  /** What is refused now, the longest first. */
  readonly refused: readonly StandingRefusal[];
  readonly holds: readonly {
    readonly id: string;
    /** ISO 8601, as every time here. */
    readonly at: string;
    readonly until: string;
    readonly by: string;
    readonly reason: string;
  }[];
  /** Older ones than are told, which the same question up to this time (ISO 8601) tells; null when there are none. */
  readonly more: { readonly until: string } | null;
  readonly unreadable: readonly string[];
}
