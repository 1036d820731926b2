import { UsageError } from '../usage-error.ts';

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const spanOf = (text: string): number | undefined => {
  const [, count, unit = ''] = /^(\d{1,5})\s*(s|m|min|h|d|w)$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? 0);
};

/** The last time that a clock here showed `02:00`. */
const clockTime = (text: string, now: number): number | undefined => {
  const [, hours, minutes] = /^(\d\d?):(\d\d)$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const at = new Date(now);
  at.setHours(Number(hours), Number(minutes), 0, 0);
  if (at.getTime() > now) at.setDate(at.getDate() - 1);
  return at.getTime();
};

const isoTime = (text: string): number | undefined =>
  /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text)
    ? Date.parse(text) || undefined
    : undefined;

/** A time in the past in epoch milliseconds: `2h` ago, `02:00` by the clock here, or ISO 8601. Throws `UsageError`. */
export const pastTime = (flag: string, text: string, now: number): number => {
  const span = spanOf(text);
  const at = span === undefined ? (clockTime(text, now) ?? isoTime(text)) : now - span;
  if (at !== undefined) return at;
  throw new UsageError(
    `${flag} is "${text}"; write how long ago (30m, 2h, 3d), a time of day here (02:00), or a time such as 2026-11-30T12:00Z`,
  );
};

/** An end as orders take it: a day, or a time in UTC; `3d` from now. Throws `UsageError`. */
export const endTime = (flag: string, text: string | undefined, now: number): string => {
  if (text === undefined)
    throw new UsageError(`${flag} is missing: until when, such as 3d, 2026-12-31 or 2026-12-31T18:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  const span = spanOf(text);
  const at = span === undefined ? isoTime(text) : now + span;
  if (at !== undefined) return new Date(at).toISOString();
  throw new UsageError(
    `${flag} is "${text}"; write how long (12h, 3d), a day (2026-12-31), or a time (2026-12-31T18:00Z)`,
  );
};

/** The reason of an order, which goes on record. Throws `UsageError` where none is given. */
export const reasonOf = (text: string | undefined): string => {
  if (text?.trim()) return text;
  throw new UsageError('--reason is missing: why, in a few words; it goes on record, such as --reason "INC-7"');
};
