import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { RetryableError, TerminalError } from '../core/model/errors.ts';
import { type Asked, sweepWhenAsked } from '../engine/sweep/sweep-when-due.ts';
import { intake } from '../intake/intake.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';
import { readMessage } from '../runtime/read-message.ts';

/** What answering the region queue takes. */
type QueueApp = Pick<SweepApp, 'own' | 'ports' | 'readPolicy' | 'returnMessage'>;

/** What a message asks; undefined when that is nothing. Throws `TerminalError` when it cannot be read. */
const askedIn = (app: QueueApp, record: SQSRecord): Asked | undefined => {
  const seen = intake(readMessage(record), app.own);
  if (seen.kind === 'malformed') throw new TerminalError(seen.message, { code: 'bad-request' });
  if (seen.kind === 'order')
    throw new TerminalError('orders are taken by direct invoke only, not from the queue', { code: 'bad-request' });
  if (seen.kind === 'ignored') return undefined;
  const { cause, securityGroupIds, prefixListIds, changedTagKeys } = seen.request;
  const at = Number(record.attributes.SentTimestamp);
  return { cause, securityGroupIds, prefixListIds, at, ...(changedTagKeys && { changedTagKeys }) };
};

const underWay = (): RetryableError =>
  new RetryableError('another sweep of this account and Region is under way', { code: 'lease-held' });

/** Answers everything that a batch of the region queue asks by at most one sweep; a message that cannot be read fails alone. */
export const answerBatch = async (
  app: QueueApp,
  { Records }: SQSEvent,
  limit: AbortSignal,
): Promise<SQSBatchResponse> => {
  const failed: SQSRecord[] = [];
  const fail = async (record: SQSRecord, error: unknown): Promise<void> => {
    failed.push(record);
    await app.returnMessage(record, error);
  };
  const asking: { readonly record: SQSRecord; readonly asked: Asked }[] = [];
  for (const record of Records) {
    try {
      const asked = askedIn(app, record);
      if (asked) asking.push({ record, asked });
    } catch (error) {
      await fail(record, error);
    }
  }
  if (asking.length > 0) {
    try {
      const isAnswered = await sweepWhenAsked(
        app.ports(limit),
        await app.readPolicy(),
        asking.map(({ asked }) => asked),
      );
      if (!isAnswered) throw underWay();
    } catch (error) {
      for (const { record } of asking) await fail(record, error);
    }
  }
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};
