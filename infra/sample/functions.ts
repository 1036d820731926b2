import type { Context, SQSEvent } from 'aws-lambda';
import { answer as answerOfRemediate } from '../../functions/remediate/answer.ts';
import { assemble } from '../../functions/runtime/assemble.ts';
import { assembleSweep } from '../../functions/runtime/assemble-sweep.ts';
import { lambda } from '../../functions/runtime/lambda.ts';
import { answer as answerOfSweep } from '../../functions/sweep/answer.ts';
import { contextOf } from '../run-function.ts';
import type { LocalFunction } from './control-plane.ts';

/** Names of the two functions, as a stack called mountguard gives them. */
export const functionNames = { remediate: 'mountguard-Remediate-SAMPLE', sweep: 'mountguard-Sweep-SAMPLE' };

const nothing = (): void => {};

/** A context with all that the types ask for. */
const wholeContext = (functionName: string, ms: number): Context => ({
  ...contextOf(functionName, ms),
  logGroupName: '',
  logStreamName: '',
  callbackWaitsForEmptyEventLoop: false,
  done: nothing,
  fail: nothing,
  succeed: nothing,
});

/** The functions as they are deployed, in this process. */
export const localFunctions = (
  env: NodeJS.ProcessEnv,
): { readonly remediate: LocalFunction; readonly sweep: LocalFunction } => {
  const apps = { remediate: assemble(env), sweep: assembleSweep(env) };
  const remediate = lambda(apps.remediate, answerOfRemediate(apps.remediate));
  const sweep = lambda(apps.sweep, answerOfSweep(apps.sweep));
  return {
    remediate: async (event) => remediate(event as SQSEvent, wholeContext(functionNames.remediate, 60_000)),
    sweep: async (event) => sweep(event as SQSEvent, wholeContext(functionNames.sweep, 300_000)),
  };
};
