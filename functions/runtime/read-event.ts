import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { TerminalError } from '../core/model/errors.ts';
import type { Request } from '../core/model/request.ts';
import { type Intake, intake } from '../intake/intake.ts';
import type { Own } from '../intake/place.ts';
import { at, list } from '../intake/read.ts';
import type { Malformed } from '../intake/result.ts';

/** What reading an event takes. */
interface Reads {
  readonly own: Own;
  readonly dryRun?: boolean;
}

/** Whether an event is a batch of messages from a queue. */
export const isBatch = (event: unknown): event is SQSEvent => {
  const records = list(event, 'Records');
  return records.length > 0 && records.every((record) => at(record, 'eventSource') === 'aws:sqs');
};

/** Whether an event has the form of one that a service of AWS sent; a person's payload has not. */
export const isFromAws = (event: unknown): boolean =>
  ['detail-type', 'invokingEvent', 'Records', 'sweep', 'task'].some((key) => at(event, key) !== undefined);

/** What was read. Throws `TerminalError` when that is not possible. */
export const readable = <Seen extends { readonly kind: string }>(seen: Seen | Malformed): Exclude<Seen, Malformed> => {
  if (seen.kind !== 'malformed') return seen as Exclude<Seen, Malformed>;
  throw new TerminalError((seen as Malformed).message, { code: 'bad-request' });
};

/** Reads an event. Throws `TerminalError` when it is malformed. */
export const readEvent = ({ own }: Pick<Reads, 'own'>, event: unknown): Exclude<Intake, Malformed> =>
  readable(intake(event, own));

/** A request as it may be fulfilled: where the environment says dry run, it becomes one. */
export const permitted = ({ dryRun }: Pick<Reads, 'dryRun'>, request: Request): Request =>
  dryRun ? { ...request, dryRun } : request;

/** What the body of a message says. Throws `TerminalError` when it is no JSON. */
export const bodyOf = ({ messageId, body }: SQSRecord): unknown => {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new TerminalError(`message ${messageId}: its body is not JSON; send an event or a work message`, {
      code: 'bad-request',
      cause,
    });
  }
};

/** What a message from a queue asks for; undefined when that is nothing. Throws `TerminalError` when it cannot be taken from a queue. */
export const requestIn = (app: Reads, record: SQSRecord): Request | undefined => {
  const seen = readEvent(app, bodyOf(record));
  if (seen.kind === 'order' || (seen.kind === 'look' && seen.request.ordered))
    throw new TerminalError('orders are taken by direct invoke only, not from the queue', { code: 'bad-request' });
  return seen.kind === 'look' ? permitted(app, seen.request) : undefined;
};
