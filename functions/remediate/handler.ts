import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { assemble } from '../runtime/assemble.ts';
import { answer } from './answer.ts';

const app = assemble(process.env);

/** The Lambda's entry: a queue batch, one EventBridge event, or a manual payload. */
export const handler = middy(answer(app)).use(injectLambdaContext(app.logger)).use(logMetrics(app.metrics));
