import { AwsFault } from './aws-fault.ts';
import { fromJson, parseBody, toJson } from './json.ts';
import type { WireRequest, WireResponse } from './message.ts';
import type { OperationShape } from './shape.ts';

/** The two JSON protocols, which differ in the content type of their answers. */
export type JsonVersion = '1.0' | '1.1';

const typeOf = (version: JsonVersion) => ({ 'content-type': `application/x-amz-json-${version}` });

/** The operation that `X-Amz-Target` names; undefined when it is of another service. */
export const targetOf = ({ headers }: WireRequest, service: string): string | undefined => {
  const [named, name] = (headers['x-amz-target'] ?? '').split('.');
  return named?.startsWith(service) ? name : undefined;
};

/** Reads an operation's input from a JSON body. Throws `AwsFault` where the model is not kept. */
export const awsJsonInput = ({ input }: OperationShape, { body }: WireRequest): unknown => {
  const given = parseBody(body);
  const missing =
    input.kind === 'structure' && input.members().find(({ name, required }) => required && given[name] === undefined);
  if (missing) throw new AwsFault('MissingParameter', `The request must contain the parameter ${missing.name}.`);
  return fromJson(input, given, '');
};

/** The answer to an operation. */
export const awsJsonOutput = (
  { output }: OperationShape,
  value: unknown,
  version: JsonVersion = '1.0',
): WireResponse => ({
  status: 200,
  headers: typeOf(version),
  body: JSON.stringify(toJson(output, value ?? {})),
});

/** An error in the JSON protocols: namespace, where the service has one, and class in `__type`. */
export const withType = (
  type: string,
  message: string,
  status: number,
  version: JsonVersion = '1.0',
): WireResponse => ({
  status,
  headers: typeOf(version),
  body: JSON.stringify({ __type: type, message }),
});

const statuses: Readonly<Record<string, number>> = {
  InternalFailure: 500,
  InternalServerError: 500,
  ServiceUnavailable: 503,
  ServiceUnavailableException: 503,
};

/** An error of a service that has spoken JSON from the start; a refusal by IAM has status 400 there like any other. */
export const awsJsonRefusal = (
  { code, message, status }: AwsFault,
  namespace?: string,
  version?: JsonVersion,
): WireResponse =>
  withType(namespace === undefined ? code : `${namespace}#${code}`, message, status ?? statuses[code] ?? 400, version);
