import type { Context, SQSEvent } from 'aws-lambda';
import type { App } from '../runtime/assemble.ts';
import { answerBatch } from './batch.ts';
import { answerDirect } from './direct.ts';

const isMessage = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && 'eventSource' in record && record.eventSource === 'aws:sqs';

const isBatch = (event: unknown): event is SQSEvent =>
  typeof event === 'object' &&
  event !== null &&
  'Records' in event &&
  Array.isArray(event.Records) &&
  event.Records.length > 0 &&
  event.Records.every(isMessage);

/** Answers whatever arrives: `{ batchItemFailures }` for a queue batch, a result for everything else. */
export const answer =
  (app: App) =>
  (event: unknown, context: Context): Promise<unknown> =>
    isBatch(event) ? answerBatch(app, event, context) : answerDirect(app, event, context);
