import type { LedgerRecord } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { Target } from '../ports/target.ts';

/**
 * Ends the watch over a change to a mount target that no longer exists: there is nothing left to be undone, and nobody
 * else need ever look at its file system. What is known of the mount target says which that is.
 */
export const endWatchOfGone = async (
  { ledger }: Pick<Ports, 'ledger'>,
  { id, known }: Target,
  { pending, changes }: LedgerRecord,
): Promise<void> => {
  const { fileSystemId } = pending ?? changes[0] ?? known ?? {};
  if (fileSystemId === undefined) return;
  const { hold } = await ledger.record(fileSystemId);
  // As of when it was placed: a hold that has taken its place since stays.
  if (hold?.watch?.mountTargetId === id) await ledger.releaseHold(fileSystemId, hold.at);
};
