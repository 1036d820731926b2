import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { readingUntil } from '../aws/client/within.ts';
import { idempotencyStore } from '../aws/ledger/idempotency.ts';
import { awsReader } from '../aws/read/reader.ts';
import { efsActuator } from '../aws/write/actuator.ts';
import { regionQueue } from '../aws/write/message-queue.ts';
import { redrive } from '../aws/write/redrive.ts';
import { placeKey } from '../core/model/place.ts';
import type { Ports } from '../engine/ports/ports.ts';
import { remediateConfig } from './config.ts';
import { type Once, onceIn } from './once.ts';
import { type AppOf, assembleShared, type SharedApp } from './shared.ts';
import type { Station } from './station.ts';

/** Everything a handler needs, with each adapter behind its port. */
export interface App extends SharedApp<Ports> {
  once(context: Context): Once;
}

/** Puts the adapters behind the ports as the environment says. Throws one `TerminalError` when the environment is at fault. */
export const assemble = (env: NodeJS.ProcessEnv): AppOf<App> => {
  const config = remediateConfig(env);
  const { queueUrl, regionQueueUrl, idempotencyTable } = config;
  const { at, appOf } = assembleShared(env, config, {});
  const appAt = (station: Station): App => {
    const { place, clients } = station;
    const { checkClock, queueAt, returning, readUntil, ports, app } = at(station);
    const store = idempotencyStore({ client: clients.dynamo(), table: idempotencyTable });
    const queue = queueAt(queueUrl);
    const { attachedGroups } = awsReader(clients);
    return {
      ...app,
      ports: (limit) => ({
        ...ports,
        ledger: { ...ports.ledger, read: readUntil(limit) },
        reader: awsReader(readingUntil(clients, limit)),
        actuator: { attachedGroups, ...efsActuator(clients) },
        newId: randomUUID,
        redrive: (name) => {
          const [from, to] = config.deadLetters[name];
          return from === undefined || to === undefined ? undefined : redrive(clients, from, to, limit);
        },
        ...(queue && { queue }),
        ...(regionQueueUrl !== undefined && { regionQueue: regionQueue(clients, regionQueueUrl, place) }),
      }),
      once: (context) => {
        const once = onceIn(store, context, checkClock);
        // An event of one account must not answer for that of another.
        return config.organization ? (key, ...rest) => once(`${placeKey(place)}/${key}`, ...rest) : once;
      },
      returnMessage: returning(queueUrl),
    };
  };
  return appOf(appAt, { writes: true });
};
