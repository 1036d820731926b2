import type { Finding, Summary } from '../../core/model/finding.ts';
import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Notice } from './notice.ts';

/** What a sweep would have written, for machines to count and compare. */
export interface ToldPlan {
  readonly count: number;
  /** How many changes one sweep may make: more wait for a confirmation. */
  readonly allowed: number;
  /** The first of them. */
  readonly changes: readonly {
    readonly mountTargetId: MountTargetId;
    readonly add: readonly SecurityGroupId[];
    readonly remove: readonly SecurityGroupId[];
  }[];
  /** How many there was no room for. */
  readonly omitted?: number;
}

/** What a sweep found and set in motion. */
export interface SweepResult {
  /** Mount targets looked at. */
  readonly checked: number;
  readonly summary: Summary;
  /** Mount targets handed to `remediate`: those that drifted, and those with a change that was never concluded. */
  readonly queued: number;
  readonly policyVersion: string;
  /** Stands for what would be written under this policy: what a person confirms. Empty when another was confirmed. */
  readonly fingerprint: string;
  /** What would be written, whether it may be or not; absent when nothing was looked at. */
  readonly plan?: ToldPlan;
  /** Why the plan that was to be confirmed was not; absent when it was. */
  readonly notConfirmed?: string;
  /** Why nothing was looked at: another sweep is under way. */
  readonly skipped?: string;
  /** What a person should know of the policy that was used, as sentences; absent when there is nothing. */
  readonly warnings?: readonly string[];
  /** What is new for people, where they are told by the answer; null where nothing is. */
  readonly notice?: Notice | null;
  /** Everything that is not compliant, and what is compliant with a warning. */
  readonly results: readonly Finding[];
}
