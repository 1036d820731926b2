import type { MountTargetId, SecurityGroupId } from '../model/ids.ts';
import type { Policy } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import { flapping, type PastChange } from './flapping.ts';

/** A change whose effect on clients is being watched. */
export interface Watch {
  readonly changeId: string;
  readonly mountTargetId: MountTargetId;
  readonly before: readonly SecurityGroupId[];
  readonly after: readonly SecurityGroupId[];
  /** Client connections of the file system before the change, on average; absent when CloudWatch had none. */
  readonly connections?: number;
}

/** Leaves one mount target, or every mount target of a file system, as it is until an instant or a release by hand. */
export interface Hold {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
  readonly at: number;
  /** What the hold waits for, where it is no person's. */
  readonly watch?: Watch;
}

/** What is on record of one mount target, its file system included, that can forbid a write. */
export interface Standing {
  readonly holds: readonly Hold[];
  /** Newest first. */
  readonly changes: readonly PastChange[];
  /** When flapping was last released by hand. */
  readonly releasedAt?: number | undefined;
}

const heldReasons = (holds: readonly Hold[], now: number): readonly Reason[] =>
  holds
    .filter(({ until }) => now < until)
    .map(({ until, reason, by, watch }) => ({
      code: watch ? ('observing' as const) : ('held' as const),
      text: `it is held until ${new Date(until).toISOString()} by ${by} (${reason}); release it by hand to go on`,
    }));

/** Every reason on record not to write to one mount target now. */
export const brakes = (policy: Policy, { holds, changes, releasedAt }: Standing, now: number): readonly Reason[] => {
  const flaps = flapping(changes, policy.limits.changesPerMountTarget, now, releasedAt);
  return [...heldReasons(holds, now), ...(flaps ? [flaps] : [])];
};
