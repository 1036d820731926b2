import type { NamedGroup, PlanHead, PlanRow } from '../plan/plan-report.ts';

/** One part of the condition of a rule, and whether it holds. */
export interface Part {
  /** Such as `environment = staging`: what the file system or mount target has. */
  readonly found: string;
  readonly wanted: string;
  readonly holds: boolean;
}

/** A rule, as far as it was tried on a mount target. */
export interface TriedRule {
  readonly name: string;
  readonly line: number | null;
  /** Counted from 1. */
  readonly place: number;
  readonly governs: boolean;
  readonly parts: readonly Part[];
}

/** A selector of the governing rule, and what it selects. */
export interface TriedSelector {
  readonly says: string;
  readonly optional: boolean;
  readonly found: readonly NamedGroup[];
  /** What is wrong with it; null where nothing is. */
  readonly lacks: string | null;
}

/** What a guard says. */
export interface GuardSaid {
  readonly guard: string;
  readonly verdict: 'passed' | 'FAILED' | 'warning' | 'not asked';
  readonly says: string;
}

/** A change on record. */
export interface PastChange {
  readonly at: string;
  readonly changeId: string;
  readonly status: string;
  readonly cause: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What a person can do, and how. */
export interface Way {
  readonly what: string;
  readonly how: string;
}

/** Why one mount target has its status. */
export interface Explanation extends PlanHead {
  readonly mountTarget: PlanRow;
  /** Ids of other mount targets of the file system about which the same is to be said. */
  readonly same: readonly string[];
  readonly rules: readonly TriedRule[];
  /** Rules that are left out, because one before them governs, or they were too many. */
  readonly untold: number;
  readonly match: string | null;
  readonly selectors: readonly TriedSelector[];
  readonly guards: readonly GuardSaid[];
  /** Null: there is no record to read. */
  readonly history: readonly PastChange[] | null;
  readonly ways: readonly Way[];
}
