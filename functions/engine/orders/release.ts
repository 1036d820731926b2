import { isFix } from '../../core/brakes/flapping.ts';
import { mountTargetId } from '../../core/model/ids.ts';
import type { Subject } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';

/**
 * Ends the hold on a mount target or file system and, of a mount target, the count of changes that flapping is told by;
 * false, and nothing done, when there is neither.
 */
export const release = async ({ ledger, clock }: Pick<Ports, 'ledger' | 'clock'>, id: Subject): Promise<boolean> => {
  const { hold, releasedAt = Number.NEGATIVE_INFINITY, changes } = await ledger.record(id, 0);
  const isCounted =
    mountTargetId(id) !== undefined && changes.some((change) => isFix(change) && change.at > releasedAt);
  return (hold !== undefined || isCounted) && ledger.releaseHold(id, clock.now());
};
