import { TerminalError } from '../core/errors.ts';
import { fileSystemId, mountTargetId, securityGroupId } from '../core/ids.ts';
import type { Change, Intent, Outcome } from '../engine/ports.ts';

const DAY_S = 86_400;

/** Sort key of the one item per mount target that holds its lease and its pending intent; never subject to TTL. */
export const STATE = 'state';

/** What the sort keys of concluded changes begin with; the time of the change follows, so that they sort by it. */
export const CHANGE = 'change#';

/** The item that records a finished change; `expiresAt`, in epoch seconds, is the table's TTL attribute. */
export const historyItem = (intent: Intent, { status, reasons, at }: Outcome, retentionDays: number) => ({
  pk: intent.mountTargetId,
  sk: `${CHANGE}${new Date(intent.at).toISOString()}#${intent.changeId}`,
  ...intent,
  status,
  reasons,
  concludedAt: at,
  expiresAt: Math.floor(at / 1000) + retentionDays * DAY_S,
});

/** Reads an intent back from the ledger; one that is incomplete is a `TerminalError`: what was written is then unknown. */
export const intentOf = (stored: unknown, about: string): Intent => {
  const record: Readonly<Record<string, unknown>> = typeof stored === 'object' && stored !== null ? { ...stored } : {};
  const field = <T>(key: string, read: (value: unknown) => T | undefined): T => {
    const value = read(record[key]);
    if (value !== undefined) return value;
    throw new TerminalError(
      `${about}: the pending change in the ledger has no readable ${key}; see what it was, then remove the attribute "intent" of item "${STATE}"`,
      { code: 'internal-error' },
    );
  };
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const id =
    <Id>(parse: (text: string) => Id | undefined) =>
    (value: unknown) =>
      parse(text(value) ?? '');
  const groups = (value: unknown) => {
    const ids = Array.isArray(value) ? value.map(id(securityGroupId)) : [undefined];
    return ids.every((it) => it !== undefined) ? ids : undefined;
  };
  const { actor, eventId } = record;
  return {
    changeId: field('changeId', text),
    mountTargetId: field('mountTargetId', id(mountTargetId)),
    fileSystemId: field('fileSystemId', id(fileSystemId)),
    before: field('before', groups),
    after: field('after', groups),
    rule: field('rule', text),
    policyVersion: field('policyVersion', text),
    cause: field('cause', text),
    at: field('at', (value) => (typeof value === 'number' ? value : undefined)),
    ...(actor === undefined ? {} : { actor: field('actor', actorOf) }),
    ...(eventId === undefined ? {} : { eventId: field('eventId', text) }),
  };
};

const statuses: readonly Outcome['status'][] = ['fixed', 'deferred', 'failed', 'refused', 'gone'];

/** Reads a concluded change back from the ledger. Throws as `intentOf` does. */
export const changeOf = (stored: Readonly<Record<string, unknown>>, about: string): Change => {
  const { status, reasons, concludedAt } = stored;
  const known = statuses.find((it) => it === status);
  if (known === undefined || typeof concludedAt !== 'number')
    throw new TerminalError(`${about}: a change in the ledger has no readable status or concludedAt`, {
      code: 'internal-error',
    });
  return {
    ...intentOf(stored, about),
    status: known,
    reasons: Array.isArray(reasons) ? reasons.map(String) : [],
    concludedAt,
  };
};

const actorOf = (value: unknown) => {
  if (typeof value !== 'object' || value === null || !('arn' in value) || typeof value.arn !== 'string')
    return undefined;
  const userAgent = 'userAgent' in value && typeof value.userAgent === 'string' ? { userAgent: value.userAgent } : {};
  return { arn: value.arn, ...userAgent };
};
