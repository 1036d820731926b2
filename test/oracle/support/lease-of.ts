import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import { mountTargetId } from '../../../functions/core/model/ids.ts';
import { localTables } from '../../../infra/local/tables.ts';
import { must } from '../../support/must.ts';

/** Takes the lease on a mount target as another invocation would, at an endpoint's ledger. */
export const leaseOf = async (endpoint: string, id: string): Promise<{ release(): Promise<void> }> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const ledger = dynamoLedger({
    client: new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }),
    table: localTables.ledger,
    clock: { now: Date.now },
    leaseMs: 60_000,
  });
  const { lease } = must(await ledger.acquire(must(mountTargetId(id))));
  return { release: () => ledger.release(lease) };
};
