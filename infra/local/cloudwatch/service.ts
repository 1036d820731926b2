import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import { type Context, operationTable } from '../operation.ts';
import type { Service } from '../service.ts';
import { awsJsonInput, awsJsonOutput, targetOf } from '../wire/aws-json.ts';
import { queryCompatibleRefusal } from '../wire/query-compatible.ts';
import { errorShapes } from '../wire/shape.ts';
import { metricOperations } from './metric-data.ts';

/** What CloudWatch calls itself in `X-Amz-Target`. */
const TARGET = 'GraniteServiceVersion20100801';
const named = operationTable(metricOperations, 'InvalidAction');

/** CloudWatch, for GetMetricData in its JSON protocol. */
export const cloudwatchService = (context: Context): Service => ({
  name: 'cloudwatch',
  operations: metricOperations.map(({ shape }) => shape.name),
  throttlingCode: 'ThrottlingException',
  matches: (request) => targetOf(request, TARGET) !== undefined,
  operation: (request) => targetOf(request, TARGET),
  input: (name, request) => awsJsonInput(named(name).shape, request),
  perform(name, input) {
    const { shape, run } = named(name);
    return awsJsonOutput(shape, run(input, context));
  },
  refuse: queryCompatibleRefusal('com.amazonaws.cloudwatch', errorShapes(cloudwatch)),
});
