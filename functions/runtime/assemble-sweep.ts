import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { SQSRecord } from 'aws-lambda';
import { awsClients } from '../aws/client/clients.ts';
import { readingUntil } from '../aws/client/within.ts';
import { awsReader } from '../aws/read/reader.ts';
import { awsRegionReader } from '../aws/read/region-reader.ts';
import { messageQueue } from '../aws/write/message-queue.ts';
import type { Place } from '../core/model/place.ts';
import type { Policy } from '../core/model/policy.ts';
import type { SweepPorts } from '../engine/sweep/sweep.ts';
import { clock } from './clock.ts';
import { sweepConfig } from './config.ts';
import { digest } from './digest.ts';
import { ledgerIn } from './ledger.ts';
import { policyLoader } from './load-policy.ts';
import { returnMessage } from './return-message.ts';
import { telemetry } from './telemetry.ts';

/** Tries at one call: a sweep has minutes, and gives up on a whole region when it gives up on a page. */
const maxAttempts = 8;

/** Everything the sweep's handler needs. */
export interface SweepApp {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** What it looks after. */
  readonly own: { readonly roleArn?: string; readonly place?: Place };
  readonly dryRun: boolean;
  /** What an invocation stands on, whose reading ends at a limit. */
  ports(limit: AbortSignal): SweepPorts;
  readPolicy(): Promise<Policy>;
  /** Calls to EFS and EC2 by operation since the last time of asking, retries included. */
  takeCalls(): Readonly<Record<string, number>>;
  returnMessage(record: SQSRecord, error: unknown): Promise<void>;
}

/** Puts the adapters behind the sweep's ports as the environment says. Throws one `TerminalError` when it is at fault. */
export const assembleSweep = (env: NodeJS.ProcessEnv): SweepApp => {
  const { queueUrl, regionQueueUrl, policyUri, dryRun, paused, ledgerTable, ownRoleArn, place } = sweepConfig(env);
  const { logger, metrics, journal } = telemetry(env, clock.now);
  let calls: Record<string, number> = {};
  const onCall = (operation: string): void => {
    calls[operation] = (calls[operation] ?? 0) + 1;
  };
  const clients = awsClients({ maxAttempts, onCall });
  const { ledger } = ledgerIn(clients, ledgerTable, place);
  const queue = messageQueue(clients, queueUrl, clock, place);
  const asked = regionQueueUrl === undefined ? undefined : messageQueue(clients, regionQueueUrl, clock, place);
  return {
    logger,
    metrics,
    dryRun,
    own: { roleArn: ownRoleArn, place },
    ports: (limit) => {
      const reading = readingUntil(clients, limit);
      return {
        reader: awsReader(reading),
        bulk: awsRegionReader(reading),
        queue,
        ledger,
        paused,
        digest,
        clock,
        journal,
      };
    },
    readPolicy: policyLoader(policyUri),
    takeCalls: () => {
      const taken = calls;
      calls = {};
      return taken;
    },
    returnMessage: returnMessage(journal, asked?.returnLater),
  };
};
