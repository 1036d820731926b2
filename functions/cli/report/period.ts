import { UsageError } from '../usage-error.ts';

const DAY_MS = 86_400_000;

/** Days that a report looks back at most: the record keeps no more, unless the deployment says so. */
const mostDays = 400;

/** Two times in epoch milliseconds, the first at the beginning of a day in UTC. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** The days that `30d` or `4w` names, today included. Throws `UsageError`. */
export const periodOf = (text: string, now: number): Period => {
  const [, n, unit] = /^(\d{1,4})(d|w)$/.exec(text) ?? [];
  const days = Number(n) * (unit === 'w' ? 7 : 1);
  if (n === undefined || days < 1 || days > mostDays)
    throw new UsageError(`--period is "${text}"; write 1d to ${mostDays}d, or weeks such as 4w`);
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return { from: today - (days - 1) * DAY_MS, to: now };
};
