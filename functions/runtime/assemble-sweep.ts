import { randomUUID } from 'node:crypto';
import { readingUntil } from '../aws/client/within.ts';
import { awsReader } from '../aws/read/reader.ts';
import { awsRegionReader } from '../aws/read/region-reader.ts';
import { messageQueue } from '../aws/write/message-queue.ts';
import type { Check } from '../engine/ports/check.ts';
import type { SweepPorts } from '../engine/sweep/sweep.ts';
import { sweepConfig } from './config.ts';
import { digest, textOf } from './load-policy.ts';
import { assembleShared, type SharedApp } from './shared.ts';
import { clock } from './time.ts';

/** Everything the sweep's handler needs. */
export interface SweepApp extends SharedApp<SweepPorts> {
  /** A fresh identifier, unique for ever. */
  newId(): string;
  /** Calls to EFS and EC2 by operation since the last time of asking, retries included. */
  takeCalls(): Readonly<Record<string, number>>;
  /** Whether the ledger's table is as it should be. */
  checkTable(): Promise<readonly Check[]>;
}

/** Puts the adapters behind the sweep's ports as the environment says. Throws one `TerminalError` when it is at fault. */
export const assembleSweep = (env: NodeJS.ProcessEnv): SweepApp => {
  const config = sweepConfig(env);
  let calls: Record<string, number> = {};
  const { clients, returning, ports, app } = assembleShared(env, config, {
    // A sweep has minutes, and gives up on a whole region when it gives up on a page.
    maxAttempts: 8,
    onCall: (operation) => {
      calls[operation] = (calls[operation] ?? 0) + 1;
    },
  });
  const queue = messageQueue(clients, config.queueUrl, clock, config.place);
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
        digest,
        textOf,
      };
    },
    newId: randomUUID,
    takeCalls: () => {
      const taken = calls;
      calls = {};
      return taken;
    },
    checkTable: async () =>
      (await import('../aws/ledger/check-table.ts')).checkTable(clients.dynamo(), config.ledgerTable),
    returnMessage: returning(config.regionQueueUrl),
  };
};
