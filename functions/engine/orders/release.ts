import type { HoldOn } from '../../core/brakes/brakes.ts';
import { countedFixes } from '../../core/brakes/flapping.ts';
import type { FileSystemRecord, Ledger, Pending, Subject } from '../ports/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import { fileSystemOf } from './file-system-of.ts';
import { holdsOn } from './history.ts';

/** What a release ended, and what stands in the way all the same. */
export interface Released {
  readonly released: boolean;
  /** What came of it, in sentences. */
  readonly explanation: string;
}

const isCounted = ({ landed, releasedAt, refusals }: FileSystemRecord, id: Subject): boolean => {
  const own = landed.filter(({ mountTargetId }) => mountTargetId === id);
  const since = releasedAt.get(id) ?? Number.NEGATIVE_INFINITY;
  return countedFixes(own, since).length > 0 || [...refusals.keys()].some((refused) => refused === id);
};

/** Ends the doubt about a write whose writer is no more: whatever became of it, nobody waits for it any longer. */
const endDoubt = async (
  { ledger, clock }: { readonly ledger: Ledger } & Pick<Ports, 'clock'>,
  { id }: FileSystemRecord,
): Promise<Pending | undefined> => {
  const acquired = await ledger.acquire(id);
  const pending = acquired?.record.pending;
  if (!acquired) return undefined;
  if (pending) {
    const outcome = { status: 'failed' as const, reasons: ['interrupted'], at: clock.now() };
    await ledger.conclude(acquired, pending, outcome, {});
  } else await ledger.release(acquired.lease);
  return pending;
};

const holdText = ({ id, hold: { until, by, reason } }: HoldOn): string =>
  `${id} is still held until ${new Date(until).toISOString()} by ${by} (${reason}); {"release": "${id}"} ends that.`;

/**
 * Ends the hold on a mount target or file system; of a mount target also a stop for flapping and the count of refused
 * writes; and the doubt about a write that others wait for. Says what still stands in the way.
 */
export const release = async (ports: Pick<Ports, 'ledger' | 'reader' | 'clock'>, id: Subject): Promise<Released> => {
  const fileSystemId = await fileSystemOf(ports, id);
  if (fileSystemId === undefined) return { released: false, explanation: `${id} is not on record and does not exist.` };
  const record = (await ports.ledger.read([fileSystemId])).record(fileSystemId);
  const { pending } = record;
  const inDoubt = pending && (id === fileSystemId || pending.mountTargetId === id);
  const ended = inDoubt ? await endDoubt(ports, record) : undefined;
  const isHeld = record.holds.has(id);
  const isReleased =
    (isHeld || isCounted(record, id)) && (await ports.ledger.releaseHold(fileSystemId, id, ports.clock.now()));
  const still = holdsOn(record, id).filter((it) => it.id !== id && ports.clock.now() < it.hold.until);
  const said = [
    ...(isReleased
      ? [isHeld ? `The hold on ${id} is ended.` : `Earlier changes to ${id} no longer stop new ones.`]
      : []),
    ...(ended ? [`Change ${ended.changeId} to ${ended.mountTargetId} is no longer waited for.`] : []),
    ...(isReleased || ended ? [] : [`Nothing holds ${id} itself.`]),
    ...(inDoubt && !ended ? [`Change ${pending.changeId} is still being made; try again in two minutes.`] : []),
    ...still.map(holdText),
  ];
  return { released: isReleased || ended !== undefined, explanation: said.join(' ') };
};
