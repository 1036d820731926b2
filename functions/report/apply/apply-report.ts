import type { HistoryChange } from '../history/history-report.ts';

/** One mount target of a plan for which nothing is on record yet. */
export interface Left {
  readonly mountTargetId: string;
  readonly name: string | null;
  readonly zone: string | null;
}

/** What came of a plan that was ordered. */
export interface ApplyReport {
  readonly version: 1;
  readonly account: string;
  readonly region: string;
  /** Null where single mount targets were ordered. */
  readonly plan: string | null;
  /** Mount targets that were to be changed. */
  readonly ordered: number;
  /** Whether the end of the work was waited for. */
  readonly waited: boolean;
  readonly changes: readonly HistoryChange[];
  readonly left: readonly Left[];
}
