import type { Hold } from '../../core/brakes/brakes.ts';
import type { LandedChange } from '../../core/brakes/flapping.ts';
import { nameOf } from '../findings/with-cause.ts';
import type { Intent } from '../ports/record/change.ts';
import type { FileSystemRecord, Marks, Refusals } from '../ports/record/file-system.ts';

const hourMs = 3_600_000;

/** How long mountguard holds what did not work out, in ms: a day, or until released. */
const holdMs = 24 * hourMs;

/** Tries that AWS may refuse in a row, and how long they go on at least, before a mount target is left alone. */
const mostRefusals = { tries: 5, ms: hourMs };

const longestReason = 256;

/** A hold that mountguard places itself. */
export const ownHold = (at: number, reason: string): Hold => ({
  until: at + holdMs,
  reason: reason.slice(0, longestReason),
  by: 'mountguard',
  at,
});

const landedOf = ({
  changeId,
  mountTargetId,
  at,
  before,
  after,
  policyVersion,
  actor,
  undoes,
}: Intent): LandedChange => {
  const by = nameOf(actor);
  return {
    changeId,
    mountTargetId,
    at,
    before,
    after,
    policyVersion,
    ...(by !== undefined && { by }),
    ...(undoes !== undefined && { undoes }),
  };
};

/** What a write leaves on record that AWS took, as far as anybody knows. */
export const marksOfLanded = (intent: Intent): Marks => ({
  landed: landedOf(intent),
  ...(intent.hold && { hold: { id: intent.mountTargetId, hold: intent.hold } }),
});

/** What a fix leaves on record that reading back has shown at a time in epoch milliseconds. */
export const marksOfFixed = (intent: Intent, at: number): Marks => {
  const { lets, policyVersion } = intent;
  return { ...marksOfLanded(intent), ...(lets && { good: { lets, from: at, to: at, policyVersion } }) };
};

/**
 * What a write leaves on record that says nothing of whether AWS takes changes to its mount target, and that may land yet
 * where a time is given since when.
 */
export const marksOfUntold = (
  { refusals }: FileSystemRecord,
  { mountTargetId, at }: Intent,
  doubtSince?: number,
): Marks => {
  const before = refusals.get(mountTargetId);
  if (doubtSince !== undefined) return { refusals: { count: 0, since: at, ...before, doubtSince } };
  return before ? { refusals: before } : {};
};

/**
 * What a write leaves on record that AWS refused, or did not answer since a time: one that is refused again and again is not
 * tried for a day.
 */
export const marksOfRefused = (
  { refusals }: FileSystemRecord,
  { mountTargetId: id }: Intent,
  at: number,
  text: string,
  doubtSince?: number,
): Marks => {
  const before = refusals.get(id);
  const now: Refusals = {
    ...before,
    ...(doubtSince !== undefined && { doubtSince }),
    count: (before?.count ?? 0) + 1,
    since: before?.since ?? at,
  };
  if (now.count < mostRefusals.tries || at - now.since < mostRefusals.ms) return { refusals: now };
  return { hold: { id, hold: ownHold(at, `AWS refused ${now.count} changes in a row, the last: ${text}`) } };
};

/** A record with these marks of a write to a mount target on it. */
export const marked = (
  record: FileSystemRecord,
  { mountTargetId: of }: Intent,
  { landed, hold, refusals, good }: Marks,
): FileSystemRecord => {
  const { pending: _, ...rest } = record;
  const others = [...record.refusals].filter(([id]) => id !== of);
  return {
    ...rest,
    refusals: new Map(refusals ? [...others, [of, refusals]] : others),
    ...(landed && { landed: [landed, ...record.landed] }),
    ...(good && { good: new Map([...record.good, [of, good]]) }),
    ...(hold && {
      holds: new Map([...record.holds, [hold.id, hold.hold]]),
      holdsVersion: record.holdsVersion + 1,
    }),
  };
};
