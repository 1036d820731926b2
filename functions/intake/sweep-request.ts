import * as z from 'zod/mini';
import { configNotification } from './config-items.ts';
import { quote } from './quote.ts';
import { at, isObject } from './read.ts';
import type { Malformed } from './result.ts';
import { expected, readStrictly } from './strict.ts';

/** What the sweep function is asked for. */
export interface SweepRequest {
  readonly kind: 'sweep';
  readonly dryRun: boolean;
  /** The fingerprint of a plan that is to be carried out. */
  readonly confirm?: string;
}

const aFingerprint = 'the fingerprint of a dry run: 12 hexadecimal digits';

const payload = z.strictObject({
  dryRun: z.optional(z.boolean({ error: expected('true or false') })),
  confirm: z.optional(
    z.string({ error: expected(aFingerprint) }).check(z.regex(/^[0-9a-f]{12}$/, { error: expected(aFingerprint) })),
  ),
});

const elsewhere = 'Send what is about single file systems, mount targets or groups to remediate.';
const scheduled: SweepRequest = { kind: 'sweep', dryRun: false };

const unless = (met: boolean, fault: string): SweepRequest | Malformed =>
  met ? scheduled : { kind: 'malformed', message: `sweep: ${fault}. ${elsewhere}` };

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
 * `{"dryRun": true}` or `{"confirm": "0123456789ab"}`. Never throws: anything else is `malformed`.
 */
export const sweepRequest = (event: unknown): SweepRequest | Malformed => {
  if (!isObject(event)) return unless(false, `the event is ${quote(event)}; expected {} or {"dryRun": true}`);
  if (Object.hasOwn(event, 'detail-type')) return schedule(event);
  if (Object.hasOwn(event, 'invokingEvent')) return configRule(event);
  const read = readStrictly('sweep', payload, event);
  if (!('data' in read)) return { ...read, message: `${read.message} ${elsewhere}` };
  const { dryRun = false, confirm } = read.data;
  return { kind: 'sweep', dryRun, ...(confirm !== undefined && { confirm }) };
};
