import { clockCheck, inStep } from '../../../functions/aws/ledger/clock-skew.ts';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { idempotencyStore } from '../../../functions/aws/ledger/idempotency.ts';
import { cloudWatchConnections } from '../../../functions/aws/read/connections.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import { messageQueue } from '../../../functions/aws/write/message-queue.ts';
import type { Policy } from '../../../functions/core/model/policy.ts';
import type { Journal } from '../../../functions/engine/ports/journal.ts';
import type { App } from '../../../functions/runtime/assemble.ts';
import type { SweepApp } from '../../../functions/runtime/assemble-sweep.ts';
import { digest } from '../../../functions/runtime/digest.ts';
import { type Once, onceIn } from '../../../functions/runtime/once.ts';
import { returnMessage } from '../../../functions/runtime/return-message.ts';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import type { Removal } from '../guards/removal.ts';
import { clients } from '../stage/clients.ts';
import type { Happening } from '../stage/happening.ts';
import { here, processTime, wait } from '../stage/here.ts';
import type { Process } from '../stage/process.ts';
import { ownRoleArn } from './events.ts';
import { queueUrl } from './queues.ts';

/** As in runtime. */
const leaseMs = 90_000;

const store = idempotencyStore({ client: clients.dynamo(), table: 'idempotency' });
const clock = { now: processTime, sleep: wait };
const ledger = dynamoLedger({ client: clients.dynamo(), table: 'ledger', clock, leaseMs });
const { logger, metrics } = telemetry({}, clock.now);
const queue = messageQueue(clients, queueUrl, clock);

const tell = (tellOf: (process: Process) => Happening): void => {
  const { stage, process } = here();
  if (process.alive) stage.happen(tellOf(process));
};

const journal: Journal = {
  decided: (finding, { purpose }) => tell((process) => ({ kind: 'decided', process, finding, purpose })),
  swept: (result) => tell((process) => ({ kind: 'swept', process, result })),
  warn: (message, keys) => tell((process) => ({ kind: 'warned', process, message, keys })),
};

const onceTold =
  (once: Once): Once =>
  async (eventId, work) => {
    let replayed = true;
    const findings = await once(eventId, () => {
      replayed = false;
      return work();
    });
    tell((process) => ({ kind: 'settled', process, eventId, replayed, findings }));
    return findings;
  };

/** What the handlers of one process are given: what runtime assembles, over the stage, without the guard that is removed. */
export const appOf = (process: Process, policy: Policy, newId: () => string, removal: Removal | undefined): App => {
  const checkClock = clockCheck(() => process.skewMs, ledger.gate);
  const app: App = {
    logger,
    metrics,
    ports: {
      reader: awsReader(clients),
      bulk: awsRegionReader(clients),
      actuator: efsActuator(clients),
      connections: cloudWatchConnections(clients),
      ledger: inStep(ledger, checkClock),
      clock,
      journal,
      newId,
      paused: process.paused,
      digest,
      queue,
    },
    own: { roleArn: ownRoleArn },
    dryRun: false,
    readPolicy: async () => removal?.policy?.(policy) ?? policy,
    once: (context) => onceIn(store, context, checkClock),
    returnMessage: returnMessage(journal, queue.returnLater),
  };
  const removed = removal?.app?.(app) ?? app;
  return { ...removed, once: (context) => onceTold(removed.once(context)) };
};

/** The same for the sweep. */
export const sweepAppOf = ({ ports, readPolicy, dryRun }: App): SweepApp => ({
  logger,
  metrics,
  ports: { ...ports, queue: ports.queue ?? queue },
  dryRun,
  readPolicy,
  takeCalls: () => ({}),
});
