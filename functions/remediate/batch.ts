import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { memoized } from '../core/model/memoized.ts';
import type { Request } from '../core/model/request.ts';
import { remediator } from '../engine/look/remediate.ts';
import type { App } from '../runtime/assemble.ts';
import { requestIn } from '../runtime/read-event.ts';
import { timeLimit } from '../runtime/time.ts';
import { runOnce } from './run-once.ts';

/**
 * Works through a queue batch. Messages that repeat an event share its outcome, and those that meet on a mount target
 * share one look; each message fails alone, and one that is deferred comes back after a short, growing delay instead of
 * the queue's full visibility timeout.
 */
export const answerBatch = async (app: App, event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const limit = timeLimit(context);
  // What cannot be read fails for itself when its turn comes.
  const read = await Promise.allSettled(event.Records.map(async (record) => requestIn(app, record)));
  const requests = read.flatMap((it) => (it.status === 'fulfilled' && it.value) || []);
  const remediate = remediator(app.ports(limit), await app.readPolicy(), limit, requests);
  const onceAndForAll = app.once(context);
  const fulfilled = memoized(JSON.stringify, (request: Request) => runOnce(onceAndForAll, remediate, request));

  const handle = async (record: SQSRecord): Promise<void> => {
    try {
      const request = requestIn(app, record);
      if (request) await fulfilled(request);
    } catch (error) {
      await app.returnMessage(record, error);
      throw error;
    }
  };

  return processPartialResponse(event, handle, new BatchProcessor(EventType.SQS), {
    context,
    throwOnFullBatchFailure: false,
  });
};
