import {
  FilterLogEvents$,
  type FilterLogEventsRequest,
  type FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { type Context, type Operation, operation } from '../operation.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { filterPattern } from './filter-pattern.ts';

/** Events in one answer, which is the default too (CloudWatch Logs API reference, FilterLogEvents). */
const MOST = 10_000;

const invalid = (message: string): AwsFault => new AwsFault('InvalidParameterException', message);

const check = ({
  logGroupName,
  logStreamNames,
  logStreamNamePrefix,
  limit = MOST,
  ...input
}: FilterLogEventsRequest) => {
  if (logGroupName === undefined) throw invalid('logGroupName is required: this endpoint reads no logGroupIdentifier.');
  if (logStreamNames && logStreamNamePrefix !== undefined)
    throw invalid('LogStreamNamePrefix and LogStreamNames can not both be given.');
  if (limit < 1 || limit > MOST)
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${MOST}`,
    );
  if (input.startFromHead === false) throw invalid('This endpoint answers with the earliest events first only.');
  return { logGroupName, logStreamNames, logStreamNamePrefix, limit };
};

const placeOf = (token: string | undefined): number => {
  if (token === undefined) return 0;
  const [, place] = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (place === undefined) throw invalid('The specified nextToken is invalid.');
  return Number(place);
};

/**
 * Events in the order of their times. It stops at the limit, and when it has looked at as many as it may, and answers with a
 * token then, though nothing may follow: a page can be empty and have a token (CloudWatch Logs API reference).
 */
const filter = (input: FilterLogEventsRequest, { world, behaviour }: Context): FilterLogEventsResponse => {
  const { logGroupName, logStreamNames, logStreamNamePrefix = '', limit } = check(input);
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
  const matches = filterPattern(input.filterPattern);
  const group = world.logGroups.get(logGroupName);
  if (!group) throw new AwsFault('ResourceNotFoundException', 'The specified log group does not exist.');
  const all = [...group.streams]
    .filter(([name]) => name.startsWith(logStreamNamePrefix) && (logStreamNames?.includes(name) ?? true))
    .flatMap(([logStreamName, events]) => events.map((event) => ({ logStreamName, ...event })))
    .filter(({ timestamp }) => timestamp >= startTime && timestamp <= endTime)
    .toSorted((a, b) => a.timestamp - b.timestamp);
  const first = placeOf(input.nextToken);
  const found: typeof all = [];
  let place = first;
  for (const event of all.slice(first, first + behaviour.logEventsScanned)) {
    place += 1;
    if (matches(event.message)) found.push(event);
    if (found.length === limit) break;
  }
  const isCut = found.length === limit || place - first === behaviour.logEventsScanned;
  return {
    events: found.map(({ id, ...event }) => ({ ...event, eventId: id, ingestionTime: event.timestamp + 900_000 })),
    searchedLogStreams: [],
    ...(isCut ? { nextToken: Buffer.from(`from:${place}`).toString('base64url') } : {}),
  };
};

/** Reading log events. */
export const eventOperations: readonly Operation[] = [operation(FilterLogEvents$, filter)];
