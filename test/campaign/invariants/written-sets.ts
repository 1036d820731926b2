import { ofEveryWrite } from './invariant.ts';
import { isUndoing } from './undoing.ts';

/** No mount target is left without a security group. */
export const neverEmpty = ofEveryWrite('never-empty', ({ groups }) =>
  groups.length === 0 ? 'as an empty set' : undefined,
);

/** No set is larger than the policy's limit, unless it was there before we wrote. */
export const neverOverLimit = ofEveryWrite('never-over-limit', (write) => {
  const { groups, process } = write;
  const limit = process.policy.limits.securityGroupsPerMountTarget;
  if (isUndoing(write)) return undefined;
  return new Set(groups).size > limit ? `as ${groups.length} groups with a limit of ${limit}` : undefined;
});

/**
 * No set has a group that was not usable in the mount target's VPC at any time of the process; one that undoes a change may
 * have a group that was deleted since, which AWS then refuses.
 */
export const neverOutsideVpc = ofEveryWrite('never-outside-vpc', (write, stage) => {
  const { process, target, groups } = write;
  const since = isUndoing(write) ? 0 : process.startedAt;
  const lives = stage.history.during(since, stage.timeline.now()).flatMap(({ lives }) => lives.get(target) ?? []);
  const strange = groups.filter((id) => !lives.some(({ usable }) => usable.some((group) => group.id === id)));
  return strange.length > 0 ? `with ${strange.join(', ')}, never usable in its VPC` : undefined;
});
