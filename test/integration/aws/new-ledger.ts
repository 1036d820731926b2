import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { dynamoLedger } from '../../../functions/aws/ledger/dynamo-ledger.ts';
import type { Intent, Outcome } from '../../../functions/engine/ports/ledger.ts';
import { ledgerDefinition } from '../../../infra/local/tables.ts';
import { dynamoTable } from './dynalite.ts';
import { fs, mt, sg } from './ids.ts';

export const START = Date.UTC(2026, 10, 1, 12);
export const LEASE_MS = 60_000;

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

/** An empty ledger, at a time that the test may set. */
export const newLedger = async () => {
  const client = await dynamoTable('ledger', ledgerDefinition);
  const time = { now: START };
  const clock = { now: () => time.now };
  return { client, time, ledger: dynamoLedger({ client, table: 'ledger', clock, leaseMs: LEASE_MS }) };
};

/** Everything that the table holds. */
export const items = async (client: DynamoDBClient) =>
  ((await client.send(new ScanCommand({ TableName: 'ledger' }))).Items ?? []).map((it) => unmarshall(it));

/** Puts an item as another version, or a person, may have left it. */
export const put = async (client: DynamoDBClient, item: object): Promise<void> => {
  const Item = marshall(item, { removeUndefinedValues: true });
  await client.send(new PutItemCommand({ TableName: 'ledger', Item }));
};

/** Makes every request to the table go out twice: the answer to the first is lost. Returns what was asked. */
export const loseFirstAnswers = (client: DynamoDBClient): Set<unknown> => {
  const answered = new Set<unknown>();
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      if (answered.has(args.input)) return answer;
      answered.add(args.input);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    },
    { step: 'deserialize', priority: 'low' },
  );
  return answered;
};
