import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { SQSRecord } from 'aws-lambda';
import { awsClients, type ClientOptions } from '../aws/client/clients.ts';
import { within } from '../aws/client/within.ts';
import { clockCheck, clockSkew, inStep } from '../aws/ledger/clock-skew.ts';
import { dynamoLedger } from '../aws/ledger/dynamo-ledger.ts';
import { messageQueue } from '../aws/write/message-queue.ts';
import { once } from '../core/model/memoized.ts';
import type { Policy } from '../core/model/policy.ts';
import type { FlowLogReader } from '../engine/ports/flow-log.ts';
import type { Own } from '../intake/place.ts';
import type { SharedConfig } from './config.ts';
import { policyLoader, readingAt, textOf } from './load-policy.ts';
import type { Members } from './members.ts';
import { returnMessage } from './return-message.ts';
import type { Station } from './station.ts';
import { telemetry } from './telemetry.ts';
import { clock, leaseMs } from './time.ts';

/** What every handler needs. */
export interface SharedApp<Ports> {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Who we are, to know our own changes by, and what we look after. */
  readonly own: Own;
  readonly dryRun: boolean;
  /** What the last plan of a place of an organisation counted, by metric; undefined where none did since it was asked. */
  readonly takeGauges?: () => Readonly<Record<string, number>> | undefined;
  /** What an invocation stands on, whose first looks end at a limit. */
  ports(limit: AbortSignal): Ports;
  readPolicy(): Promise<Policy>;
  returnMessage(record: SQSRecord, error: unknown): Promise<void>;
}

/** A handler's parts and, on the hub of an organisation, how to come by those of each place. */
export type AppOf<App> = App & { readonly members?: (() => Promise<Members<App>>) | undefined };

/** What both functions are put together from; a queue's URL is that of the queue that feeds the function. */
export const assembleShared = (env: NodeJS.ProcessEnv, config: SharedConfig, options: ClientOptions) => {
  const { dryRun, policyUri, ledgerTable, retentionDays, paused } = config;
  const { logger, metrics, journalOf, takeGauges, countTries } = telemetry(env, clock.now);
  const home = awsClients(options);
  const client = home.dynamo();
  const skew = clockSkew(client, clock);
  const readWhole = policyLoader(policyUri);

  const at = ({ place, roleArn, clients, facts }: Station) => {
    const journal = journalOf(config.organization && place);
    // Loaded when a change is contested and the policy names a log.
    const flowLogs: FlowLogReader = {
      flows: async (question) => {
        const { flowLogReader } = await import('../aws/read/flow-logs.ts');
        return flowLogReader({ ...clients, clock }).flows(question);
      },
    };
    const from = (asked: Pick<typeof client, 'send'>) =>
      dynamoLedger({ client: asked, table: ledgerTable, place, clock, leaseMs, retentionDays });
    const ledger = from(client);
    const checkClock = clockCheck(skew, ledger.gate);
    const queueAt = (url: string | undefined) =>
      url === undefined ? undefined : messageQueue(clients, url, clock, place);
    return {
      checkClock,
      queueAt,
      /** The ledger's reading, which ends at a limit; what is recorded goes on. */
      readUntil: (limit: AbortSignal) => from(within(client, limit)).read,
      /** What stands the same behind the ports of both. */
      ports: {
        ledger: inStep(ledger, checkClock),
        clock,
        journal,
        paused,
        readOnly: dryRun,
        flowLogs,
        textOf,
      },
      app: {
        logger,
        metrics,
        takeGauges,
        dryRun,
        own: { roleArn, place },
        readPolicy: readingAt(readWhole, place, facts),
      },
      returning: (url: string | undefined) => returnMessage(journal, queueAt(url)?.returnLater, countTries),
    };
  };

  const station: Station = { place: config.place, roleArn: config.ownRoleArn, clients: home };
  return {
    at,
    /** An app of the own place and, on a hub, how to come by those of its members. */
    appOf: <App>(appAt: (station: Station) => App, { writes }: { readonly writes: boolean }): AppOf<App> => {
      const { organization } = config;
      const members = organization && {
        ...{ config, organization, options, clients: home, clock, writes, readWhole },
      };
      return {
        ...appAt(station),
        members: members && once(async () => (await import('./members.ts')).membersOf(members, appAt)),
      };
    },
  };
};
