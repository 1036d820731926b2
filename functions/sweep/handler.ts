import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { assembleSweep } from '../runtime/assemble-sweep.ts';
import { publishMetrics } from '../runtime/publish-metrics.ts';
import { answer } from './answer.ts';

const app = assembleSweep(process.env);

/** The Lambda's entry: a schedule, or a manual payload. */
export const handler = middy(answer(app)).use(injectLambdaContext(app.logger)).use(publishMetrics(app.metrics));
