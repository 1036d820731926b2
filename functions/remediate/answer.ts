import type { Context } from 'aws-lambda';
import type { App } from '../runtime/assemble.ts';
import { isBatch } from '../runtime/queue-batch.ts';
import { answerBatch } from './batch.ts';
import { answerDirect } from './direct.ts';

/** Answers whatever arrives: `{ batchItemFailures }` for a queue batch, a result for everything else. */
export const answer =
  (app: App) =>
  (event: unknown, context: Context): Promise<unknown> =>
    isBatch(event) ? answerBatch(app, event, context) : answerDirect(app, event, context);
