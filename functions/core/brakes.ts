import { flapping, type PastChange } from './flapping.ts';
import type { Policy } from './policy.ts';
import type { Reason } from './reason.ts';

/** Leaves one mount target, or every mount target of a file system, as it is until an instant or a release by hand. */
export interface Hold {
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
  readonly at: number;
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
    .map(({ until, reason, by }) => ({
      code: 'held' as const,
      text: `it is held until ${new Date(until).toISOString()} by ${by} (${reason}); release it by hand to go on`,
    }));

/** Every reason on record not to write to one mount target now. */
export const brakes = (policy: Policy, { holds, changes, releasedAt }: Standing, now: number): readonly Reason[] => {
  const flaps = flapping(changes, policy.limits.changesPerMountTarget, now, releasedAt);
  return [...heldReasons(holds, now), ...(flaps ? [flaps] : [])];
};
