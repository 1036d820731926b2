import { DAYS_BACK } from './dates.ts';
import type { Key } from './item.ts';

const HOUR_MS = 3_600_000;
/** Sweeps count the changes of the days before theirs. */
const HOURS_KEPT = (DAYS_BACK + 2) * 24;

/** The hour of a time (epoch milliseconds), counted since the epoch. */
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS);

/** When the item of an hour expires, in epoch seconds. */
export const expiryOfHour = (hour: number): number => ((hour + HOURS_KEPT) * HOUR_MS) / 1000;

/** The hours of the day of a time, counted since the epoch. */
export const hoursOfDay = (at: number): readonly number[] => {
  const first = Math.floor(hourOf(at) / 24) * 24;
  return Array.from({ length: 24 }, (_, hour) => first + hour);
};

/** The key of the item that counts the changes of an hour since the epoch. */
export const hourKeyOf = (place: string, hour: number): Key => ({ pk: place, sk: `hour#${hour}` });
