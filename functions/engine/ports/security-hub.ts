import type { Finding } from '../../core/model/finding.ts';

/** What Security Hub in a place was told after a sweep. */
export interface ToldSecurityHub {
  /** Findings that the sweep has for it. */
  readonly active: number;
  /** How many were new, said something else than before, or would have expired. */
  readonly sent: number;
  /** How many are over. */
  readonly archived: number;
  /** How many of both it did not take. */
  readonly refused: number;
  /** Why it was not told everything, with what to do, as sentences; absent when it was. */
  readonly fault?: string;
}

/** Security Hub in one place. */
export interface SecurityHub {
  /**
   * Has the findings there say what a sweep of the whole place found at a time (epoch milliseconds): `findings` is everything
   * that is not compliant, and what has a warning. Throws as `Reader` does.
   */
  tell(findings: readonly Finding[], at: number): Promise<ToldSecurityHub>;
}
