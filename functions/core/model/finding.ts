import type { Attribution } from './attribution.ts';
import type { Decision } from './decision.ts';
import type { FileSystemId, MountTargetId, SecurityGroupId } from './ids.ts';
import type { ReasonCode } from './reason.ts';

/** How a look at one mount target ended: a decision, or what acting made of `drifted`. */
export type Status = Decision['status'] | 'fixed' | 'would-fix' | 'failed';

/** What one look at one mount target found and did: the row of every result, log line and record. */
export interface Finding {
  /** Null when a whole file system could not be read, or is gone. */
  readonly mountTargetId: MountTargetId | null;
  /** Null when the mount target could not be read. */
  readonly fileSystemId: FileSystemId | null;
  readonly status: Status;
  readonly reasons: readonly ReasonCode[];
  /** What is dangerous about it although nothing was refused, such as a set that is attached and open to the world. */
  readonly warnings: readonly ReasonCode[];
  /** The governing rule's name; null when none governs or none could be determined. */
  readonly rule: string | null;
  /** Groups attached when first looked at, sorted. */
  readonly before: readonly SecurityGroupId[];
  /** Groups attached at the end; for `would-fix`, those that enforcement would write. */
  readonly after: readonly SecurityGroupId[];
  /** The whole set that the governing rule asks for, also where it is refused: as far as its selectors find groups; of an undoing, the set before the change. Null when no rule governs. */
  readonly desired: readonly SecurityGroupId[] | null;
  /** Since when it is known not to be as its rule says, in ISO 8601; absent where a sweep did not look, or has nothing to say. */
  readonly since?: string;
  /** Who brought about what was found. */
  readonly causedBy: Attribution;
  /** The set that our last change on record left, as far as AWS may have taken it; null when there is none. */
  readonly previous: readonly SecurityGroupId[] | null;
  /** One or two sentences for a person. */
  readonly explanation: string;
}

/** Whether a look could not tell if something would change. */
export const isUnread = ({ status, reasons }: Finding): boolean =>
  status === 'failed' || (status === 'deferred' && !reasons.includes('lifecycle-state'));

/** Whether a mount target is not as its rule requires, or could not be read. */
export const isNoncompliant = (finding: Finding): boolean =>
  isUnread(finding) || (finding.rule !== null && ['drifted', 'would-fix', 'refused'].includes(finding.status));

/** How many findings have each status. */
export type Summary = Readonly<Partial<Record<Status, number>>>;

/** Counts findings by status; a status that does not occur has no key. */
export const summarize = (findings: readonly Finding[]): Summary => {
  const summary: Partial<Record<Status, number>> = {};
  for (const { status } of findings) summary[status] = (summary[status] ?? 0) + 1;
  return summary;
};
