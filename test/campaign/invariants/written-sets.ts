import type { Stage } from '../stage/stage.ts';
import type { Invariant } from './invariant.ts';
import { isUndoing } from './undoing.ts';
import { type Write, writeIn } from './writes.ts';

/** An invariant of every set that is sent to be written; `faultOf` says what is wrong with one. */
const ofEverySet = (name: string, faultOf: (write: Write, stage: Stage) => string | undefined): Invariant => ({
  name,
  watch: (stage, violated) => ({
    happens(it) {
      const write = it.kind === 'sent' ? writeIn(it) : undefined;
      const fault = write && faultOf(write, stage);
      if (fault !== undefined) violated(`${write?.process.name} sent ${write?.target} ${fault}`);
    },
  }),
});

/** No mount target is left without a security group. */
export const neverEmpty = ofEverySet('never-empty', ({ groups }) => (groups.length === 0 ? 'an empty set' : undefined));

/** No set is larger than the policy's limit, unless it was there before we wrote. */
export const neverOverLimit = ofEverySet('never-over-limit', (write, stage) => {
  const { groups } = write;
  const limit = stage.policy.limits.securityGroupsPerMountTarget;
  if (isUndoing(stage, write)) return undefined;
  return new Set(groups).size > limit ? `${groups.length} groups with a limit of ${limit}` : undefined;
});

/**
 * No set has a group that was not usable in the mount target's VPC at any time of the process; one that undoes a change may
 * have a group that was deleted since, which AWS then refuses.
 */
export const neverOutsideVpc = ofEverySet('never-outside-vpc', (write, stage) => {
  const { process, target, groups } = write;
  const since = isUndoing(stage, write) ? 0 : process.startedAt;
  const lives = stage.history.during(since, stage.timeline.now()).flatMap(({ lives }) => lives.get(target) ?? []);
  const strange = groups.filter((id) => !lives.some(({ usable }) => usable.some((group) => group.id === id)));
  return strange.length > 0 ? `${strange.join(', ')}, never usable in its VPC` : undefined;
});
