import type { AwsFault } from './wire/aws-fault.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';

/** One AWS service behind the endpoint. Methods that meet a fault of the caller's throw `AwsFault`. */
export interface Service {
  /** The name its calls are counted under. */
  readonly name: string;
  /** The operations that it serves; left out where a program of others answers. */
  readonly operations?: readonly string[];
  matches(request: WireRequest): boolean;
  /** The operation that the request asks for; undefined when it names none. */
  operation(request: WireRequest): string | undefined;
  input(operation: string, request: WireRequest): unknown;
  perform(operation: string, input: unknown, request: WireRequest): WireResponse | Promise<WireResponse>;
  /** The answer that carries an error. */
  refuse(fault: AwsFault): WireResponse;
}

/** The service a request was signed for, from its credential scope; undefined when it is not signed. */
export const signedFor = ({ headers }: WireRequest): string | undefined =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers['authorization'] ?? '')?.[1];
