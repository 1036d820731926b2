import { randomUUID } from 'node:crypto';
import { efsActuator } from '../../functions/aws/actuator.ts';
import { awsBulkReader } from '../../functions/aws/bulk-reader.ts';
import { awsClients } from '../../functions/aws/clients.ts';
import { cloudWatchConnections } from '../../functions/aws/connections.ts';
import { dynamoLedger } from '../../functions/aws/dynamo-ledger.ts';
import { idempotencyStore } from '../../functions/aws/idempotency.ts';
import { messageQueue } from '../../functions/aws/message-queue.ts';
import { awsReader } from '../../functions/aws/reader.ts';
import type { Policy } from '../../functions/core/policy.ts';
import type { Journal } from '../../functions/engine/journal.ts';
import type { Clock } from '../../functions/engine/ports.ts';
import type { App } from '../../functions/runtime/assemble.ts';
import { digest } from '../../functions/runtime/digest.ts';
import { giveBack } from '../../functions/runtime/give-back.ts';
import { onceIn } from '../../functions/runtime/once.ts';
import { telemetry } from '../../functions/runtime/telemetry.ts';
import { leaseMs } from '../../functions/runtime/time-limit.ts';
import type { LocalAws } from '../../infra/local/local-aws.ts';
import { localTables } from '../../infra/local/tables.ts';

interface LocalAppOptions {
  readonly clock: Clock;
  readonly policy: Policy;
  readonly journal: Journal;
  readonly queueUrl: string;
}

/**
 * One execution environment of `remediate`, in process, with clients of its own, on a local account. The clients take
 * their credentials from the environment.
 */
export const localApp = (aws: LocalAws, { clock, policy, journal, queueUrl }: LocalAppOptions): App => {
  const clients = awsClients({ region: aws.world.region, requestHandler: aws.handler });
  const { logger, metrics } = telemetry({}, clock.now);
  const queue = messageQueue(clients, queueUrl, clock);
  const store = idempotencyStore({ client: clients.dynamo(), table: localTables.idempotency });
  return {
    logger,
    metrics,
    own: {},
    dryRun: false,
    ports: {
      reader: awsReader(clients),
      bulk: awsBulkReader(clients),
      actuator: efsActuator(clients),
      connections: cloudWatchConnections(clients),
      ledger: dynamoLedger({ client: clients.dynamo(), table: localTables.ledger, clock, leaseMs }),
      clock,
      journal,
      queue,
      paused: false,
      digest,
      newId: randomUUID,
    },
    readPolicy: async () => policy,
    once: (context) => onceIn(store, context, async () => {}),
    giveBack: giveBack(journal, queue.returnLater),
  };
};
