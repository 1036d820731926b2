import { fileSystemId, type MountTargetId, mountTargetId } from '../../core/model/ids.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Reader } from '../../engine/ports/reader.ts';
import type { Change } from '../../engine/ports/record/change.ts';
import { UsageError } from '../usage-error.ts';
import { checkFingerprint } from './plan-operand.ts';
import { pastTime } from './times.ts';

/** What a person wants undone, as they type it. */
export interface Chosen {
  readonly ids: readonly string[];
  readonly change?: string;
  readonly plan?: string;
  readonly since?: string;
}

/** The part of an order to revert that says which changes are meant. */
export interface Which {
  readonly revert: readonly MountTargetId[] | 'all';
  readonly change?: string;
  readonly plan?: string;
  readonly since?: string;
}

/** How far back a change is looked for by the beginning of its id, in ms, and among how many. */
const [farthestMs, most] = [31 * 86_400_000, 1000];

const changeBy = async (ledger: Pick<Ledger, 'between'>, start: string, now: number): Promise<Change> => {
  if (!/^[0-9a-f][0-9a-f-]{3,35}$/.test(start))
    throw new UsageError(
      `--change is "${start}"; write the id of a change, or its first eight characters: mountguard history shows them`,
    );
  const { changes, more } = await ledger.between(now - farthestMs, now, most);
  const [found, ...others] = changes.filter(({ changeId }) => changeId.startsWith(start));
  if (!found)
    throw new UsageError(
      `no change ${more ? `among the newest ${most}` : 'of the last 31 days'} begins with ${start}; mountguard history --since 31d shows them. For an older one name its mount target, too: mountguard revert fsmt-… --change ID`,
    );
  if (others.length > 0) throw new UsageError(`${others.length + 1} changes begin with ${start}; write more of the id`);
  return found;
};

const targetsOf = async (
  reader: Pick<Reader, 'mountTargetsOf'>,
  words: readonly string[],
): Promise<readonly MountTargetId[]> => {
  const all = await Promise.all(
    words.map(async (word) => {
      const target = mountTargetId(word);
      if (target) return [target];
      const owner = fileSystemId(word);
      if (!owner)
        throw new UsageError(
          `"${word}" is no id of a mount target (fsmt-…) or a file system (fs-…); to undo one change write --change ${word}`,
        );
      const found = await reader.mountTargetsOf(owner);
      if (!found) throw new UsageError(`there is no ${owner} here; check the id, --region and --profile`);
      return found.map(({ id }) => id);
    }),
  );
  return [...new Set(all.flat())];
};

/** Finds what a person means. Throws `UsageError` where nothing is said, or too much. */
export const whichChanges = async (
  { ids, change, plan, since }: Chosen,
  ledger: Pick<Ledger, 'between'>,
  reader: Pick<Reader, 'mountTargetsOf'>,
  now: number,
): Promise<Which> => {
  if (change !== undefined) {
    if (plan !== undefined || since !== undefined || ids.length > 1)
      throw new UsageError('--change stands alone, or beside the id of its mount target; leave out --plan and --since');
    const [id] = await targetsOf(reader, ids);
    if (id !== undefined) return { revert: [id], change };
    const { changeId, mountTargetId: target } = await changeBy(ledger, change, now);
    return { revert: [target], change: changeId };
  }
  if (plan !== undefined) checkFingerprint('--plan', plan);
  const which = {
    ...(plan !== undefined && { plan }),
    ...(since !== undefined && { since: new Date(pastTime('--since', since, now)).toISOString() }),
  };
  if (ids.length > 0) return { revert: await targetsOf(reader, ids), ...which };
  if (plan === undefined && since === undefined)
    throw new UsageError(
      'say what to undo: ids of mount targets, --change ID, --plan FINGERPRINT, or --since 2h; mountguard history shows what was done',
    );
  return { revert: 'all', ...which };
};
