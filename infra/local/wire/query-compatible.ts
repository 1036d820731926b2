import type { AwsFault } from './aws-fault.ts';
import { withType } from './aws-json.ts';
import type { WireResponse } from './message.ts';
import type { ErrorShape } from './shape.ts';

/** An error that every service may answer with, by its class and by what the query protocol calls it. */
interface CommonError {
  readonly name: string;
  readonly query: string;
  readonly status: number;
}

const common: readonly CommonError[] = [
  { name: 'AccessDeniedException', query: 'AccessDenied', status: 403 },
  { name: 'InternalFailure', query: 'InternalFailure', status: 500 },
  { name: 'InvalidParameterValueException', query: 'InvalidParameterValue', status: 400 },
  { name: 'MissingRequiredParameterException', query: 'MissingParameter', status: 400 },
  { name: 'SerializationException', query: 'MalformedInput', status: 400 },
  { name: 'ServiceUnavailable', query: 'ServiceUnavailable', status: 503 },
  { name: 'ThrottlingException', query: 'Throttling', status: 400 },
  { name: 'UnknownOperationException', query: 'InvalidAction', status: 400 },
  { name: 'ValidationException', query: 'ValidationError', status: 400 },
];

/**
 * Writes the errors of a service that spoke the query protocol before it spoke JSON: the class in `__type`, and in
 * `x-amzn-query-error` the code that clients of the former protocol look for. A class that the service's model lacks is
 * of the namespace that all services share (recorded from SQS).
 */
export const queryCompatibleRefusal = (namespace: string, errors: readonly ErrorShape[]) => {
  const modelled = new Map(errors.map(({ name, traits }) => [name, traits]));
  return ({ code, message, status }: AwsFault): WireResponse => {
    const own = modelled.get(code);
    const shared = common.find(({ name, query }) => name === code || query === code);
    const usual = own?.httpError ?? shared?.status ?? (code.startsWith('Internal') ? 500 : 400);
    const type = own ? `${namespace}#${code}` : `com.amazon.coral.service#${shared?.name ?? code}`;
    const query = own ? (own.awsQueryError?.[0] ?? code) : (shared?.query ?? code);
    const { headers, ...response } = withType(type, message, status ?? usual);
    const side = response.status < 500 ? 'Sender' : 'Receiver';
    return { ...response, headers: { ...headers, 'x-amzn-query-error': `${query};${side}` } };
  };
};
