import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { assemble } from '../runtime/assemble.ts';
import { publishMetrics } from '../runtime/publish-metrics.ts';
import { answer } from './answer.ts';

const app = assemble(process.env);

/** The Lambda's entry: a queue batch, one EventBridge event, or a manual payload. */
export const handler = middy(answer(app)).use(injectLambdaContext(app.logger)).use(publishMetrics(app.metrics));
