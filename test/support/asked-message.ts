import type { SQSRecord } from 'aws-lambda';
import { message } from './engine-events.ts';

/** A message of the region queue as Lambda receives it; `at` is when it was sent, in epoch milliseconds. */
export const askedMessage = (messageId: string, body: unknown, at: number): SQSRecord => {
  const record = message(messageId, body);
  return { ...record, attributes: { ...record.attributes, SentTimestamp: `${at}` } };
};
