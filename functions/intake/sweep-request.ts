import * as z from 'zod/mini';
import { configNotification } from './config-items.ts';
import { unopened } from './envelope.ts';
import { isElsewhere, type Own } from './place.ts';
import { quote } from './quote.ts';
import { at, isObject } from './read.ts';
import { type Malformed, malformed } from './result.ts';
import { dryRun, expected, parsed, readStrictly } from './strict.ts';

/** What the sweep function is asked for. */
export interface SweepRequest {
  readonly kind: 'sweep';
  readonly dryRun: boolean;
  /** The fingerprint of a plan that is to be carried out. */
  readonly confirm?: string;
}

/** The question of what works in the deployment, and what does not. */
export interface DescribeRequest {
  readonly kind: 'describe';
}

const fingerprint = /^[0-9a-f]{12}$/;

const payload = z.strictObject({
  dryRun,
  confirm: z.optional(
    parsed((text) => fingerprint.exec(text)?.[0], 'the fingerprint of a dry run: 12 hexadecimal digits'),
  ),
});

const description = z.strictObject({ describe: z.literal(true, { error: expected('true') }) });

const elsewhere = 'Send what is about single file systems, mount targets or groups to remediate.';
const scheduled: SweepRequest = { kind: 'sweep', dryRun: false };

const unless = (met: boolean, fault: string): SweepRequest | Malformed =>
  met ? scheduled : malformed(`sweep: ${fault}. ${elsewhere}`);

/** A schedule of another account or Region asks for a sweep there. */
const ifOurs = (isOther: boolean, { place }: Own, answer: SweepRequest | Malformed): SweepRequest | Malformed =>
  isOther && answer.kind === 'sweep'
    ? malformed(
        `sweep: the schedule is not of account ${place?.account} and Region ${place?.region}, which this deployment looks after. Have it invoke the deployment there.`,
      )
    : answer;

/** EventBridge's own schedules and EventBridge Scheduler differ in `source`; `detail`, also as the text "{}", says nothing. */
const schedule = (event: unknown): SweepRequest | Malformed => {
  const kind = at(event, 'detail-type');
  if (kind !== 'Scheduled Event') return unless(false, `detail-type is ${quote(kind)}; expected "Scheduled Event"`);
  const source = at(event, 'source');
  const known = source === 'aws.events' || source === 'aws.scheduler';
  return unless(known, `source is ${quote(source)}; expected "aws.events" or "aws.scheduler"`);
};

const configRule = (event: Readonly<Record<string, unknown>>): SweepRequest | Malformed => {
  const notification = configNotification(event);
  if ('kind' in notification) return notification;
  const type = at(notification, 'invokingEvent.messageType');
  const fault = `invokingEvent.messageType is ${quote(type)}; expected "ScheduledNotification"`;
  return unless(type === 'ScheduledNotification', fault);
};

/**
 * Reads what reaches the sweep function: a schedule of EventBridge or of an AWS Config rule, or the payload `{}`,
 * `{"dryRun": true}`, `{"confirm": "0123456789ab"}` or `{"describe": true}`. Never throws: anything else is `malformed`.
 */
export const sweepRequest = (event: unknown, own: Own = {}): SweepRequest | DescribeRequest | Malformed => {
  if (!isObject(event)) return unless(false, `the event is ${quote(event)}; expected {} or {"dryRun": true}`);
  if (Object.hasOwn(event, 'detail-type'))
    return ifOurs(isElsewhere(own, event, 'account', 'region'), own, schedule(event));
  if (Object.hasOwn(event, 'invokingEvent'))
    return ifOurs(isElsewhere(own, event, 'accountId', ''), own, configRule(event));
  if (Object.hasOwn(event, 'describe'))
    return readStrictly('sweep', description, event, (): DescribeRequest => ({ kind: 'describe' }));
  const wrapped = unopened(event);
  if (wrapped) return malformed(`sweep: ${wrapped.message} ${elsewhere}`);
  const answer = readStrictly(
    'sweep',
    payload,
    event,
    ({ dryRun, confirm }): SweepRequest => ({ kind: 'sweep', dryRun, ...(confirm !== undefined && { confirm }) }),
    ['describe'],
  );
  return answer.kind === 'malformed' ? malformed(`${answer.message} ${elsewhere}`) : answer;
};
