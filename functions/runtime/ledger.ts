import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from '../aws/client/clients.ts';
import { within } from '../aws/client/within.ts';
import { clockCheck, clockSkew, inStep } from '../aws/ledger/clock-skew.ts';
import { dynamoLedger } from '../aws/ledger/dynamo-ledger.ts';
import type { Place } from '../core/model/place.ts';
import { clock } from './clock.ts';
import { leaseMs } from './time-limit.ts';

/** The ledger of a place in a table, and the check of this machine's clock against that of the table. */
export const ledgerIn = (clients: Pick<AwsClients, 'dynamo'>, table: string, place: Place) => {
  const client = clients.dynamo();
  const from = (asked: Pick<DynamoDBClient, 'send'>) => dynamoLedger({ client: asked, table, place, clock, leaseMs });
  const ledger = from(client);
  const checkClock = clockCheck(clockSkew(client, clock), ledger.gate);
  /** Its reading, which ends at a limit; what is recorded goes on. */
  const readUntil = (limit: AbortSignal) => from(within(client, limit)).read;
  return { ledger: inStep(ledger, checkClock), readUntil, checkClock };
};
