import { randomUUID } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context, SQSRecord } from 'aws-lambda';
import { efsActuator } from '../aws/actuator.ts';
import { awsBulkReader } from '../aws/bulk-reader.ts';
import { awsClients } from '../aws/clients.ts';
import { cloudWatchConnections } from '../aws/connections.ts';
import { idempotencyStore } from '../aws/idempotency.ts';
import { messageQueue } from '../aws/message-queue.ts';
import { awsReader } from '../aws/reader.ts';
import type { Policy } from '../core/policy.ts';
import type { Ports } from '../engine/ports.ts';
import { clock } from './clock.ts';
import { remediateConfig } from './config.ts';
import { digest } from './digest.ts';
import { giveBack } from './give-back.ts';
import { ledgerIn } from './ledger.ts';
import { policyLoader } from './load-policy.ts';
import { type Once, onceIn } from './once.ts';
import { telemetry } from './telemetry.ts';

/** Everything a handler needs, with each adapter behind its port. */
export interface App {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly ports: Ports;
  /** Who we are, to know our own changes by. */
  readonly own: { readonly roleArn?: string };
  readonly dryRun: boolean;
  readPolicy(): Promise<Policy>;
  once(context: Context): Once;
  giveBack(record: SQSRecord, error: unknown): Promise<void>;
}

/** Puts the adapters behind the ports as the environment says. Throws one `TerminalError` when the environment is at fault. */
export const assemble = (env: NodeJS.ProcessEnv): App => {
  const config = remediateConfig(env);
  const { logger, metrics, journal } = telemetry(env, clock.now);
  const clients = awsClients();
  const { ledger, checkClock } = ledgerIn(clients, config.ledgerTable);
  const store = idempotencyStore({ client: clients.dynamo(), table: config.idempotencyTable });
  const queue = config.queueUrl === undefined ? undefined : messageQueue(clients, config.queueUrl, clock);
  return {
    logger,
    metrics,
    dryRun: config.dryRun,
    own: config.ownRoleArn === undefined ? {} : { roleArn: config.ownRoleArn },
    ports: {
      reader: awsReader(clients),
      bulk: awsBulkReader(clients),
      actuator: efsActuator(clients),
      connections: cloudWatchConnections(clients),
      ledger,
      clock,
      journal,
      paused: config.paused,
      digest,
      newId: randomUUID,
      ...(queue && { queue }),
    },
    readPolicy: policyLoader(config.policyUri),
    once: (context) => onceIn(store, context, checkClock),
    giveBack: giveBack(journal, queue?.returnLater),
  };
};
