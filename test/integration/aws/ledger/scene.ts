import { randomUUID } from 'node:crypto';
import { DynamoDBClient, type DynamoDBClientConfig, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { onTestFinished } from 'vitest';
import { dynamoLedger } from '../../../../functions/aws/ledger/dynamo-ledger.ts';
import type { Hold } from '../../../../functions/core/brakes/brakes.ts';
import type { LandedChange } from '../../../../functions/core/brakes/flapping.ts';
import { fileSystemId, mountTargetId } from '../../../../functions/core/model/ids.ts';
import { placeKey } from '../../../../functions/core/model/place.ts';
import type { Ledger } from '../../../../functions/engine/ports/ledger.ts';
import type { Intent, Outcome } from '../../../../functions/engine/ports/record/change.ts';
import type { FileSystemRecord } from '../../../../functions/engine/ports/record/file-system.ts';
import { localAws } from '../../../../infra/local/local-aws.ts';
import { createTable, ledgerDefinition } from '../../../../infra/local/tables.ts';
import { inProcess } from '../../../support/in-process.ts';
import { must } from '../../../support/must.ts';
import { fs, known, mt, sg } from '../ids.ts';

export const START = Date.UTC(2026, 10, 1, 12);
export const LEASE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const place = { account: '111122223333', region: 'eu-west-1' };
/** The partition key of what concerns the whole account and Region. */
export const pk = placeKey(place);
/** The partition key of a file system or mount target. */
export const pkOf = (id: string): string => `${pk}/${id}`;

export const otherMt = known(mountTargetId('fsmt-0123456789abcdef1'));
export const otherFs = known(fileSystemId('fs-0123456789abcdef1'));

export const intent: Intent = {
  changeId: 'c-1',
  mountTargetId: mt,
  fileSystemId: fs,
  before: [sg(1)],
  after: [sg(2), sg(3)],
  rule: 'shared-data',
  policyVersion: '0123456789ab',
  cause: 'ModifyMountTargetSecurityGroups',
  actor: { arn: 'arn:aws:iam::111122223333:role/someone', userAgent: 'aws-cli/2' },
  eventId: 'e-1',
  at: START,
};
export const fixed: Outcome = { status: 'fixed', reasons: [], at: START + 2_500 };
export const failed: Outcome = { status: 'failed', reasons: ['not-verified'], at: START + 9_000 };
export const hold: Hold = { until: START + DAY_MS, reason: 'INC-1234', by: 'someone', at: START };

/** What a write leaves on record that AWS took. */
export const landedOf = ({ changeId, mountTargetId, at, before, after, policyVersion }: Intent): LandedChange => ({
  changeId,
  mountTargetId,
  at,
  before,
  after,
  policyVersion,
});

/** What the ledger knows of a file system of which there is nothing to know. */
export const nothing: FileSystemRecord = {
  id: fs,
  holds: new Map(),
  holdsVersion: 0,
  releasedAt: new Map(),
  landed: [],
  refusals: new Map(),
  good: new Map(),
  pointed: new Set(),
};

/** Takes the lease on the file system, which nobody else holds. */
export const take = async (ledger: Ledger) => must(await ledger.acquire(fs));

/** What is on record of a file system. */
export const recordOf = async (ledger: Ledger, id = fs) => (await ledger.read([id])).record(id);

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Makes an empty ledger in a DynamoDB, at a time that the test may set. */
export const ledgersAt = (at: () => DynamoDBClientConfig) => async () => {
  const table = `ledger-${randomUUID()}`;
  const client = new DynamoDBClient({ region: 'eu-west-1', credentials, ...at(), maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  await createTable(client, table, ledgerDefinition);
  const time = { now: START };
  const wire = { isTwice: false, asked: [] as string[] };
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        wire.asked.push(commandName.replace('Command', ''));
        if (wire.isTwice) await next(args).catch(() => undefined);
        return next(args);
      },
    { step: 'deserialize', priority: 'high', name: 'wire' },
  );
  return {
    client,
    table,
    time,
    ledger: dynamoLedger({ client, table, place, clock: { now: () => time.now }, leaseMs: LEASE_MS }),
    /** Calls by name; and whether each goes out twice, as when the answer to the first was lost. */
    wire,
    /** Everything that the table holds, in order. */
    items: async () => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
      const keyOf = (item: Record<string, unknown>) => `${item['pk']} ${item['sk']}`;
      return Items.map((it) => unmarshall(it, { wrapNumbers: Number })).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    },
    /** Puts an item as another release, or a person, may have left it. */
    put: async (item: object): Promise<void> => {
      const Item = marshall(item, { removeUndefinedValues: true });
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
  };
};

/** Makes an empty ledger in a DynamoDB in process. */
export const ledgersInProcess = () => {
  const aws = localAws();
  return ledgersAt(() => inProcess(aws));
};

export type NewLedger = ReturnType<typeof ledgersAt>;
export type LedgerScene = Awaited<ReturnType<NewLedger>>;
