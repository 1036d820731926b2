import type { Hold, HoldOn } from '../../core/brakes/brakes.ts';
import { countedFixes } from '../../core/brakes/flapping.ts';
import { sayReason } from '../../core/model/reason.ts';
import { doubtsIn, statusOf } from '../change/finish-interrupted.ts';
import { marksOfFixed } from '../change/marks.ts';
import type { Ports } from '../ports/ports.ts';
import type { Outcome, Pending } from '../ports/record/change.ts';
import type { FileSystemRecord, Subject } from '../ports/record/file-system.ts';
import { exists, fileSystemOf, unknown } from './file-system-of.ts';
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

type OrderPorts = Pick<Ports, 'ledger' | 'reader' | 'actuator' | 'clock'>;

/** What became of a write in doubt; it counts as failed when AWS does not say. */
const endOf = async ({ actuator }: OrderPorts, pending: Pending): Promise<Outcome['status']> => {
  try {
    return statusOf(pending, await actuator.attachedGroups(pending.mountTargetId));
  } catch {
    return 'failed';
  }
};

/** Ends the doubt about a write whose writer is no more: no other change waits for it any longer. */
const endDoubt = async (ports: OrderPorts, { id }: FileSystemRecord, of: Subject): Promise<Pending | undefined> => {
  const { ledger, clock } = ports;
  const acquired = await ledger.acquire(id);
  const pending = acquired?.record.pending;
  if (!acquired) return undefined;
  if (pending) {
    const status = await endOf(ports, pending);
    const { hold, ...marks } = status === 'fixed' ? marksOfFixed(pending, clock.now()) : {};
    const kept = hold && hold.id !== of ? { ...marks, hold } : marks;
    await ledger.conclude(acquired, pending, { status, reasons: ['interrupted'], at: clock.now() }, kept);
  } else await ledger.release(acquired.lease);
  return pending;
};

const at = (time: number): string => `at ${new Date(time).toISOString()}`;

/** Why the hold on what is to be released could not be ended. */
const notYet = (id: Subject, { at: placedAt }: Hold, now: number): string =>
  placedAt > now
    ? `The hold on ${id} was placed ${at(placedAt)}, which by this clock is still to come: it can be ended from then on.`
    : `The hold on ${id} was replaced by another meanwhile; send the order again to end that one.`;

const holdText = ({ id, hold: { until, by, reason } }: HoldOn): string =>
  `${id} is still held until ${new Date(until).toISOString()} by ${by} (${reason}); {"release": "${id}"} ends that.`;

/**
 * Ends the hold on a mount target or file system that was placed before a time (epoch milliseconds); of a mount target also a stop for flapping and the count of refused
 * writes; and the doubt about a write that others wait for. Says what still stands in the way.
 */
export const release = async (ports: OrderPorts, id: Subject, orderedAt: number): Promise<Released> => {
  const fileSystemId = await fileSystemOf(ports, id);
  if (fileSystemId === undefined) return { released: false, explanation: unknown(id) };
  const record = (await ports.ledger.read([fileSystemId])).record(fileSystemId);
  const { pending } = record;
  const inDoubt = pending && (id === fileSystemId || pending.mountTargetId === id);
  const ended = inDoubt ? await endDoubt(ports, record, id) : undefined;
  const now = ports.clock.now();
  const hold = record.holds.get(id);
  const isHeld = hold !== undefined && now < hold.until;
  const doubts = doubtsIn(record, now);
  const isWaited = id === fileSystemId && doubts.length > 0;
  const isReleased =
    (isHeld || isWaited || isCounted(record, id)) && (await ports.ledger.releaseHold(fileSystemId, id, orderedAt));
  const others = holdsOn(record, id).filter((it) => it.id !== id || !isReleased);
  const still = others.filter((it) => now < it.hold.until);
  const said = [
    ...(isReleased
      ? [
          ...(isHeld ? [`The hold on ${id} is ended.`] : []),
          ...(isWaited ? doubts.map((it) => `A change to ${it.mountTargetId} is no longer waited for.`) : []),
          ...(isHeld || isWaited ? [] : [`Earlier changes to ${id} no longer stop new ones.`]),
        ]
      : []),
    ...doubts
      .filter(({ mountTargetId }) => mountTargetId !== id && !(isWaited && isReleased))
      .map(({ reason }) => `Waited for: ${sayReason(reason)}; {"release": "${fileSystemId}"} ends that.`),
    ...(ended ? [`Change ${ended.changeId} to ${ended.mountTargetId} is no longer waited for.`] : []),
    ...(isReleased || ended || isHeld
      ? []
      : [`Nothing holds ${id} itself${hold ? `: its hold ended ${at(hold.until)}` : ''}.`]),
    ...(pending && !inDoubt
      ? [
          `Change ${pending.changeId} to ${pending.mountTargetId} is not confirmed yet; {"release": "${fileSystemId}"} ends the wait for it.`,
        ]
      : []),
    ...(inDoubt && !ended ? [`Change ${pending.changeId} is still being made; try again in two minutes.`] : []),
    ...still.map(holdText),
    ...(isHeld && !isReleased ? [notYet(id, hold, now)] : []),
  ];
  const isBare = !isReleased && !pending && record.holds.size + record.landed.length === 0;
  if (isBare && !(await exists(ports, fileSystemId))) return { released: false, explanation: unknown(id) };
  return { released: isReleased || ended !== undefined, explanation: said.join(' ') };
};
