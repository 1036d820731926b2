import { randomUUID } from 'node:crypto';
import { awsClients } from '../../functions/aws/client/clients.ts';
import { readingUntil } from '../../functions/aws/client/within.ts';
import { dynamoLedger } from '../../functions/aws/ledger/dynamo-ledger.ts';
import { idempotencyStore } from '../../functions/aws/ledger/idempotency.ts';
import { awsReader } from '../../functions/aws/read/reader.ts';
import { messageQueue } from '../../functions/aws/write/message-queue.ts';
import type { Policy } from '../../functions/core/model/policy.ts';
import type { Journal } from '../../functions/engine/ports/journal.ts';
import type { Clock } from '../../functions/engine/ports/ports.ts';
import type { App } from '../../functions/runtime/assemble.ts';
import { textOf } from '../../functions/runtime/load-policy.ts';
import { onceIn } from '../../functions/runtime/once.ts';
import { returnMessage } from '../../functions/runtime/return-message.ts';
import { telemetry } from '../../functions/runtime/telemetry.ts';
import { leaseMs } from '../../functions/runtime/time.ts';
import type { LocalAws } from '../../infra/local/local-aws.ts';
import { localTables } from '../../infra/local/tables.ts';
import { localActuator, localPlace } from './engine-scene.ts';
import { inProcess } from './in-process.ts';

interface LocalAppOptions {
  readonly clock: Clock;
  readonly policy: Policy;
  readonly journal: Journal;
  readonly queueUrl: string;
}

/** One execution environment of `remediate`, in process, with clients of its own, on a local account. */
export const localApp = (aws: LocalAws, { clock, policy, journal, queueUrl }: LocalAppOptions): App => {
  const clients = awsClients(inProcess(aws));
  const { logger, metrics } = telemetry({}, clock.now);
  const queue = messageQueue(clients, queueUrl, clock, localPlace);
  const store = idempotencyStore({ client: clients.dynamo(), table: localTables.idempotency });
  return {
    logger,
    metrics,
    own: { place: localPlace },
    dryRun: false,
    ports: (limit) => ({
      reader: awsReader(readingUntil(clients, limit)),
      actuator: localActuator(clients),
      ledger: dynamoLedger({ client: clients.dynamo(), table: localTables.ledger, place: localPlace, clock, leaseMs }),
      clock,
      journal,
      queue,
      paused: false,
      newId: randomUUID,
      textOf,
    }),
    readPolicy: async () => policy,
    once: (context) => onceIn(store, context, async () => {}),
    returnMessage: returnMessage(journal, queue.returnLater),
  };
};
