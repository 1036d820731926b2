/** How many clients there were in each minute that has data, by the minute's start in milliseconds since the epoch. */
export type ClientsByMinute = ReadonlyMap<number, number>;

const minuteMs = 60_000;

/** The average over the minutes that have data; undefined when none has. */
export const averageClients = (minutes: ClientsByMinute): number | undefined =>
  minutes.size === 0 ? undefined : [...minutes.values()].reduce((sum, count) => sum + count, 0) / minutes.size;

/**
 * The lowest average over two minutes, one after the other, of those that lie wholly between two times (epoch
 * milliseconds); a minute without data counts as none. Undefined when no two minutes lie between them.
 */
export const fewestClients = (minutes: ClientsByMinute, from: number, to: number): number | undefined => {
  const first = Math.ceil(from / minuteMs) * minuteMs;
  let fewest: number | undefined;
  for (let second = first + minuteMs; second + minuteMs <= to; second += minuteMs) {
    const average = ((minutes.get(second - minuteMs) ?? 0) + (minutes.get(second) ?? 0)) / 2;
    fewest = Math.min(fewest ?? average, average);
  }
  return fewest;
};
