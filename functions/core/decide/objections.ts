import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import type { Policy } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';

/** Every reason why a set cannot be written to this mount target, by any rule or person: it is too large, or not for its VPC. */
export const objections = (after: readonly SecurityGroupId[], live: LiveState, policy: Policy): readonly Reason[] => {
  const limit = policy.limits.securityGroupsPerMountTarget;
  const usable = new Set(live.usable.map((group) => group.id));
  const reasons: Reason[] = [];
  if (after.length > limit)
    reasons.push({
      code: 'too-many-groups',
      text: `it needs ${after.length} groups and the limit is ${limit}`,
      setting: 'limits.securityGroupsPerMountTarget',
      remedy: 'Have fewer groups selected, or have the quota of AWS (L-2AFB9258) and the limit raised',
    });
  for (const id of after)
    if (!usable.has(id))
      reasons.push({ code: 'group-not-in-vpc', text: `${id} cannot be used in ${live.mountTarget.vpcId}` });
  return reasons;
};
