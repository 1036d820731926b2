import { groupSet } from '../model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../model/ids.ts';

/** One change that a plan consists of. */
export interface PlannedChange {
  readonly mountTargetId: MountTargetId;
  readonly before?: readonly SecurityGroupId[];
  readonly after: readonly SecurityGroupId[];
}

/** Whether a text is the fingerprint of a plan as a person passes it on: 12 hexadecimal digits of the hash of it. */
export const isFingerprint = (text: string): boolean => /^[0-9a-f]{12}$/.test(text);

/**
 * The canonical text of a plan: equal exactly when policy version and changes are, in whatever order they, and the groups
 * in them, are listed. What a person confirms is the hash of it.
 */
export const planFingerprint = (plan: readonly PlannedChange[], policyVersion: string): string => {
  const rows = plan.map(({ mountTargetId, before, after }) =>
    JSON.stringify([mountTargetId, before ? groupSet(before) : null, groupSet(after)]),
  );
  return [JSON.stringify(policyVersion), ...rows.toSorted()].join('\n');
};
