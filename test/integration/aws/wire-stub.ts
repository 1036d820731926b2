import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** One answer on the wire: a response, silence, or a connection closed without one. */
export type Reply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'silence'
  | 'reset';

/** One request as it came, its body in full. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly target: string;
  readonly body: string;
}

/** A REST-JSON error as EFS sends it. */
export const efsError = (status: number, code: string, message = `${code} it is`): Reply => ({
  status,
  headers: { 'x-amzn-errortype': code, 'content-type': 'application/json' },
  body: JSON.stringify({ ErrorCode: code, Message: message }),
});

/** An XML error as EC2 sends it. */
export const ec2Error = (status: number, code: string, message = `${code} it is`): Reply => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
});

/** A JSON answer with status 200. */
export const json = (body: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** An EC2 answer with status 200. */
export const xml = (operation: string, body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/xml;charset=UTF-8' },
  body: `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${body}</${operation}Response>`,
});

const receive = async (request: IncomingMessage): Promise<Received> => ({
  method: request.method ?? '',
  url: request.url ?? '',
  target: String(request.headers['x-amz-target'] ?? ''),
  body: (await request.toArray()).join(''),
});

/** Serves the replies in order, the last one again and again, and keeps what was asked; closed when the test ends. */
export const wireStub = async (...replies: readonly [Reply, ...Reply[]]) => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    requests.push(await receive(request));
    const reply = replies[Math.min(requests.length, replies.length) - 1];
    if (reply === 'reset') request.socket.destroy();
    else if (reply !== undefined && reply !== 'silence')
      response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    vi.unstubAllEnvs();
  });
  const { port } = server.address() as AddressInfo;
  return { requests, client: { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1' } };
};
