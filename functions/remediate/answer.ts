import type { Context, SQSEvent } from 'aws-lambda';
import type { App } from '../runtime/assemble.ts';
import { answerBatch } from './batch.ts';
import { answerDirect } from './direct.ts';

const isBatch = (event: unknown): event is SQSEvent =>
  typeof event === 'object' && event !== null && Array.isArray((event as { Records?: unknown }).Records);

/** Answers whatever arrives: `{ batchItemFailures }` for a queue batch, a result for everything else. */
export const answer =
  (app: App) =>
  (event: unknown, context: Context): Promise<unknown> =>
    isBatch(event) ? answerBatch(app, event, context) : answerDirect(app, event, context);
