import type { Context, SQSBatchResponse } from 'aws-lambda';
import type { Paused } from '../engine/orders/pause.ts';
import type { Description } from '../engine/sweep/describe.ts';
import { placeOf } from '../intake/place-of.ts';
import { placeSweep } from '../intake/place-sweep.ts';
import { at } from '../intake/read.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';
import { answerByPlace, isNotReached } from '../runtime/by-place.ts';
import type { Members, NotReached } from '../runtime/members.ts';
import { isBatch, readable } from '../runtime/read-event.ts';
import { type Answer, answerPayload, limitOf } from './answer.ts';
import { answerBatch } from './batch.ts';
import { type PlaceAnswer, sweepPlace } from './sweep-place.ts';

/** Answers whatever arrives at the hub of an organisation, each for the place that it is about. */
export const answerAcrossPlaces = async (
  home: SweepApp,
  members: Members<SweepApp>,
  event: unknown,
  context: Context,
): Promise<Answer | Description | Paused | PlaceAnswer | NotReached | SQSBatchResponse> => {
  const { awsRequestId: requestId } = context;
  if (isBatch(event)) {
    const limit = limitOf(context);
    return answerByPlace({ home, members, requestId }, event, (app, part) => answerBatch(app, part, limit));
  }
  const asked = placeSweep(event);
  if (asked) return sweepPlace(members, readable(asked), context);
  // What is said of tables and policy is the same of every place.
  if (at(event, 'describe') !== undefined && at(event, 'place') === undefined)
    return answerPayload(home, event, limitOf(context), requestId);
  const placed = readable(placeOf(event));
  const app = await members.at(placed.place, requestId);
  return isNotReached(app) ? app : answerPayload(app, placed.event, limitOf(context), requestId);
};
