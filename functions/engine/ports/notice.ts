import type { FileSystemId, MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { ReasonCode } from '../../core/model/reason.ts';

/** A change since the sweep before, as people are told of it. */
export interface ToldChange {
  readonly changeId: string;
  readonly fileSystemId: FileSystemId;
  readonly mountTargetId: MountTargetId;
  /** When it was begun, as ISO 8601 in UTC. */
  readonly at: string;
  readonly status: string;
  readonly rule: string;
  readonly before: readonly SecurityGroupId[];
  readonly after: readonly SecurityGroupId[];
  /** Who brought about what it changed; null when no event said so. */
  readonly causedBy: string | null;
  /** The order to remediate that undoes it, but for `until`, `by` and `reason`; absent where there is nothing to undo. */
  readonly undo?: { readonly revert: MountTargetId; readonly change: string };
}

/** A mount target that stays as it should not be unless a person does something. */
export interface NeedsAPerson {
  readonly fileSystemId: FileSystemId | null;
  readonly mountTargetId: MountTargetId | null;
  readonly status: string;
  readonly reasons: readonly ReasonCode[];
  /** ISO 8601 in UTC. */
  readonly since: string;
  readonly explanation: string;
}

/** What is new since the sweep of the schedule before, and worth a person's attention. */
export interface Notice {
  /** Everything in a few sentences. */
  readonly summary: string;
  /** ISO 8601 in UTC; null for the first sweep of all. */
  readonly from: string | null;
  /** ISO 8601 in UTC. */
  readonly to: string;
  readonly policyVersion: string;
  readonly changes: readonly ToldChange[];
  readonly needsAPerson: readonly NeedsAPerson[];
  /** Entries of either list that there was no room for. */
  readonly omitted: number;
}
