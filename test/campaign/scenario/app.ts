import { readingUntil } from '../../../functions/aws/client/within.ts';
import { clockCheck, inStep } from '../../../functions/aws/ledger/clock-skew.ts';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { idempotencyStore } from '../../../functions/aws/ledger/idempotency.ts';
import { awsReader } from '../../../functions/aws/read/reader.ts';
import { awsRegionReader } from '../../../functions/aws/read/region-reader.ts';
import { efsActuator } from '../../../functions/aws/write/actuator.ts';
import { messageQueue, regionQueue } from '../../../functions/aws/write/message-queue.ts';
import type { Journal } from '../../../functions/engine/ports/journal.ts';
import { digest, textOf } from '../../../functions/runtime/load-policy.ts';
import { type Once, onceIn } from '../../../functions/runtime/once.ts';
import { returnMessage } from '../../../functions/runtime/return-message.ts';
import { telemetry } from '../../../functions/runtime/telemetry.ts';
import { leaseMs } from '../../../functions/runtime/time.ts';
import type { BothApps, Removal } from '../guards/removal.ts';
import { clients, clientsUnderLease } from '../stage/clients.ts';
import type { Happening } from '../stage/happening.ts';
import { here, processTime, wait } from '../stage/here.ts';
import type { Process } from '../stage/process.ts';
import { own } from './events.ts';
import { queueUrls } from './queues.ts';

const store = idempotencyStore({ client: clients.dynamo(), table: 'idempotency' });
const clock = { now: processTime, sleep: wait };
const { place } = own;

/** The ledger of the campaign, by some clock. */
export const ledgerBy = (now: () => number, leaseLasts = leaseMs) =>
  dynamoLedger({ client: clients.dynamo(), table: 'ledger', place, clock: { now }, leaseMs: leaseLasts });

const ledger = ledgerBy(processTime);
const { logger, metrics } = telemetry({}, clock.now);
const queues = {
  work: messageQueue(clients, queueUrls.work, clock, place),
  region: messageQueue(clients, queueUrls.region, clock, place),
};

const tell = (tellOf: (process: Process) => Happening): void => {
  const { stage, process } = here();
  if (process.alive) stage.happen(tellOf(process));
};

const journal: Journal = {
  decided: (finding, { cause }) => tell((process) => ({ kind: 'decided', process, finding, cause })),
  swept: (result) => tell((process) => ({ kind: 'swept', process, result })),
  ordered: () => {},
  warn: (message, keys) => tell((process) => ({ kind: 'warned', process, message, keys })),
};

const onceTold =
  (once: Once): Once =>
  async (eventId, work, isFinal = () => true) => {
    let replayed = true;
    const worked = () => {
      replayed = false;
      return work();
    };
    const outcome = await once(eventId, worked, isFinal);
    tell((process) => ({ kind: 'settled', process, eventId, replayed, isKept: isFinal(outcome), outcome }));
    return outcome;
  };

/** What the handlers of one process are given: what runtime assembles, over the stage, without the guard that is removed. */
export const appOf = (process: Process, newId: () => string, removal: Removal | undefined): BothApps => {
  const checkClock = clockCheck(() => process.skewMs, ledger.gate);
  const actuator = { ...efsActuator(clients), attachedGroups: awsReader(clientsUnderLease).attachedGroups };
  const app: BothApps = {
    logger,
    metrics,
    own,
    dryRun: false,
    newId,
    ports: (limit) => {
      const reading = readingUntil(clients, limit);
      return {
        reader: awsReader(reading),
        bulk: awsRegionReader(reading),
        actuator,
        ledger: inStep(ledger, checkClock),
        clock,
        journal,
        newId,
        paused: process.paused,
        digest,
        textOf,
        queue: queues.work,
        regionQueue: regionQueue(clients, queueUrls.region, place),
      };
    },
    readPolicy: async () => removal?.policy?.(process.policy) ?? process.policy,
    takeCalls: () => ({}),
    checkResources: async () => [],
    once: (context) => onceIn(store, context, checkClock),
    returnMessage: returnMessage(journal, queues[process.queue].returnLater),
  };
  const removed = removal?.app?.(app) ?? app;
  return { ...removed, once: (context) => onceTold(removed.once(context)) };
};
