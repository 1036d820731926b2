import type { Hold } from '../../core/brakes/brakes.ts';
import { type FileSystemId, fileSystemId, mountTargetId } from '../../core/model/ids.ts';
import type { Change, Intent, Outcome, Pending } from '../../engine/ports/ledger.ts';
import { type Field, fieldsOf, groups, id, listOf, members, optional, text, time } from './stored-fields.ts';
import type { Item } from './table.ts';

const DAY_MS = 86_400_000;

/** What the sort keys of concluded changes begin with; the time of the change follows, so that they sort by it. */
const CHANGE = 'change#';

/** A sort key after those of all changes begun before a time in epoch milliseconds; after all when none is given. */
export const afterChanges = (before?: number): string =>
  before === undefined ? `${CHANGE}~` : `${CHANGE}${new Date(before).toISOString()}`;

/** The list that a change is on by its day, in UTC. */
export const listOfDay = (place: string, at: number): string =>
  `${place}/${new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length)}`;

/** The days that a span of time touches, the last first, as any time in them. */
export const daysOf = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.floor(to / DAY_MS) - Math.floor(from / DAY_MS) + 1 }, (_, index) => to - index * DAY_MS);

/** The item that records a concluded change; `expiresAt`, in epoch seconds, is the table's TTL attribute. */
export const changeItem = (
  place: string,
  { hold: _, ...intent }: Intent,
  { status, reasons, at }: Outcome,
  retentionDays: number,
) => ({
  pk: `${place}/${intent.fileSystemId}`,
  sk: `${afterChanges(intent.at)}#${intent.changeId}`,
  listed: listOfDay(place, intent.at),
  ...intent,
  status,
  reasons,
  concludedAt: at,
  expiresAt: Math.floor(at / 1000) + (retentionDays * DAY_MS) / 1000,
});

/** Whether an item is a concluded change. */
export const isChange = ({ sk }: Item): boolean => String(sk).startsWith(CHANGE);

const actorOf = (value: unknown) => {
  const { arn, userAgent, console } = members(value);
  if (typeof arn !== 'string') return undefined;
  return {
    arn,
    ...(typeof userAgent === 'string' && { userAgent }),
    ...(console === true && { console }),
  };
};

/** Reads a hold; one that is incomplete is a `TerminalError`: nobody then knows what must not be written. */
export const holdOf = (stored: unknown, of: string, remedy: string): Hold => {
  const field = fieldsOf(stored, of, remedy);
  return {
    until: field('until', time),
    reason: field('reason', text),
    by: field('by', text),
    at: field('at', time),
  };
};

const readIntent = (field: Field, stored: unknown): Intent => ({
  changeId: field('changeId', text),
  mountTargetId: field('mountTargetId', id(mountTargetId)),
  fileSystemId: field('fileSystemId', id(fileSystemId)),
  before: field('before', groups),
  after: field('after', groups),
  rule: field('rule', text),
  policyVersion: field('policyVersion', text),
  cause: field('cause', text),
  at: field('at', time),
  ...optional(stored, field, 'actor', actorOf),
  ...optional(stored, field, 'eventId', text),
  ...optional(stored, field, 'undoes', text),
});

const phases: readonly Pending['phase'][] = ['pending', 'in-doubt', 'rolling-back'];

/**
 * Reads the write of a file system that has no outcome yet; one that is incomplete, or of another file system, is a
 * `TerminalError`: what was written is then unknown.
 */
export const pendingOf = (stored: unknown, owner: FileSystemId, about: string): Pending => {
  const of = `${about}: the attribute "intent" of the item "state"`;
  const remedy = 'see what was written, then remove that attribute';
  const field = fieldsOf(stored, of, remedy);
  field('fileSystemId', (value) => (value === owner ? value : undefined));
  const { hold } = members(stored);
  return {
    ...readIntent(field, stored),
    ...(hold !== undefined && { hold: holdOf(hold, of, remedy) }),
    phase: field('phase', (value) => phases.find((phase) => phase === value)),
  };
};

/** Reads a concluded change; one that is incomplete is a `TerminalError` that names its item. */
export const changeOf = (stored: Item, about: string): Change => {
  const field = fieldsOf(stored, `${about}: the item "${stored['sk']}"`, 'correct or remove that item');
  return {
    ...readIntent(field, stored),
    // A newer release may know words that this one does not.
    status: field('status', text),
    reasons: field('reasons', listOf(text)),
    concludedAt: field('concludedAt', time),
  };
};
