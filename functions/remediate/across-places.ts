import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { placeOf } from '../intake/place-of.ts';
import { at } from '../intake/read.ts';
import type { App } from '../runtime/assemble.ts';
import { answerByPlace, type Hub, isNotReached } from '../runtime/by-place.ts';
import type { NotReached } from '../runtime/members.ts';
import { isBatch, readable } from '../runtime/read-event.ts';

/** How what arrives is answered about an app's own place. */
interface Answering<Answer> {
  readonly one: (app: App, event: unknown) => Promise<Answer>;
  readonly batch: (app: App, event: SQSEvent) => Promise<SQSBatchResponse>;
}

/** Answers whatever arrives at the hub of an organisation, each for the place that it is about. */
export const answerAcrossPlaces = async <Answer>(
  hub: Hub<App> & { readonly home: App },
  event: unknown,
  { one, batch }: Answering<Answer>,
): Promise<Answer | NotReached | SQSBatchResponse> => {
  if (isBatch(event)) return answerByPlace(hub, event, batch);
  // Dead-letter queues are the hub's own.
  if (at(event, 'redrive') !== undefined) return one(hub.home, event);
  const placed = readable(placeOf(event));
  const app = await hub.members.at(placed.place, hub.requestId);
  return isNotReached(app) ? app : one(app, placed.event);
};
