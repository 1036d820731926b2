import { fileSystemId, mountTargetId } from '../../core/model/ids.ts';
import type { Change, Intent, Outcome, Subject } from '../../engine/ports/ledger.ts';
import { type Field, fieldsOf, groups, id, listOf, number, text } from './stored-fields.ts';

const DAY_S = 86_400;

/** Sort key of the one item per subject that holds its lease and its pending intent; never subject to TTL. */
export const STATE = 'state';

/** What the sort keys of concluded changes begin with; the time of the change follows, so that they sort by it. */
export const CHANGE = 'change#';

/** A sort key after those of all changes on a subject, or of those begun before a time in epoch milliseconds. */
export const afterChanges = (before?: number): string =>
  before === undefined ? `${CHANGE}~` : `${CHANGE}${new Date(before).toISOString()}`;

/** The sort key of the item that records a finished change. */
export const keyOf = ({ at, changeId }: Pick<Intent, 'at' | 'changeId'>): string => `${afterChanges(at)}#${changeId}`;

/** The item that records a finished change on a subject; `expiresAt`, in epoch seconds, is the table's TTL attribute. */
export const historyItem = (
  subject: Subject,
  intent: Intent,
  { status, reasons, at, inDoubt }: Outcome,
  retentionDays: number,
) => ({
  pk: subject,
  sk: keyOf(intent),
  ...intent,
  status,
  reasons,
  ...(inDoubt && { inDoubt }),
  concludedAt: at,
  expiresAt: Math.floor(at / 1000) + retentionDays * DAY_S,
});

const actorOf = (value: unknown) => {
  if (typeof value !== 'object' || value === null || !('arn' in value) || typeof value.arn !== 'string')
    return undefined;
  const userAgent = 'userAgent' in value && typeof value.userAgent === 'string' ? { userAgent: value.userAgent } : {};
  return { arn: value.arn, ...userAgent };
};

const readIntent = (field: Field, { actor, eventId }: { actor?: unknown; eventId?: unknown }): Intent => ({
  changeId: field('changeId', text),
  mountTargetId: field('mountTargetId', id(mountTargetId)),
  fileSystemId: field('fileSystemId', id(fileSystemId)),
  before: field('before', groups),
  after: field('after', groups),
  rule: field('rule', text),
  policyVersion: field('policyVersion', text),
  cause: field('cause', text),
  at: field('at', number),
  ...(actor === undefined ? {} : { actor: field('actor', actorOf) }),
  ...(eventId === undefined ? {} : { eventId: field('eventId', text) }),
});

/** Reads an intent back from the ledger; one that is incomplete is a `TerminalError`: what was written is then unknown. */
export const intentOf = (stored: unknown, about: string, attribute: 'intent' | 'staged' = 'intent'): Intent => {
  const remedy = `see what it was, then remove the attribute "${attribute}" of item "${STATE}"`;
  const field = fieldsOf(stored, `${about}: the pending change in the ledger`, remedy);
  return readIntent(field, typeof stored === 'object' && stored !== null ? stored : {});
};

const statuses: readonly Outcome['status'][] = ['fixed', 'deferred', 'failed', 'refused', 'gone'];

/** Reads a concluded change back from the ledger; one that is incomplete is a `TerminalError` that names its item. */
export const changeOf = (stored: Readonly<Record<string, unknown>>, about: string): Change => {
  const field = fieldsOf(stored, `${about}: the item "${stored['sk']}"`, 'correct or remove that item');
  return {
    ...readIntent(field, stored),
    status: field('status', (value) => statuses.find((it) => it === value)),
    reasons: field('reasons', listOf(text)),
    ...(stored['inDoubt'] === true && { inDoubt: true }),
    concludedAt: field('concludedAt', number),
  };
};
