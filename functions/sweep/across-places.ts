import type { Context, SQSBatchResponse } from 'aws-lambda';
import { placeSweep } from '../intake/place-sweep.ts';
import { at } from '../intake/read.ts';
import type { SweepApp } from '../runtime/assemble-sweep.ts';
import { type Answering, answerAcrossPlaces, type Hub, type RolesTried } from '../runtime/by-place.ts';
import type { NotReached } from '../runtime/members.ts';
import { readable } from '../runtime/read-event.ts';
import { type PlaceAnswer, sweepPlace } from './sweep-place.ts';

/** Answers the sweep of one place in a run of the organisation, and whatever else arrives for the place that it is about. */
export const sweepAcrossPlaces = async <Answer>(
  hub: Hub<SweepApp>,
  event: unknown,
  context: Context,
  answering: Omit<Answering<SweepApp, Answer>, 'isAboutHub'>,
): Promise<Answer | PlaceAnswer | NotReached | RolesTried | SQSBatchResponse> => {
  const asked = placeSweep(event);
  if (asked) return sweepPlace(hub.members, readable(asked), context);
  return answerAcrossPlaces(hub, event, {
    ...answering,
    // What is said of tables and policy is the same of every place.
    isAboutHub: (payload) => at(payload, 'describe') !== undefined && at(payload, 'place') === undefined,
  });
};
