import { attribute } from '../../core/model/attribution.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet, sameGroups } from '../../core/model/group-set.ts';
import type { MountTargetId, SecurityGroupId } from '../../core/model/ids.ts';
import type { Actor, Cause } from '../../core/model/request.ts';
import type { FileSystemRecord } from '../ports/record/file-system.ts';

/** Who made a change, in words; undefined when no event named them. */
export const nameOf = (actor: Actor | undefined): string | undefined => {
  const { arn, tool } = attribute(actor);
  if (arn === null) return undefined;
  return tool === null ? arn : `${tool} (${arn})`;
};

const lastOf = (record: FileSystemRecord | undefined, id: MountTargetId | null) =>
  record?.landed.find(({ mountTargetId }) => mountTargetId === id);

/** The set that our last change on record left, as far as AWS may have taken it; null when there is none. */
export const previousOf = (record: FileSystemRecord | undefined, id: MountTargetId): Finding['previous'] => {
  const pending = record?.pending?.mountTargetId === id ? record.pending : undefined;
  return (pending ?? lastOf(record, id))?.after ?? null;
};

/** Calls that attach groups, also where the event does not say which; any other event says nothing of who did. */
const attaching: ReadonlySet<string> = new Set([
  'CreateMountTarget',
  'ModifyMountTargetSecurityGroups',
  'ModifyNetworkInterfaceAttribute',
]);

/**
 * The cause whose caller brought about what is attached, as far as events tell: one that attached these very groups, or does
 * not say which, and that our own last change has not overtaken. Of several, one that says so, then the latest; none where two
 * callers changed it in the same second.
 */
export const causeOf = (
  causes: readonly Cause[],
  attached: readonly SecurityGroupId[],
  id: MountTargetId | null,
  record: FileSystemRecord | undefined,
): Cause | undefined => {
  const last = lastOf(record, id);
  const rank = ({ attached: groups, changedAt = 0 }: Cause) => (groups ? 1e16 : 0) + changedAt;
  const found = causes
    .filter(
      ({ actor, cause, attached: groups }) => actor !== undefined && (groups !== undefined || attaching.has(cause)),
    )
    .filter(({ changedAt }) => changedAt === undefined || last === undefined || changedAt >= last.at)
    .filter(({ attached: groups }) => !groups || sameGroups(groupSet(groups), groupSet(attached)))
    .toSorted((a, b) => rank(b) - rank(a));
  // CloudTrail tells whole seconds.
  const [first] = found;
  const isGuess = found.some((it) => first && rank(it) === rank(first) && it.actor?.arn !== first.actor?.arn);
  return isGuess ? undefined : first;
};

/** A finding with who brought about what was found, and what our last change had left. */
export const withCause = (
  finding: Finding,
  causes: readonly Cause[],
  record: FileSystemRecord | undefined,
): Finding => {
  const { mountTargetId, before } = finding;
  return {
    ...finding,
    causedBy: attribute(causeOf(causes, before, mountTargetId, record)?.actor),
    previous: mountTargetId ? previousOf(record, mountTargetId) : null,
  };
};
