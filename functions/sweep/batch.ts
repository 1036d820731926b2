import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { RetryableError } from '../core/model/errors.ts';
import type { Request } from '../core/model/request.ts';
import { regionItem } from '../engine/ports/work-queue.ts';
import { type Asked, sweepWhenAsked } from '../engine/sweep/sweep-when-due.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';
import { requestIn } from '../runtime/read-event.ts';

/** What answering the region queue takes. */
type QueueApp = Pick<SweepApp, 'own' | 'ports' | 'readPolicy' | 'returnMessage'>;

const askedIn = (record: SQSRecord, request: Request): Asked => ({
  ...regionItem(request),
  at: Number(record.attributes.SentTimestamp),
});

/** Answers everything that a batch of the region queue asks by at most one sweep; a message that cannot be read fails alone. */
export const answerBatch = async (
  app: QueueApp,
  { Records }: SQSEvent,
  limit: AbortSignal,
): Promise<SQSBatchResponse> => {
  const asking = new Map<SQSRecord, Asked>();
  const failed = new Map<SQSRecord, unknown>();
  for (const record of Records) {
    try {
      const request = requestIn(app, record);
      if (request) asking.set(record, askedIn(record, request));
    } catch (error) {
      failed.set(record, error);
    }
  }
  try {
    if (asking.size > 0 && !(await sweepWhenAsked(app.ports(limit), await app.readPolicy(), [...asking.values()])))
      throw new RetryableError('another sweep of this account and Region is under way', { code: 'lease-held' });
  } catch (error) {
    for (const record of asking.keys()) failed.set(record, error);
  }
  for (const [record, error] of failed) await app.returnMessage(record, error);
  return { batchItemFailures: [...failed.keys()].map(({ messageId }) => ({ itemIdentifier: messageId })) };
};
