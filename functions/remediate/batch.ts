import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { TerminalError } from '../core/model/errors.ts';
import { once } from '../core/model/once.ts';
import type { Request } from '../core/model/request.ts';
import { remediator } from '../engine/look/remediate.ts';
import type { App } from '../runtime/assemble.ts';
import { timeLimit } from '../runtime/time-limit.ts';
import { readEvent } from './read-event.ts';
import { runOnce } from './run-once.ts';

const parse = (record: SQSRecord): unknown => {
  try {
    return JSON.parse(record.body);
  } catch (cause) {
    throw new TerminalError(`message ${record.messageId}: its body is not JSON; send an event or a work message`, {
      code: 'bad-request',
      cause,
    });
  }
};

/**
 * Works through a queue batch. Messages that repeat an event share its outcome, and those that meet on a mount target
 * share one look; each message fails alone, and one that is deferred comes back after a short, growing delay instead of
 * the queue's full visibility timeout.
 */
export const answerBatch = async (app: App, event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const remediate = remediator(app.ports, await app.readPolicy(), timeLimit(context));
  const onceAndForAll = app.once(context);
  const fulfilled = once(JSON.stringify, (request: Request) => runOnce(onceAndForAll, remediate, request));

  const handle = async (record: SQSRecord): Promise<void> => {
    const seen = readEvent(app, parse(record));
    if (seen.kind === 'malformed') throw new TerminalError(seen.message, { code: 'bad-request' });
    if (seen.kind === 'order')
      throw new TerminalError('orders are taken by direct invoke only, not from the queue', { code: 'bad-request' });
    if (seen.kind === 'look') await fulfilled(seen.request);
  };

  const handleAndTell = async (record: SQSRecord): Promise<void> => {
    try {
      await handle(record);
    } catch (error) {
      await app.returnMessage(record, error);
      throw error;
    }
  };

  return processPartialResponse(event, handleAndTell, new BatchProcessor(EventType.SQS), {
    context,
    throwOnFullBatchFailure: false,
  });
};
