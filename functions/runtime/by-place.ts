import { isDeepStrictEqual } from 'node:util';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Place, placeKey } from '../core/model/place.ts';
import { placeOf } from '../intake/place-of.ts';
import type { Members, NotReached } from './members.ts';
import { bodyOf, isBatch, readable } from './read-event.ts';
import type { SharedApp } from './shared.ts';

/** What stands for a whole organisation: its hub's own app, and the apps of places. */
export interface Hub<App> {
  readonly home: App & Pick<SharedApp<unknown>, 'logger' | 'returnMessage'>;
  readonly members: Members<App>;
  readonly requestId: string;
}

/** How what arrives is answered about an app's own place. */
export interface Answering<App, Answer> {
  readonly one: (app: App, event: unknown) => Promise<Answer>;
  readonly batch: (app: App, event: SQSEvent) => Promise<SQSBatchResponse>;
  /** Whether a payload is about the hub itself, and no place. */
  readonly isAboutHub: (event: unknown) => boolean;
}

/** What is answered to `{"tryRoles": true, "place"}`: the roles are tried as for any question, and what was found is on record. */
export interface RolesTried {
  readonly rolesTried: Place;
}

const triesRoles = (payload: object): boolean => isDeepStrictEqual(payload, { tryRoles: true });

/** Whether nothing is done about a place. */
export const isNotReached = (at: object): at is NotReached => 'refused' in at;

/**
 * Has each message of a batch answered for its place. One that names no place fails alone, those of a place that cannot be asked
 * for fail together, and those of a place that is not looked after are dropped: it is told, and no alarm is due.
 */
const answerByPlace = async <App extends object>(
  { home, members, requestId }: Hub<App>,
  { Records }: SQSEvent,
  answer: (app: App, event: SQSEvent) => Promise<SQSBatchResponse>,
): Promise<SQSBatchResponse> => {
  const groups = new Map<string, { readonly place: Place; readonly records: SQSRecord[] }>();
  const failed: SQSRecord[] = [];
  const giveBack = async (record: SQSRecord, error: unknown): Promise<void> => {
    failed.push(record);
    await home.returnMessage(record, error);
  };
  for (const record of Records) {
    try {
      const { place } = readable(placeOf(bodyOf(record)));
      const group = groups.get(placeKey(place)) ?? { place, records: [] };
      group.records.push(record);
      groups.set(placeKey(place), group);
    } catch (error) {
      await giveBack(record, error);
    }
  }
  const answerGroup = async (place: Place, records: SQSRecord[]): Promise<SQSBatchResponse['batchItemFailures']> => {
    try {
      const app = await members.at(place, requestId);
      if (!isNotReached(app)) return (await answer(app, { Records: records })).batchItemFailures;
      const messageIds = records.map(({ messageId }) => messageId);
      home.logger.warn('place refused', { ...place, ...app, messageIds });
    } catch (error) {
      for (const record of records) await giveBack(record, error);
    }
    return [];
  };
  const answers = await Promise.all([...groups.values()].map(({ place, records }) => answerGroup(place, records)));
  return {
    batchItemFailures: [...failed.map(({ messageId }) => ({ itemIdentifier: messageId })), ...answers.flat()],
  };
};

/** Answers whatever arrives at the hub of an organisation, each for the place that it is about. */
export const answerAcrossPlaces = async <App extends object, Answer>(
  hub: Hub<App>,
  event: unknown,
  { one, batch, isAboutHub }: Answering<App, Answer>,
): Promise<Answer | NotReached | RolesTried | SQSBatchResponse> => {
  if (isBatch(event)) return answerByPlace(hub, event, batch);
  if (isAboutHub(event)) return one(hub.home, event);
  const placed = readable(placeOf(event));
  const app = await hub.members.at(placed.place, hub.requestId);
  if (isNotReached(app)) return app;
  return triesRoles(placed.event) ? { rolesTried: placed.place } : one(app, placed.event);
};
