import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from './clock.ts';
import { LostResponse, type Serve } from './serve.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';

/** A running endpoint: its URL for `AWS_ENDPOINT_URL`, and how to end it. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers what is asked of the endpoint itself; undefined for a call to AWS. */
export type Control = (request: WireRequest) => WireResponse | undefined;

const readRequest = async (message: IncomingMessage): Promise<WireRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  const [path = '/', search = ''] = (message.url ?? '/').split('?', 2);
  const parameters = new URLSearchParams(search);
  const names = new Set(parameters.keys());
  const headers = Object.entries(message.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]);
  return {
    method: message.method ?? 'GET',
    path,
    query: new Map([...names].map((name) => [name, parameters.getAll(name)])),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString(),
  };
};

const answer = async (
  message: IncomingMessage,
  response: ServerResponse,
  serve: Serve,
  clock: Pick<Clock, 'now'>,
): Promise<void> => {
  try {
    const { status, headers, body } = await serve(await readRequest(message));
    response.setHeader('date', new Date(clock.now()).toUTCString());
    const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    response.writeHead(status, { ...headers, ...length }).end(body);
  } catch (error) {
    if (error instanceof LostResponse) {
      message.socket.destroy();
      return;
    }
    response.writeHead(500).end(`${error instanceof Error ? error.stack : error}\n`);
  }
};

/** Serves over HTTP, on this machine's loopback address only; port 0 takes a free one. Answers are dated by the clock. */
export const listen = async (
  port: number,
  serve: Serve,
  control: Control,
  clock: Pick<Clock, 'now'>,
): Promise<Listening> => {
  const serveAll: Serve = async (request) => control(request) ?? serve(request);
  const server = createServer((message, response) => void answer(message, response, serveAll, clock));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the local AWS endpoint has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
