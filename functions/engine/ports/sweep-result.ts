import type { Finding, Summary } from '../../core/model/finding.ts';

/** What a sweep found and set in motion. */
export interface SweepResult {
  /** Mount targets looked at. */
  readonly checked: number;
  readonly summary: Summary;
  /** Mount targets handed to `remediate`: those that drifted, and those with a change that was never concluded. */
  readonly queued: number;
  readonly policyVersion: string;
  /** Stands for what would be written under this policy: what a person confirms. */
  readonly fingerprint: string;
  /** Why the plan that was to be confirmed was not; absent when it was. */
  readonly notConfirmed?: string;
  /** Why nothing was looked at: another sweep is under way. */
  readonly skipped?: string;
  /** What a person should know of the policy that was used, as sentences; absent when there is nothing. */
  readonly warnings?: readonly string[];
  /** Everything that is not compliant, and what is compliant with a warning. */
  readonly results: readonly Finding[];
}
