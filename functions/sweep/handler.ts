import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { assembleSweep } from '../runtime/assemble-sweep.ts';
import { publishMetrics } from '../runtime/publish-metrics.ts';
import { answer } from './answer.ts';

const app = assembleSweep(process.env);

// middy's own early answer would leave work going on behind it, to be thawed with the next event.
const whole = { timeoutEarlyInMillis: 0 };

/** The Lambda's entry: a schedule, or a manual payload. */
export const handler = middy(answer(app), whole).use(injectLambdaContext(app.logger)).use(publishMetrics(app.metrics));
