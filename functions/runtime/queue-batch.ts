import type { SQSEvent } from 'aws-lambda';

const isMessage = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && 'eventSource' in record && record.eventSource === 'aws:sqs';

/** Whether an event is a batch of messages from a queue. */
export const isBatch = (event: unknown): event is SQSEvent =>
  typeof event === 'object' &&
  event !== null &&
  'Records' in event &&
  Array.isArray(event.Records) &&
  event.Records.length > 0 &&
  event.Records.every(isMessage);
