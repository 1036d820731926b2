import type { Clock } from '../clock.ts';
import type { NetworkInterface } from '../world/world.ts';
import type { FaultSettings } from './settings.ts';

/** Group changes that reads may not show yet. */
export interface StaleGroups {
  /** Replaces the groups of an interface, and remembers what stale reads shall show. */
  replace(of: NetworkInterface, groupIds: readonly string[]): void;
  /** The groups that a read of an interface shows now; such a read is counted. */
  shown(of: NetworkInterface): readonly string[];
  forget(): void;
}

interface Old {
  readonly groupIds: readonly string[];
  readonly until: number;
  left: number;
}

/** Keeps old groups for as many reads, or as long, as the settings say at the time of the change. */
export const staleGroups = (clock: Clock, settings: () => NonNullable<FaultSettings['staleReads']>): StaleGroups => {
  const olds = new Map<string, Old>();
  return {
    replace(of, groupIds) {
      const { reads = 0, ms = 0 } = settings();
      if (reads > 0 || ms > 0) olds.set(of.id, { groupIds: of.groupIds, left: reads, until: clock.now() + ms });
      of.groupIds = groupIds;
    },
    shown(of) {
      const old = olds.get(of.id);
      if (!old) return of.groupIds;
      if (old.left <= 0 && clock.now() >= old.until) {
        olds.delete(of.id);
        return of.groupIds;
      }
      old.left -= 1;
      return old.groupIds;
    },
    forget: () => olds.clear(),
  };
};
