import type { SQSRecord } from 'aws-lambda';
import { RetryableError } from '../core/model/errors.ts';
import type { Journal } from '../engine/ports/journal.ts';

/** Makes a message visible again after so many seconds. */
export type ReturnLater = (receiptHandle: string, seconds: number) => Promise<void>;

/** Retries of a message that only meets another invocation at work on its file system, which is over in seconds. */
const soonTries = 4;

/** Three to five seconds, by the message: those that met on a file system should not all meet there again. */
const soon = (messageId: string): number => 3 + ([...messageId].reduce((sum, it) => sum + it.charCodeAt(0), 0) % 3);

/** Seconds before the n-th retry of a message: soon while another is at work, otherwise about 30, doubling, at most 15 minutes. */
export const delayBefore = (messageId: string, receiveCount: number, error: RetryableError): number => {
  const isShort = error.code === 'lease-held' || error.code === 'lease-lost';
  if (isShort && receiveCount <= soonTries) return soon(messageId);
  const tries = isShort ? receiveCount - soonTries : receiveCount;
  return Math.min(30 * 2 ** (tries - 1), 900);
};

/**
 * Tells why a message goes back to its queue, and brings a retryable one back soon. When that cannot be arranged, the
 * message still comes back after the queue's visibility timeout.
 */
export const returnMessage =
  (journal: Journal, returnLater: ReturnLater | undefined, count?: (receiveCount: number) => void) =>
  async (record: SQSRecord, error: unknown): Promise<void> => {
    const { messageId } = record;
    const receiveCount = Number(record.attributes.ApproximateReceiveCount);
    if (!(error instanceof RetryableError) || !returnLater) {
      journal.warn('message returned', { messageId, receiveCount, error });
      return;
    }
    // What is not deferred comes back only to be given up.
    count?.(receiveCount);
    const seconds = delayBefore(messageId, receiveCount, error);
    journal.warn('message returned', { messageId, receiveCount, error, seconds });
    try {
      await returnLater(record.receiptHandle, seconds);
    } catch (cause) {
      journal.warn('visibility not changed', { messageId, error: cause });
    }
  };
