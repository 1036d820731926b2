import type { SQSRecord } from 'aws-lambda';
import { RetryableError } from '../core/model/errors.ts';
import type { Journal } from '../engine/ports/journal.ts';

/** Makes a message visible again after so many seconds. */
export type ReturnLater = (receiptHandle: string, seconds: number) => Promise<void>;

/** Seconds before the n-th retry of a message: about 30, doubling, at most 15 minutes. */
export const delayBefore = (receiveCount: number): number => Math.min(30 * 2 ** (receiveCount - 1), 900);

/**
 * Tells why a message goes back to its queue, and brings a retryable one back soon. When that cannot be arranged, the
 * message still comes back after the queue's visibility timeout.
 */
export const returnMessage =
  (journal: Journal, returnLater: ReturnLater | undefined) =>
  async (record: SQSRecord, error: unknown): Promise<void> => {
    const { messageId } = record;
    const receiveCount = Number(record.attributes.ApproximateReceiveCount);
    if (!(error instanceof RetryableError) || !returnLater) {
      journal.warn('message returned', { messageId, receiveCount, error });
      return;
    }
    const seconds = delayBefore(receiveCount);
    journal.warn('message returned', { messageId, receiveCount, error, seconds });
    try {
      await returnLater(record.receiptHandle, seconds);
    } catch (cause) {
      journal.warn('visibility not changed', { messageId, error: cause });
    }
  };
