import { randomUUID } from 'node:crypto';
import type { Context, SQSEvent } from 'aws-lambda';
import { answer as answerOfRemediate } from '../../functions/remediate/answer.ts';
import { assemble } from '../../functions/runtime/assemble.ts';
import { assembleSweep } from '../../functions/runtime/assemble-sweep.ts';
import { lambda } from '../../functions/runtime/lambda.ts';
import { answer as answerOfSweep } from '../../functions/sweep/answer.ts';
import type { LocalFunction } from './control-plane.ts';

/** Names of the two functions, as a stack called mountguard gives them. */
export const functionNames = { remediate: 'mountguard-Remediate-SAMPLE', sweep: 'mountguard-Sweep-SAMPLE' };

const contextOf = (functionName: string, ms: number): Context => {
  const deadline = Date.now() + ms;
  const nothing = (): void => {};
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:111122223333:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: '',
    logStreamName: '',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: nothing,
    fail: nothing,
    succeed: nothing,
  };
};

/** The functions as they are deployed, in this process. */
export const localFunctions = (
  env: NodeJS.ProcessEnv,
): { readonly remediate: LocalFunction; readonly sweep: LocalFunction } => {
  const apps = { remediate: assemble(env), sweep: assembleSweep(env) };
  const remediate = lambda(apps.remediate, answerOfRemediate(apps.remediate));
  const sweep = lambda(apps.sweep, answerOfSweep(apps.sweep));
  return {
    remediate: async (event) => remediate(event as SQSEvent, contextOf(functionNames.remediate, 60_000)),
    sweep: async (event) => sweep(event as SQSEvent, contextOf(functionNames.sweep, 300_000)),
  };
};
