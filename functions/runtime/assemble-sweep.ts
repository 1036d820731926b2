import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { awsBulkReader } from '../aws/bulk-reader.ts';
import { awsClients } from '../aws/clients.ts';
import { messageQueue } from '../aws/message-queue.ts';
import { awsReader } from '../aws/reader.ts';
import type { Policy } from '../core/policy.ts';
import type { SweepPorts } from '../engine/sweep.ts';
import { clock } from './clock.ts';
import { sweepConfig } from './config.ts';
import { digest } from './digest.ts';
import { ledgerIn } from './ledger.ts';
import { policyLoader } from './load-policy.ts';
import { telemetry } from './telemetry.ts';

/** Tries at one call: a sweep has minutes, and gives up on a whole region when it gives up on a page. */
const maxAttempts = 8;

/** Everything the sweep's handler needs. */
export interface SweepApp {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly ports: SweepPorts;
  readonly dryRun: boolean;
  readPolicy(): Promise<Policy>;
  /** Calls to EFS and EC2 by operation since the last time of asking, retries included. */
  takeCalls(): Readonly<Record<string, number>>;
}

/** Puts the adapters behind the sweep's ports as the environment says. Throws one `TerminalError` when it is at fault. */
export const assembleSweep = (env: NodeJS.ProcessEnv): SweepApp => {
  const { queueUrl, policyUri, dryRun, paused, ledgerTable } = sweepConfig(env);
  const { logger, metrics, journal } = telemetry(env, clock.now);
  let calls: Record<string, number> = {};
  const onCall = (operation: string): void => {
    calls[operation] = (calls[operation] ?? 0) + 1;
  };
  const clients = awsClients({ maxAttempts, onCall });
  return {
    logger,
    metrics,
    dryRun,
    ports: {
      reader: awsReader(clients),
      bulk: awsBulkReader(clients),
      queue: messageQueue(clients, queueUrl, clock),
      ledger: ledgerIn(clients, ledgerTable).ledger,
      paused,
      digest,
      clock,
      journal,
    },
    readPolicy: policyLoader(policyUri),
    takeCalls: () => {
      const taken = calls;
      calls = {};
      return taken;
    },
  };
};
