import type { Context, SQSBatchResponse } from 'aws-lambda';
import { placeOf } from '../intake/place-of.ts';
import { at } from '../intake/read.ts';
import type { App } from '../runtime/assemble.ts';
import { answerByPlace, isNotReached } from '../runtime/by-place.ts';
import type { Members, NotReached } from '../runtime/members.ts';
import { isBatch, readable } from '../runtime/read-event.ts';
import { answerAt, type Result } from './answer.ts';
import { answerBatch } from './batch.ts';

/** Answers whatever arrives at the hub of an organisation, each for the place that it is about. */
export const answerAcrossPlaces = async (
  home: App,
  members: Members<App>,
  event: unknown,
  context: Context,
): Promise<Result | NotReached | SQSBatchResponse> => {
  const { awsRequestId: requestId } = context;
  if (isBatch(event))
    return answerByPlace({ home, members, requestId }, event, (app, part) => answerBatch(app, part, context));
  // Dead-letter queues are the hub's own.
  if (at(event, 'redrive') !== undefined) return answerAt(home, event, context);
  const placed = readable(placeOf(event));
  const app = await members.at(placed.place, requestId);
  return isNotReached(app) ? app : answerAt(app, placed.event, context);
};
