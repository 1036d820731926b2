import type { HoldOn } from '../../core/brakes/brakes.ts';
import type { Change, Pending } from '../ports/record/change.ts';
import type { OrderRecord } from '../ports/record/order.ts';

/** What is on record with its times, in epoch milliseconds there, as ISO 8601 in UTC. */
type InWords<T, Times extends keyof T> = {
  readonly [Name in keyof T]: Name extends Times ? Exclude<T[Name], number> | string : T[Name];
};

/** A time in epoch milliseconds as ISO 8601 in UTC. */
export const iso = (at: number): string => new Date(at).toISOString();

const inWords = <T extends object, const Times extends keyof T>(
  record: T,
  ...times: readonly Times[]
): InWords<T, Times> => {
  const told = { ...record } as Record<string, unknown>;
  for (const name of times as readonly string[]) if (typeof told[name] === 'number') told[name] = iso(told[name]);
  return told as InWords<T, Times>;
};

/** A concluded change, for a person to read. */
export const toldChange = (change: Change) => inWords(change, 'at', 'concludedAt');

/** A hold, for a person to read. */
export const toldHold = ({ id, hold }: HoldOn) => ({ id, hold: inWords(hold, 'until', 'at') });

/** An order, for a person to read. */
export const toldOrder = (order: OrderRecord) => inWords(order, 'at', 'until', 'since');

/** A write that has no outcome yet, for a person to read. */
export const toldPending = ({ hold, lets: _, ...pending }: Pending) => ({
  ...inWords(pending, 'at'),
  ...(hold && { hold: inWords(hold, 'until', 'at') }),
});
