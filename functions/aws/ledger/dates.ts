/** A day, in ms. */
export const DAY_MS = 86_400_000;

/** How many days before its own a sweep looks back on: sweeps of the schedule are at most six days apart. */
export const DAYS_BACK = 7;

/** The day of a time, in UTC. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length);

/** The days that a span of time touches, the last first, as any time in them. */
export const daysOf = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.floor(to / DAY_MS) - Math.floor(from / DAY_MS) + 1 }, (_, index) => to - index * DAY_MS);

/** When an item of a time is forgotten, in epoch seconds: the table's TTL attribute. */
export const expiryOf = (at: number, retentionDays: number): number =>
  Math.floor(at / 1000) + (retentionDays * DAY_MS) / 1000;
