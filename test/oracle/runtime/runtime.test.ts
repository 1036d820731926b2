import { randomUUID } from 'node:crypto';
import { DynamoDBClient, QueryCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { createTables, localTables } from '../../../infra/local/tables.ts';
import { groupsOf, setGroups } from '../../../infra/local/world/storage.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { environment } from '../support/environment.ts';
import { type Lambda, startLambda } from '../support/lambda.ts';
import { modifiedEvent } from '../support/modified-event.ts';
import { queueEvent } from '../support/queue-event.ts';

let aws: LocalAws;
let endpoint: Listening;
let right: string;
let drifted: () => string;
const started: Lambda[] = [];

const start = async (env: Readonly<Record<string, string>> = {}): Promise<Lambda> => {
  const lambda = await startLambda('remediate', { ...environment(endpoint.url), ...env });
  started.push(lambda);
  return lambda;
};

beforeEach(async () => {
  aws = localAws();
  endpoint = await aws.listen();
  await createTables({ endpoint: endpoint.url });
  const account = accountWithDrift(aws);
  right = account.right;
  drifted = () => account.drifted().id;
});
afterEach(async () => {
  for (const lambda of started.splice(0)) await lambda.stop();
  await endpoint.close();
});

const message = (body: unknown, messageId: string = randomUUID()) => ({ messageId, body: JSON.stringify(body) });
const statusesOf = (outcome: object) =>
  'answer' in outcome ? (outcome.answer as { summary?: unknown }).summary : outcome;

describe('dist/remediate under the runtime client of Lambda', () => {
  it('puts a mount target right at its first invocation and another at a warm one', async () => {
    const lambda = await start();
    const [first, second] = [drifted(), drifted()];
    expect(statusesOf(await lambda.invoke(modifiedEvent(first)))).toEqual({ fixed: 1 });
    expect(statusesOf(await lambda.invoke(modifiedEvent(second)))).toEqual({ fixed: 1 });
    expect([groupsOf(aws.world, first), groupsOf(aws.world, second)]).toEqual([[right], [right]]);
  });

  it('logs one decided line for a look, with the request that Lambda gave it and whether it was a cold start', async () => {
    const lambda = await start();
    const [first, second] = [drifted(), drifted()];
    await lambda.invoke(modifiedEvent(first));
    await lambda.invoke(modifiedEvent(second));
    const decided = lambda.lines().filter(({ message: text }) => text === 'decided');
    expect(decided).toMatchObject([
      {
        mountTargetId: first,
        status: 'fixed',
        cold_start: true,
        function_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      { mountTargetId: second, status: 'fixed', cold_start: false },
    ]);
    expect(lambda.lines().filter((line) => '_aws' in line)).toHaveLength(2);
  });

  it('returns only the poisoned message of a batch', async () => {
    const lambda = await start();
    const [first, second] = [drifted(), drifted()];
    const poisoned = { messageId: 'poisoned', body: '{"version":' };
    const outcome = await lambda.invoke(
      queueEvent([message(modifiedEvent(first)), poisoned, message(modifiedEvent(second))]),
    );
    expect(outcome).toEqual({ answer: { batchItemFailures: [{ itemIdentifier: 'poisoned' }] } });
    expect([groupsOf(aws.world, first), groupsOf(aws.world, second)]).toEqual([[right], [right]]);
  });

  it('fails an invocation whose payload is malformed, in one sentence, and answers the next', async () => {
    const lambda = await start();
    expect(await lambda.invoke({ fileSystemIds: 3 })).toMatchObject({
      error: { errorType: 'TerminalError', errorMessage: expect.stringContaining('fileSystemIds is 3') },
    });
    expect(statusesOf(await lambda.invoke(modifiedEvent(drifted())))).toEqual({ fixed: 1 });
  });

  it('reports everything that is wrong with its environment as the error of its start', async () => {
    const lambda = await start({ LEDGER_TABLE: '', POLICY_URI: 'ftp:policy' });
    expect(await lambda.initError).toMatchObject({
      error: {
        errorType: 'TerminalError',
        errorMessage: expect.stringMatching(/POLICY_URI is "ftp:policy".*LEDGER_TABLE is not set/),
      },
    });
  });

  describe('when its process is lost in the middle of a write', () => {
    let id: string;
    const dynamo = () =>
      new DynamoDBClient({
        endpoint: endpoint.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      });
    const leasesRunOut = async () => {
      const { Items = [] } = await dynamo().send(new ScanCommand({ TableName: localTables.ledger }));
      for (const { pk, sk, owner } of Items) {
        if (!pk || !sk || !owner) continue;
        await dynamo().send(
          new UpdateItemCommand({
            TableName: localTables.ledger,
            Key: { pk, sk },
            UpdateExpression: 'SET leaseExpiresAt = :past',
            ExpressionAttributeValues: { ':past': { N: '0' } },
          }),
        );
      }
    };
    const history = async () => {
      const { Items = [] } = await dynamo().send(
        new QueryCommand({
          TableName: localTables.ledger,
          KeyConditionExpression: 'pk = :id',
          ExpressionAttributeValues: { ':id': { S: id } },
        }),
      );
      return Items.filter(({ sk }) => sk?.S?.startsWith('change#')).map(({ status }) => status?.S);
    };

    const modify = 'efs:ModifyMountTargetSecurityGroups';
    const loseProcess = async (landed: boolean): Promise<void> => {
      id = drifted();
      const lost = await start();
      const before = groupsOf(aws.world, id);
      const stopped = Promise.withResolvers<void>();
      aws.faults.before(modify, () => void lost.stop().then(stopped.resolve, stopped.reject));
      if (!landed) aws.faults.after(modify, () => setGroups(aws.world, id, before));
      expect(await lost.invoke(modifiedEvent(id))).toEqual({ exited: true });
      await stopped.promise;
    };

    it('leaves the mount target to the lease of the lost one, and its message in the queue', async () => {
      await loseProcess(false);
      const next = await start();
      expect(await next.invoke(queueEvent([message(modifiedEvent(id), 'again')]))).toEqual({
        answer: { batchItemFailures: [{ itemIdentifier: 'again' }] },
      });
      expect(next.lines()).toContainEqual(
        expect.objectContaining({ message: 'decided', status: 'deferred', reasons: ['lease-held'] }),
      );
    });

    it.each([
      { when: 'had landed', landed: true, recorded: ['fixed'] },
      { when: 'had not landed', landed: false, recorded: ['failed', 'fixed'] },
    ])('finishes once the lease has run out, and records that the write $when', async ({ landed, recorded }) => {
      await loseProcess(landed);
      await leasesRunOut();
      const next = await start();
      expect(await next.invoke(queueEvent([message(modifiedEvent(id))]))).toEqual({
        answer: { batchItemFailures: [] },
      });
      expect(groupsOf(aws.world, id)).toEqual([right]);
      expect(await history()).toEqual(recorded);
    });
  });
});
