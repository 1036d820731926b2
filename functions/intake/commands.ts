import * as z from 'zod/mini';
import { fileSystemId, mountTargetId } from '../core/model/ids.ts';
import { parseLastDay } from '../core/model/last-day.ts';
import { quote } from './quote.ts';
import type { Intake } from './result.ts';
import { expected, readStrictly } from './strict.ts';

const parsed = <T>(parse: (text: string) => T | undefined, what: string) =>
  z.pipe(
    z.string({ error: expected(what) }),
    z.transform((text, { issues }) => {
      const value = parse(text);
      if (value !== undefined) return value;
      issues.push({ code: 'custom', input: text, message: `is ${quote(text)}; expected ${what}` });
      return z.NEVER;
    }),
  );

const said = (most: number) => (text: string) => (text.trim() !== '' && text.length <= most ? text : undefined);

const target = parsed(mountTargetId, 'the id of a mount target, as in "fsmt-0123456789abcdef0"');
const subject = parsed(
  (text) => mountTargetId(text) ?? fileSystemId(text),
  'the id of a mount target or file system, as in "fsmt-0123456789abcdef0"',
);

const parseTime = (text: string): number | undefined =>
  parseLastDay(text.slice(0, 10)) && /^.{10}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(text)
    ? Date.parse(text) || undefined
    : undefined;

const aTime = parsed(parseTime, 'a time in UTC, as in "2026-11-30T12:00:00Z"');

const history = z.strictObject({
  history: subject,
  before: z.optional(aTime),
});
const historyBetween = z.strictObject({
  history: z.literal('all', { error: expected('"all", or the id of a mount target or file system') }),
  since: aTime,
  until: z.optional(aTime),
});
const release = z.strictObject({ release: subject });
const revert = z.strictObject({
  revert: target,
  change: z.optional(parsed(said(100), 'the changeId of an entry of the history')),
  until: parsed((text) => parseLastDay(text)?.expiresAt, 'the last day of the hold, as in "2026-12-31"'),
  reason: parsed(said(256), 'why, in 1 to 256 characters'),
  despite: z.optional(
    z.array(z.literal('paused', { error: expected('"paused"') }), { error: expected('a list, as in ["paused"]') }),
  ),
  dryRun: z.optional(z.boolean({ error: expected('true or false') })),
});

/** Whether a payload is an order, by the field that names what is ordered. */
export const isOrder = (event: object): boolean =>
  ['history', 'revert', 'release'].some((field) => Object.hasOwn(event, field));

const isOfAll = (event: object): boolean => 'history' in event && event.history === 'all';

/** Reads what a person orders about one mount target or file system. */
export const order = (event: object): Intake => {
  if (Object.hasOwn(event, 'history') && (Object.hasOwn(event, 'since') || isOfAll(event))) {
    const read = readStrictly('history', historyBetween, event);
    if (!('data' in read)) return read;
    const { since: from, until: to } = read.data;
    return { kind: 'order', order: { action: 'history', from, ...(to !== undefined && { to }) } };
  }
  if (Object.hasOwn(event, 'history')) {
    const read = readStrictly('history', history, event);
    if (!('data' in read)) return read;
    const { history: id, before } = read.data;
    return { kind: 'order', order: { action: 'history', id, ...(before !== undefined && { before }) } };
  }
  if (Object.hasOwn(event, 'release')) {
    const read = readStrictly('release', release, event);
    return 'data' in read ? { kind: 'order', order: { action: 'release', id: read.data.release } } : read;
  }
  const read = readStrictly('revert', revert, event);
  if (!('data' in read)) return read;
  const { revert: id, change, until, reason, despite = [], dryRun = false } = read.data;
  const changeId = change === undefined ? {} : { changeId: change };
  return { kind: 'order', order: { action: 'revert', mountTargetId: id, ...changeId, until, reason, despite, dryRun } };
};
