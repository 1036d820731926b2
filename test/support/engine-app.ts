import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { idempotencyStore } from '../../functions/aws/ledger/idempotency.ts';
import type { Result } from '../../functions/remediate/answer.ts';
import { answer } from '../../functions/remediate/answer.ts';
import type { App } from '../../functions/runtime/assemble.ts';
import { onceIn } from '../../functions/runtime/once.ts';
import { returnMessage } from '../../functions/runtime/return-message.ts';
import { telemetry } from '../../functions/runtime/telemetry.ts';
import { localTables } from '../../infra/local/tables.ts';
import { localPlace, type Scene } from './engine-scene.ts';

/** The context of an invocation that has a minute left, unless said otherwise. */
export const lambdaContext = (remainingMs = 60_000): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'remediate',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:remediate',
  memoryLimitInMB: '512',
  awsRequestId: randomUUID(),
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => remainingMs,
  done() {},
  fail() {},
  succeed() {},
});

interface Return {
  readonly receiptHandle: string;
  readonly seconds: number;
}

/** The remediate function on a scene, with whatever parts of it a test replaces. */
export const appOn = (it: Scene, say: Partial<App> = {}) => {
  const { logger, metrics } = telemetry({}, it.clock.now);
  const store = idempotencyStore({ client: it.clients.dynamo(), table: localTables.idempotency });
  const returned: Return[] = [];
  const app: App = {
    logger,
    metrics,
    ports: () => it.ports,
    own: { roleArn: 'arn:aws:iam::111122223333:role/mountguard-remediate', place: localPlace },
    dryRun: false,
    readPolicy: async () => it.policy,
    once: (context) => onceIn(store, context, async () => {}),
    returnMessage: returnMessage(
      it.journal,
      async (receiptHandle, seconds) => void returned.push({ receiptHandle, seconds }),
    ),
    ...say,
  };
  return {
    app,
    /** Messages that were made visible again, and after how many seconds. */
    returned,
    /** Invokes the function with one event or payload. */
    invoke: async (event: unknown, context = lambdaContext()) => (await answer(app)(event, context)) as Result,
    /** Invokes the function with a batch; resolves to the ids of the messages that failed. */
    receive: async (...Records: readonly SQSRecord[]) => {
      const { batchItemFailures } = (await answer(app)({ Records }, lambdaContext())) as SQSBatchResponse;
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
};
