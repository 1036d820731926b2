import { randomUUID } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context, SQSRecord } from 'aws-lambda';
import { awsClients } from '../aws/client/clients.ts';
import { readingUntil } from '../aws/client/within.ts';
import { idempotencyStore } from '../aws/ledger/idempotency.ts';
import { awsReader } from '../aws/read/reader.ts';
import { efsActuator } from '../aws/write/actuator.ts';
import { messageQueue, regionQueue } from '../aws/write/message-queue.ts';
import type { Place } from '../core/model/place.ts';
import type { Policy } from '../core/model/policy.ts';
import type { Ports } from '../engine/ports/ports.ts';
import { clock } from './clock.ts';
import { remediateConfig } from './config.ts';
import { ledgerIn } from './ledger.ts';
import { policyLoader } from './load-policy.ts';
import { type Once, onceIn } from './once.ts';
import { returnMessage } from './return-message.ts';
import { telemetry } from './telemetry.ts';

/** Everything a handler needs, with each adapter behind its port. */
export interface App {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Who we are, to know our own changes by, and what we look after. */
  readonly own: { readonly roleArn?: string; readonly place?: Place };
  readonly dryRun: boolean;
  /** What an invocation stands on, whose first looks end at a limit. */
  ports(limit: AbortSignal): Ports;
  readPolicy(): Promise<Policy>;
  once(context: Context): Once;
  returnMessage(record: SQSRecord, error: unknown): Promise<void>;
}

/** Puts the adapters behind the ports as the environment says. Throws one `TerminalError` when the environment is at fault. */
export const assemble = (env: NodeJS.ProcessEnv): App => {
  const config = remediateConfig(env);
  const { place, regionQueueUrl } = config;
  const { logger, metrics, journal } = telemetry(env, clock.now);
  const clients = awsClients();
  const { ledger, readUntil, checkClock } = ledgerIn(clients, config.ledgerTable, place);
  const store = idempotencyStore({ client: clients.dynamo(), table: config.idempotencyTable });
  const queue = config.queueUrl === undefined ? undefined : messageQueue(clients, config.queueUrl, clock, place);
  const { attachedGroups } = awsReader(clients);
  const { replaceGroups } = efsActuator(clients);
  return {
    logger,
    metrics,
    dryRun: config.dryRun,
    own: { roleArn: config.ownRoleArn, place },
    ports: (limit) => ({
      reader: awsReader(readingUntil(clients, limit)),
      actuator: { attachedGroups, replaceGroups },
      ledger: { ...ledger, read: readUntil(limit) },
      clock,
      journal,
      paused: config.paused,
      newId: randomUUID,
      ...(queue && { queue }),
      ...(regionQueueUrl !== undefined && { regionQueue: regionQueue(clients, regionQueueUrl, place) }),
    }),
    readPolicy: policyLoader(config.policyUri),
    once: (context) => onceIn(store, context, checkClock),
    returnMessage: returnMessage(journal, queue?.returnLater),
  };
};
