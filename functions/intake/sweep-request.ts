import * as z from 'zod/mini';
import type { Signed } from '../core/model/request.ts';
import { aFingerprint, signed, until } from './commands.ts';
import { configNotification } from './config-items.ts';
import { unopened } from './envelope.ts';
import { isElsewhere, type Own } from './place.ts';
import { quote } from './quote.ts';
import { at, isObject } from './read.ts';
import { type Malformed, malformed } from './result.ts';
import { dryRun, expected, readStrictly } from './strict.ts';

/** What the sweep function is asked for. */
export interface SweepRequest {
  readonly kind: 'sweep';
  readonly dryRun: boolean;
  /** The plan that is to be carried out, and who has read it. */
  readonly confirm?: Signed & { readonly fingerprint: string };
}

/** Has every write stopped, or no longer. */
export type PauseRequest = Signed &
  (
    | {
        readonly kind: 'pause';
        /** When it ends by itself, in milliseconds since the epoch. */
        readonly until?: number;
      }
    | { readonly kind: 'resume' }
  );

/** The question of what works in the deployment, and what does not. */
export interface DescribeRequest {
  readonly kind: 'describe';
}

const payload = z.strictObject({ dryRun });

const confirmation = z.strictObject({
  confirm: aFingerprint,
  ...signed,
  dryRun,
});

const isTrue = z.literal(true, { error: expected('true') });

const orders: Readonly<Record<string, (event: object) => SweepRequest | PauseRequest | Malformed>> = {
  confirm: (event) =>
    readStrictly('sweep', confirmation, event, ({ dryRun, confirm, ...by }) => ({
      kind: 'sweep',
      dryRun,
      confirm: { fingerprint: confirm, ...by },
    })),
  pause: (event) =>
    readStrictly(
      'sweep',
      z.strictObject({ pause: isTrue, until: z.optional(until), ...signed }),
      event,
      ({ pause: _, until, ...by }) => ({ kind: 'pause', ...by, ...(until !== undefined && { until }) }),
    ),
  resume: (event) =>
    readStrictly('sweep', z.strictObject({ resume: isTrue, ...signed }), event, ({ resume: _, ...by }) => ({
      kind: 'resume',
      ...by,
    })),
};

const description = z.strictObject({ describe: isTrue });

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
 * `{"dryRun": true}`, `{"describe": true}`, or an order: `confirm`, `pause`, `resume`. Never throws: anything else is `malformed`.
 */
export const sweepRequest = (
  event: unknown,
  own: Own = {},
): SweepRequest | DescribeRequest | PauseRequest | Malformed => {
  if (!isObject(event)) return unless(false, `the event is ${quote(event)}; expected {} or {"dryRun": true}`);
  if (Object.hasOwn(event, 'detail-type'))
    return ifOurs(isElsewhere(own, event, 'account', 'region'), own, schedule(event));
  if (Object.hasOwn(event, 'invokingEvent'))
    return ifOurs(isElsewhere(own, event, 'accountId', ''), own, configRule(event));
  if (Object.hasOwn(event, 'describe'))
    return readStrictly('sweep', description, event, (): DescribeRequest => ({ kind: 'describe' }));
  const wrapped = unopened(event);
  if (wrapped) return malformed(`sweep: ${wrapped.message} ${elsewhere}`);
  const ordered = Object.entries(orders).find(([field]) => Object.hasOwn(event, field))?.[1];
  const answer =
    ordered?.(event) ??
    readStrictly('sweep', payload, event, ({ dryRun }): SweepRequest => ({ kind: 'sweep', dryRun }), [
      ...Object.keys(orders),
      'describe',
    ]);
  return answer.kind === 'malformed' ? malformed(`${answer.message} ${elsewhere}`) : answer;
};
