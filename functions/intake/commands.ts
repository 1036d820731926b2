import * as z from 'zod/mini';
import { isFingerprint } from '../core/brakes/plan-fingerprint.ts';
import { fileSystemId, mountTargetId } from '../core/model/ids.ts';
import { parseLastDay } from '../core/model/last-day.ts';
import { deadLetterQueues, type Order } from '../core/model/request.ts';
import { type Intake, malformed } from './result.ts';
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

/** Mount targets and file systems that one order names at most. */
const mostNamed = 100;

const named = <Id extends string>(one: z.ZodMiniType<Id, string>, what: string) =>
  z
    .array(one, { error: expected(`a list of ${what}`) })
    .check(
      z.minLength(1, { error: `is empty; expected at least one of ${what}` }),
      z.maxLength(mostNamed, { error: `is too long; expected at most ${mostNamed} ${what}` }),
    );

/** Who gives an order, and why. */
export const signed = {
  by: parsed(said(256), 'who decides, in 1 to 256 characters'),
  reason: parsed(said(256), 'why, in 1 to 256 characters'),
};

const parseTime = (text: string): number | undefined =>
  parseLastDay(text.slice(0, 10)) && /^.{10}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(text)
    ? Date.parse(text) || undefined
    : undefined;

const aTime = parsed(parseTime, 'a time in UTC, as in "2026-11-30T12:00:00Z"');

/** The first instant after the last day of something, or a time. */
export const until = parsed(
  (text) => parseLastDay(text)?.expiresAt ?? parseTime(text),
  'the last day, as in "2026-12-31", or a time in UTC, as in "2026-12-31T18:00:00Z"',
);

/** One id, or a list of them. */
const oneOrMore = <Id extends string>(event: object, field: string, one: z.ZodMiniType<Id, string>, what: string) => {
  const value: unknown = Reflect.get(event, field);
  return Array.isArray(value)
    ? named(one, what)
    : z.pipe(
        one,
        z.transform((id): readonly Id[] => [id]),
      );
};

/** What a dry run of the sweep answers with. */
export const aFingerprint = parsed(
  (text) => (isFingerprint(text) ? text : undefined),
  'the fingerprint of a dry run: 12 hexadecimal digits',
);

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

const fixSchema = z.strictObject({
  fix: named(subject, 'ids of mount targets and file systems'),
  despite: z._default(
    z.array(z.literal('nfs-cut-off', { error: expected('"nfs-cut-off"') }), {
      error: expected('a list, as in ["nfs-cut-off"]'),
    }),
    [],
  ),
  ...signed,
  dryRun,
});

/** A look at what it names, as any other but for what the person has decided about the mount targets. */
const fix: Reader = (event) =>
  readStrictly('fix', fixSchema, event, ({ fix: ids, dryRun: isDry, ...ordered }) => {
    const mountTargetIds = ids.flatMap((id) => mountTargetId(id) ?? []);
    const fileSystemIds = ids.flatMap((id) => fileSystemId(id) ?? []);
    const [whole] = fileSystemIds;
    if (whole !== undefined && ordered.despite.length > 0)
      return malformed(
        `fix: "${whole}" is a file system, and despite is for single mount targets: name their ids, as in "fsmt-0123456789abcdef0".`,
      );
    return lookRequest('fix', [{ mountTargetIds, fileSystemIds }], { ordered, dryRun: isDry });
  });

/** What a person may order, by the field that names it. */
const orders: Readonly<Record<Order['action'] | 'fix', Reader>> = {
  history: (event) => {
    const isOfAll = Object.hasOwn(event, 'since') || ('history' in event && event.history === 'all');
    return (isOfAll ? historyOfAll : historyOfOne)(event);
  },
  fix,
  hold: (event) => {
    const ids = oneOrMore(event, 'hold', subject, 'ids of mount targets and file systems');
    const schema = z.strictObject({ hold: ids, until, ...signed });
    return reader('hold', schema, ({ hold, ...rest }) => ({ action: 'hold', ids: hold, ...rest }))(event);
  },
  redrive: reader(
    'redrive',
    z.strictObject({
      redrive: z.enum(deadLetterQueues, { error: expected(`one of ${deadLetterQueues.join(', ')}`) }),
      ...signed,
    }),
    ({ redrive: queue, ...rest }) => ({ action: 'redrive', queue, ...rest }),
  ),
  release: reader('release', z.strictObject({ release: subject, ...signed }), ({ release: id, ...rest }) => ({
    action: 'release',
    id,
    ...rest,
  })),
  revert: (event) => {
    const isOfAll = 'revert' in event && event.revert === 'all';
    const ids = isOfAll ? z.literal('all') : oneOrMore(event, 'revert', aMountTarget, 'ids of mount targets');
    const schema = z.strictObject({
      revert: ids,
      change: z.optional(parsed(said(100), 'the changeId of an entry of the history')),
      plan: z.optional(aFingerprint),
      since: z.optional(aTime),
      until,
      ...signed,
      despite: z._default(
        z.array(z.literal(['paused', 'nfs-cut-off'], { error: expected('"paused" or "nfs-cut-off"') }), {
          error: expected('a list, as in ["paused"]'),
        }),
        [],
      ),
      dryRun,
    });
    return readStrictly('revert', schema, event, ({ revert, change: changeId, plan, since, ...rest }): Intake => {
      const isSpan = plan !== undefined || since !== undefined;
      if (changeId !== undefined && (revert === 'all' || revert.length > 1 || isSpan))
        return malformed('revert: change stands beside another choice; expected it beside the id of one mount target.');
      if (revert === 'all' && !isSpan)
        return malformed(
          'revert: revert is "all" without plan or since; expected the fingerprint of a plan, or a time in UTC, as in "since": "2026-11-30T12:00:00Z".',
        );
      if (revert === 'all' && rest.despite.includes('nfs-cut-off'))
        return malformed(
          'revert: "all" cannot be reverted despite "nfs-cut-off", which is for single mount targets: name their ids, as in "fsmt-0123456789abcdef0".',
        );
      const which = {
        ...(changeId !== undefined && { changeId }),
        ...(plan !== undefined && { plan }),
        ...(since !== undefined && { since }),
      };
      return { kind: 'order', order: { action: 'revert', ids: revert, ...which, ...rest } };
    });
  },
};

/** The fields that name an order. */
export const orderNames: readonly string[] = Object.keys(orders);

/** Reads what a person orders about one mount target or file system; undefined when a payload is no order. */
export const order = (event: object): Intake | undefined =>
  Object.entries(orders).find(([field]) => Object.hasOwn(event, field))?.[1](event);
