import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { fileSystemId } from '../../../functions/core/model/ids.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { leaseMs, localPlace } from '../../support/engine-scene.ts';
import { must } from '../../support/must.ts';

const ledgerAt = (endpoint: string) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return dynamoLedger({
    client: new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }),
    table: localTables.ledger,
    place: localPlace,
    clock: { now: Date.now },
    leaseMs,
  });
};

/** Takes the lease on a file system as another invocation would, at an endpoint's ledger. */
export const leaseOf = async (endpoint: string, id: string): Promise<{ release(): Promise<void> }> => {
  const ledger = ledgerAt(endpoint);
  const { lease } = must(await ledger.acquire(must(fileSystemId(id))));
  return { release: () => ledger.release(lease) };
};

/** Begins a survey as another sweep would, at an endpoint's ledger; it fails in the end. */
export const surveyOf = async (endpoint: string): Promise<{ end(): Promise<void> }> => {
  const ledger = ledgerAt(endpoint);
  const survey = must(await ledger.beginSurvey(60_000));
  return { end: () => ledger.endSurvey(survey, undefined, undefined) };
};
