import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { TerminalError } from '../../core/model/errors.ts';
import { type Place, placeKey } from '../../core/model/place.ts';
import { type Coverage, notSweptCodes, type PlaceOnRecord } from '../../engine/ports/coverage.ts';
import { attribute, expression } from './expression.ts';
import type { Item, Key } from './item.ts';
import { readStored, stored } from './stored.ts';
import { ledgerTable } from './table.ts';

/** The partition of the places of an organisation, and what their sort keys begin with. */
const [ORGANIZATION, PLACE] = ['organization', 'place#'];

/** Places read at a time: DynamoDB ends an answer at 1 MB. */
const pageSize = 1000;

const keyOf = (place: Place): Key => ({ pk: ORGANIZATION, sk: `${PLACE}${placeKey(place)}` });
const name = attribute('name');
const region = attribute('region');

const [text, { time, count }] = [z.string(), stored];
const run = { at: time, run: text };
const decided = {
  policyVersion: text,
  changes: count,
  queued: count,
  notEnforced: count,
  stopped: z.exactOptional(z.enum(['paused', 'unconfirmed'])),
};

/** Those values of a mapping that are counts. */
const countsIn = (value: unknown): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(Object(value)).filter(([, it]) => count.safeParse(it).success)) as Record<
    string,
    number
  >;

const shape = z.object({
  account: text,
  region: text,
  name: text,
  units: z.array(text),
  discoveredAt: time,
  since: time,
  isEnforced: z.exactOptional(z.boolean()),
  swept: z.exactOptional(
    z.object({
      ...run,
      dryRun: z.boolean(),
      ...decided,
      fingerprint: text,
      checked: count,
      summary: z.pipe(z.unknown(), z.transform(countsIn)),
      securityHub: z.exactOptional(
        z.object({ active: count, sent: count, archived: count, refused: count, fault: z.exactOptional(text) }),
      ),
    }),
  ),
  gauges: z.exactOptional(z.pipe(z.unknown(), z.transform(countsIn))),
  notSwept: z.exactOptional(
    z.object({
      ...run,
      // A newer release may know words that this one does not.
      code: z.pipe(
        text,
        z.transform((code) => notSweptCodes.find((known) => known === code) ?? 'failed'),
      ),
      reason: text,
      part: z.exactOptional(z.object({ ...decided, after: z.exactOptional(stored.fileSystemId) })),
    }),
  ),
});

/** The places of an organisation, in the ledger's table: an item each, of one partition. */
export const coverageItems = (client: Pick<DynamoDBClient, 'send'>, tableName: string): Coverage => {
  const table = ledgerTable(client, tableName);

  const placeOf = (item: Item): PlaceOnRecord =>
    readStored(shape, item, `${table.about(ORGANIZATION)}: the item "${item['sk']}"`, 'correct or remove that item');
  const isThere = ({ discoveredAt, goneAt }: Item): boolean => discoveredAt !== undefined && goneAt === undefined;
  const onRecord = expression`attribute_exists(discoveredAt) AND attribute_not_exists(goneAt)`;

  return {
    listCoverage: async () => {
      const places: PlaceOnRecord[] = [];
      const unreadable: string[] = [];
      for await (const page of table.newest(ORGANIZATION, `${PLACE}~`, pageSize))
        for (const item of page.filter(isThere)) {
          try {
            places.push(placeOf(item));
          } catch (error) {
            unreadable.push((error as TerminalError).message);
          }
        }
      return { places: places.reverse(), ...(unreadable.length > 0 && { unreadable }) };
    },

    placeOnRecord: async (place) => {
      const item = await table.get(keyOf(place));
      return isThere(item) ? placeOf(item) : undefined;
    },

    recordDiscovered: async (facts, at) => {
      await table.update(keyOf(facts), {
        update: expression`SET account = ${facts.account}, ${region} = ${facts.region}, ${name} = ${facts.name}, units = ${facts.units}, discoveredAt = ${at}, since = if_not_exists(since, ${at}) REMOVE goneAt`,
        when: expression`attribute_not_exists(discoveredAt) OR discoveredAt <= ${at}`,
      });
    },

    recordEnforced: async (place, isEnforced) => {
      await table.update(keyOf(place), { update: expression`SET isEnforced = ${isEnforced}`, when: onRecord });
    },

    recordGone: async (place, at) => {
      await table.update(keyOf(place), {
        update: expression`SET goneAt = ${at} REMOVE since`,
        when: expression`discoveredAt < ${at}`,
      });
    },

    recordSwept: async (place, swept, gauges) => {
      const counted = gauges ? expression`, gauges = ${gauges}` : expression``;
      const update = expression`SET swept = ${swept}${counted} REMOVE notSwept`;
      return (await table.update(keyOf(place), { update, when: onRecord })) !== undefined;
    },

    recordNotSwept: async (place, notSwept) => {
      const update = expression`SET notSwept = ${notSwept}`;
      return (await table.update(keyOf(place), { update, when: onRecord })) !== undefined;
    },
  };
};
