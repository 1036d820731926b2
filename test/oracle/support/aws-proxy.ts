import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type ApiRequest, actionOf } from './api-call.ts';

/** Stands before an AWS endpoint as IAM would: lets through what is granted, refuses the rest, and remembers both. */
export interface AwsProxy {
  readonly url: string;
  /** IAM actions that were asked for and granted, each once. */
  readonly used: ReadonlySet<string>;
  /** IAM actions that were asked for and refused. */
  readonly refused: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Answers a request in place of the endpoint: the body of an HTTP 200. */
export type Substitute = (request: ApiRequest) => Promise<string>;

interface ProxyOptions {
  readonly endpoint: string;
  readonly granted: ReadonlySet<string>;
  /** Whether what is granted may be asked of the resource that a request is about; always, when left out. */
  readonly allows?: (action: string, request: ApiRequest) => boolean;
  /** By IAM action, for what the endpoint lacks. */
  readonly substitutes?: Readonly<Record<string, Substitute>>;
}

const read = async (message: IncomingMessage): Promise<ApiRequest> => {
  const body = await buffer(message);
  const headers = Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return { method: message.method ?? 'GET', url: message.url ?? '/', headers: Object.fromEntries(headers), body };
};

const hopByHop = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'expect']);

const passedOn = (headers: IncomingMessage['headers']): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

/** As it came, to the name that it was sent to and signed for. */
const forward = async (endpoint: string, { method, url, headers, body }: ApiRequest, response: ServerResponse) => {
  const { hostname, port } = new URL(endpoint);
  const outgoing = request({ hostname, port, method, path: url, headers: passedOn(headers) }).end(body);
  const [answer]: IncomingMessage[] = await once(outgoing, 'response');
  if (!answer) throw new Error(`${endpoint} did not answer`);
  response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
  await pipeline(answer, response);
};

/** Answers as a service does for which IAM said no: EC2 in XML, the others in JSON. */
const refuse = (action: string, response: ServerResponse): void => {
  const message = `not authorized to perform: ${action}`;
  if (action.startsWith('ec2:')) {
    const error = `<Error><Code>UnauthorizedOperation</Code><Message>${message}</Message></Error>`;
    response.writeHead(403, { 'content-type': 'text/xml' });
    response.end(`<Response><Errors>${error}</Errors><RequestID>1</RequestID></Response>`);
    return;
  }
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' };
  response.writeHead(403, headers).end(JSON.stringify({ Message: message }));
};

/** Serves the proxy on a free port of the loopback address. */
export const startAwsProxy = async ({
  endpoint,
  granted,
  allows = () => true,
  substitutes = {},
}: ProxyOptions): Promise<AwsProxy> => {
  const used = new Set<string>();
  const refused = new Set<string>();

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(message);
    const action = actionOf(request);
    if (!granted.has(action) || !allows(action, request)) {
      refused.add(action);
      refuse(action, response);
      return;
    }
    used.add(action);
    const substitute = substitutes[action];
    if (!substitute) return forward(endpoint, request, response);
    response.writeHead(200, { 'content-type': 'text/xml' }).end(await substitute(request));
  };

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    used,
    refused,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
