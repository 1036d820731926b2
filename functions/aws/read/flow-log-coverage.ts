import type { FilteredLogEvent, FilterLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs';
import { LAG } from '../../core/nfs/flow-log.ts';
import { filterPattern, recordReader } from './flow-log-format.ts';
import type { Plan } from './flow-log-plan.ts';

/** Reads records of an interface, page by page. */
export type Records = (
  request: Omit<FilterLogEventsRequest, 'logGroupName'>,
) => AsyncIterable<readonly FilteredLogEvent[]>;

/** A stretch of time, in epoch milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The first stretch of a time that is longer than `most` and has none of these moments; not one at its beginning. */
const holeIn = (moments: readonly number[], { from, to }: Stretch, most: number): Stretch | undefined => {
  const [first = from, ...rest] = moments.toSorted((a, b) => a - b);
  let last = first;
  for (const next of [...rest, to]) {
    if (next - last > most) return { from: last, to: next };
    last = next;
  }
  return undefined;
};

/** The address with the most records of NFS, as an idle client has one in every interval. */
const steadiest = (messages: readonly string[], fields: readonly string[]): string | undefined => {
  const read = recordReader(fields);
  const sources = messages.flatMap((message) => {
    const record = read(message);
    return typeof record === 'object' ? record.source : [];
  });
  const [most] = [...Map.groupBy(sources, String)].toSorted(([, a], [, b]) => b.length - a.length);
  return most?.[0];
};

/** A flow log writes a record of every interval, also of one without traffic; one begins with its first packet. */
const longestPause = (seconds: number): number => Math.max(2 * seconds * 1000, LAG);

/**
 * Whether a log has records of the interface all the time: from when on, and the first hole. It reads records from the beginning;
 * where they are more than one page, first those of the client that spoke most, which may be enough.
 */
export const coverage = async (
  records: Records,
  { fields, covers, seconds }: Pick<Plan, 'fields' | 'covers' | 'seconds'>,
): Promise<{ readonly from: number; readonly hole?: Stretch | undefined }> => {
  const pause = longestPause(seconds);
  const time = { startTime: covers.from, endTime: covers.to };
  const moments: number[] = [];
  const take = (page: readonly FilteredLogEvent[]): void => {
    // The stream of a flow log of rejects says nothing of what was accepted.
    for (const { logStreamName, timestamp } of page)
      if (timestamp !== undefined && !logStreamName?.endsWith('-reject')) moments.push(timestamp);
  };
  const isWhole = (): boolean => moments.length > 0 && holeIn(moments, covers, pause) === undefined;
  let isFirst = true;
  for await (const page of records(time)) {
    take(page);
    const steady =
      isFirst && !isWhole()
        ? steadiest(
            page.map(({ message = '' }) => message),
            fields,
          )
        : undefined;
    isFirst = false;
    if (steady !== undefined)
      for await (const some of records({ ...time, filterPattern: filterPattern(fields, [steady], true) })) take(some);
    if (isWhole()) break;
  }
  const first = Math.min(...moments);
  return {
    from: first > covers.from + pause ? first : covers.from,
    hole: moments.length > 0 ? holeIn(moments, covers, pause) : covers,
  };
};
