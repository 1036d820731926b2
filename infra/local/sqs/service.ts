import * as sqs from '@aws-sdk/client-sqs';
import type { Clock } from '../clock.ts';
import { type Context, type Operation, operationTable } from '../operation.ts';
import type { Service } from '../service.ts';
import { awsJsonInput, awsJsonOutput, targetOf } from '../wire/aws-json.ts';
import { queryCompatibleRefusal } from '../wire/query-compatible.ts';
import { errorShapes } from '../wire/shape.ts';
import type { SqsContext } from './context.ts';
import { queueOperations } from './queues.ts';
import { receiveOperations } from './receive.ts';
import { receivedOperations } from './received.ts';
import { sendOperations } from './send.ts';

const operations: readonly Operation<SqsContext>[] = [
  ...queueOperations,
  ...sendOperations,
  ...receiveOperations,
  ...receivedOperations,
];
const named = operationTable(operations, 'UnsupportedOperation');

// In process an SDK client keeps AWS's own host, and warns about a queue URL with another scheme than it would use.
const originOf = (host: string): string => `${host.endsWith('.amazonaws.com') ? 'https' : 'http'}://${host}`;

/** SQS's standard queues, in its JSON protocol. */
export const sqsService = (context: Context, clock: Clock): Service => ({
  name: 'sqs',
  operations: operations.map(({ shape }) => shape.name),
  matches: (request) => targetOf(request, 'AmazonSQS') !== undefined,
  operation: (request) => targetOf(request, 'AmazonSQS'),
  input: (name, request) => awsJsonInput(named(name).shape, request),
  async perform(name, input, { headers }) {
    const { shape, run } = named(name);
    const origin = originOf(headers['host'] ?? `sqs.${context.world.region}.amazonaws.com`);
    return awsJsonOutput(shape, await run(input, { ...context, origin, sleep: (ms) => clock.sleep(ms) }));
  },
  refuse: queryCompatibleRefusal('com.amazonaws.sqs', errorShapes(sqs)),
});
