import * as z from 'zod/mini';
import { fileSystemId, mountTargetId } from '../core/model/ids.ts';
import { parseLastDay } from '../core/model/last-day.ts';
import type { Order } from '../core/model/request.ts';
import type { Intake } from './result.ts';
import { dryRun, expected, parsed, readStrictly } from './strict.ts';
import { lookRequest, ofService } from './targets.ts';

type Reader = (event: object) => Intake;

const reader =
  <Schema extends z.ZodMiniObject>(
    action: Order['action'],
    schema: Schema,
    orderOf: (data: z.output<Schema>) => Order,
  ): Reader =>
  (event) =>
    readStrictly(action, schema, event, (data) => ({ kind: 'order', order: orderOf(data) }));

const said = (most: number) => (text: string) => (text.trim() !== '' && text.length <= most ? text : undefined);

const mountTargetOfEfs = ofService('elasticfilesystem', mountTargetId);

const subject = parsed(
  (text) => mountTargetOfEfs(text) ?? ofService('elasticfilesystem', fileSystemId)(text),
  'the id of a mount target or file system, as in "fsmt-0123456789abcdef0"',
);

const aMountTarget = parsed(mountTargetOfEfs, 'the id of a mount target, as in "fsmt-0123456789abcdef0"');

const parseTime = (text: string): number | undefined =>
  parseLastDay(text.slice(0, 10)) && /^.{10}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(text)
    ? Date.parse(text) || undefined
    : undefined;

const aTime = parsed(parseTime, 'a time in UTC, as in "2026-11-30T12:00:00Z"');

const historyOfOne = reader(
  'history',
  z.strictObject({ history: subject, before: z.optional(aTime) }),
  ({ history: id, before }) => ({ action: 'history', id, ...(before !== undefined && { before }) }),
);

const historyOfAll = reader(
  'history',
  z.strictObject({
    history: z.literal('all', { error: expected('"all", or the id of a mount target or file system') }),
    since: aTime,
    until: z.optional(aTime),
  }),
  ({ since: from, until: to }) => ({ action: 'history', from, ...(to !== undefined && { to }) }),
);

/** Mount targets that one order decides about. */
const mostDecided = 100;

const fixSchema = z.strictObject({
  fix: z
    .array(aMountTarget, { error: expected('a list of mount target ids') })
    .check(
      z.minLength(1, { error: 'is empty; expected at least one mount target id' }),
      z.maxLength(mostDecided, { error: `is too long; expected at most ${mostDecided} mount target ids` }),
    ),
  despite: z._default(
    z.array(z.literal('nfs-cut-off', { error: expected('"nfs-cut-off"') }), {
      error: expected('a list, as in ["nfs-cut-off"]'),
    }),
    [],
  ),
  by: parsed(said(256), 'who decides, in 1 to 256 characters'),
  reason: parsed(said(256), 'why, in 1 to 256 characters'),
  dryRun,
});

/** A look at the mount targets that it names, as any other but for what the person has decided about them. */
const fix: Reader = (event) =>
  readStrictly('fix', fixSchema, event, ({ fix: mountTargetIds, dryRun: isDry, ...ordered }) =>
    lookRequest('fix', [{ mountTargetIds }], { ordered, dryRun: isDry }),
  );

/** What a person may order, by the field that names it. */
const orders: Readonly<Record<Order['action'] | 'fix', Reader>> = {
  history: (event) => {
    const isOfAll = Object.hasOwn(event, 'since') || ('history' in event && event.history === 'all');
    return (isOfAll ? historyOfAll : historyOfOne)(event);
  },
  fix,
  release: reader('release', z.strictObject({ release: subject }), ({ release: id }) => ({ action: 'release', id })),
  revert: reader(
    'revert',
    z.strictObject({
      revert: aMountTarget,
      change: z.optional(parsed(said(100), 'the changeId of an entry of the history')),
      until: parsed((text) => parseLastDay(text)?.expiresAt, 'the last day of the hold, as in "2026-12-31"'),
      reason: parsed(said(256), 'why, in 1 to 256 characters'),
      despite: z._default(
        z.array(z.literal('paused', { error: expected('"paused"') }), { error: expected('a list, as in ["paused"]') }),
        [],
      ),
      dryRun,
    }),
    ({ revert: mountTargetId, change: changeId, ...rest }) => ({
      action: 'revert',
      mountTargetId,
      ...(changeId !== undefined && { changeId }),
      ...rest,
    }),
  ),
};

/** The fields that name an order. */
export const orderNames: readonly string[] = Object.keys(orders);

/** Reads what a person orders about one mount target or file system; undefined when a payload is no order. */
export const order = (event: object): Intake | undefined =>
  Object.entries(orders).find(([field]) => Object.hasOwn(event, field))?.[1](event);
