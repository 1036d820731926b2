import { type Context, operationTable } from '../operation.ts';
import type { Service } from '../service.ts';
import { awsJsonInput, awsJsonOutput, awsJsonRefusal, targetOf } from '../wire/aws-json.ts';
import { eventOperations } from './events.ts';

const named = operationTable(eventOperations, 'UnknownOperationException');

/** CloudWatch Logs, in its JSON protocol. */
export const logsService = (context: Context): Service => ({
  name: 'logs',
  operations: eventOperations.map(({ shape }) => shape.name),
  matches: (request) => targetOf(request, 'Logs_') !== undefined,
  operation: (request) => targetOf(request, 'Logs_'),
  input: (name, request) => awsJsonInput(named(name).shape, request),
  perform(name, input) {
    const { shape, run } = named(name);
    return awsJsonOutput(shape, run(input, context), '1.1');
  },
  refuse: (fault) => awsJsonRefusal(fault, undefined, '1.1'),
});
