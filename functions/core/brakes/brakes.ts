import type { FileSystemId, MountTargetId } from '../model/ids.ts';
import type { Policy } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import { flapping, type LandedChange } from './flapping.ts';

/** Leaves one mount target, or every mount target of a file system, unchanged until an instant or a release by hand. */
export interface Hold {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
  readonly at: number;
}

/** A hold, and what it is on. */
export interface HoldOn {
  readonly id: MountTargetId | FileSystemId;
  readonly hold: Hold;
}

/** What is on record of one mount target, its file system's hold included, that can forbid a write. */
export interface Standing {
  readonly holds: readonly HoldOn[];
  /** Changes of the mount target that AWS took, in any order. */
  readonly changes: readonly LandedChange[];
  /** When flapping was last released by hand, in milliseconds since the epoch. */
  readonly releasedAt?: number | undefined;
}

const heldReason = ({ id, hold: { until, by, reason } }: HoldOn): Reason => ({
  code: 'held',
  text: `${id} is held until ${new Date(until).toISOString()} by ${by} (${reason}); {"release": "${id}"} ends that`,
});

/** Every reason on record not to write to one mount target at a time in milliseconds since the epoch. */
export const brakes = (policy: Policy, { holds, changes, releasedAt }: Standing, now: number): readonly Reason[] => {
  const flaps = flapping(changes, policy.limits.changesPerMountTarget, now, releasedAt);
  return [...holds.filter(({ hold }) => now < hold.until).map(heldReason), ...(flaps ? [flaps] : [])];
};
