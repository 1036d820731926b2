import type { AwsClients } from '../aws/client/clients.ts';
import { clockCheck, clockSkew, inStep } from '../aws/ledger/clock-skew.ts';
import { dynamoLedger } from '../aws/ledger/dynamo-ledger.ts';
import type { Place } from '../core/model/place.ts';
import { clock } from './clock.ts';
import { leaseMs } from './time-limit.ts';

/** The ledger of a place in a table, and the check of this machine's clock against that of the table. */
export const ledgerIn = (clients: Pick<AwsClients, 'dynamo'>, table: string, place: Place) => {
  const client = clients.dynamo();
  const ledger = dynamoLedger({ client, table, place, clock, leaseMs });
  const checkClock = clockCheck(clockSkew(client, clock), ledger.gate);
  return { ledger: inStep(ledger, checkClock), checkClock };
};
