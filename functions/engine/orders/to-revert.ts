import { TerminalError } from '../../core/model/errors.ts';
import type { MountTargetId } from '../../core/model/ids.ts';
import type { Ports } from '../ports/ports.ts';
import { changesIn, isMeantUnnamed, type Reversion } from './revert.ts';

/** What a person wants undone. */
export interface Wanted {
  readonly ids: readonly MountTargetId[] | 'all';
  readonly changeId?: string;
  /** Fingerprint of the plan whose changes are meant. */
  readonly plan?: string;
  /** Changes begun since then are meant, in epoch milliseconds. */
  readonly since?: number;
}

/** What one order undoes at most, and how many changes it goes through. */
const most = { targets: 100, changes: 1000 };

/** How far back the changes of a plan are looked for, in ms, where the order does not say: a month. */
const planMs = 31 * 86_400_000;

const tooMany = (what: string): TerminalError =>
  new TerminalError(`revert: ${what}; name a later time by since, or the mount targets`, { code: 'bad-request' });

/**
 * The change to undo of each mount target that an order is about: of those of a plan or since a time the first, so that
 * everything since then is undone. A change that undid another is undone only where it is named.
 */
export const toRevert = async (
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  { ids, changeId, plan, since }: Wanted,
): Promise<readonly Pick<Reversion, 'mountTargetId' | 'changeId'>[]> => {
  if (ids !== 'all' && plan === undefined && since === undefined)
    return [...new Set(ids)].map((mountTargetId) => ({ mountTargetId, ...(changeId !== undefined && { changeId }) }));
  const now = clock.now();
  const found = await ledger.between(since ?? now - planMs, now, most.changes);
  const changes = changesIn(found);
  if (found.more) throw tooMany(`there are more than ${most.changes} changes in that time`);
  const meant = changes.filter(
    (change) =>
      isMeantUnnamed(change) &&
      (plan === undefined || change.plan === plan) &&
      (ids === 'all' || ids.includes(change.mountTargetId)),
  );
  // They come the newest first: the first of each mount target is the one that stays.
  const first = new Map(meant.map((change) => [change.mountTargetId, change.changeId]));
  if (first.size > most.targets)
    throw tooMany(`that are ${first.size} mount targets, and one order undoes ${most.targets} at most`);
  return [...first].map(([mountTargetId, changeId]) => ({ mountTargetId, changeId }));
};
