import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { placeOf } from '../intake/place-of.ts';
import { placeSweep } from '../intake/place-sweep.ts';
import { at } from '../intake/read.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';
import { answerByPlace, type Hub, isNotReached } from '../runtime/by-place.ts';
import type { NotReached } from '../runtime/members.ts';
import { isBatch, readable } from '../runtime/read-event.ts';
import { type PlaceAnswer, sweepPlace } from './sweep-place.ts';

/** How what arrives is answered about an app's own place. */
interface Answering<Answer> {
  readonly one: (app: SweepApp, event: unknown) => Promise<Answer>;
  readonly batch: (app: SweepApp, event: SQSEvent) => Promise<SQSBatchResponse>;
}

/** Answers whatever arrives at the hub of an organisation, each for the place that it is about. */
export const answerAcrossPlaces = async <Answer>(
  hub: Hub<SweepApp> & { readonly home: SweepApp },
  event: unknown,
  context: Context,
  { one, batch }: Answering<Answer>,
): Promise<Answer | PlaceAnswer | NotReached | SQSBatchResponse> => {
  if (isBatch(event)) return answerByPlace(hub, event, batch);
  const asked = placeSweep(event);
  if (asked) return sweepPlace(hub.members, readable(asked), context);
  // What is said of tables and policy is the same of every place.
  if (at(event, 'describe') !== undefined && at(event, 'place') === undefined) return one(hub.home, event);
  const placed = readable(placeOf(event));
  const app = await hub.members.at(placed.place, hub.requestId);
  return isNotReached(app) ? app : one(app, placed.event);
};
