import { randomUUID } from 'node:crypto';
import { readingUntil } from '../aws/client/within.ts';
import { awsReader } from '../aws/read/reader.ts';
import { awsRegionReader } from '../aws/read/region-reader.ts';
import { messageQueue } from '../aws/write/message-queue.ts';
import { placeKey } from '../core/model/place.ts';
import type { Check } from '../engine/ports/check.ts';
import type { SweepPorts } from '../engine/sweep/sweep.ts';
import { sweepConfig } from './config.ts';
import { digest } from './load-policy.ts';
import { type AppOf, assembleShared, type SharedApp } from './shared.ts';
import type { Station } from './station.ts';
import { clock } from './time.ts';

/** Everything the sweep's handler needs. */
export interface SweepApp extends SharedApp<SweepPorts> {
  /** A fresh identifier, unique for ever. */
  newId(): string;
  /** Calls to EFS and EC2 by operation since the last time of asking, retries included. */
  takeCalls(): Readonly<Record<string, number>>;
  /** Whether the ledger's table is as it should be, and the key and the topic that were given, if any. */
  checkResources(): Promise<readonly Check[]>;
}

/** Puts the adapters behind the sweep's ports as the environment says. Throws one `TerminalError` when it is at fault. */
export const assembleSweep = (env: NodeJS.ProcessEnv): AppOf<SweepApp> => {
  const config = sweepConfig(env);
  let calls: Record<string, number> = {};
  const { at, appOf } = assembleShared(env, config, {
    // A sweep has minutes, and gives up on a whole region when it gives up on a page.
    maxAttempts: 8,
    onCall: (operation) => {
      calls[operation] = (calls[operation] ?? 0) + 1;
    },
  });
  const appAt = (station: Station): SweepApp => {
    const { place, clients } = station;
    const { returning, ports, app } = at(station);
    const queue = messageQueue(clients, config.queueUrl, clock, place);
    // Equal changes of two places are two plans.
    const digestHere = (text: string) => digest(config.organization ? `${placeKey(place)}\n${text}` : text);
    return {
      ...app,
      ports: (limit) => {
        const reading = readingUntil(clients, limit);
        return {
          ...ports,
          reader: awsReader(reading),
          bulk: awsRegionReader(reading),
          queue,
          notices: config.notices,
          digest: digestHere,
        };
      },
      newId: randomUUID,
      takeCalls: () => {
        const taken = calls;
        calls = {};
        return taken;
      },
      checkResources: async () => {
        const [{ checkTable }, { checkLandingZone }] = await Promise.all([
          import('../aws/ledger/check-table.ts'),
          import('../aws/account/check-landing-zone.ts'),
        ]);
        const table = await checkTable(clients.dynamo(), config.ledgerTable);
        return [...table, ...(await checkLandingZone(config.landingZone))];
      },
      returnMessage: returning(config.regionQueueUrl),
    };
  };
  return appOf(appAt, { writes: false });
};
