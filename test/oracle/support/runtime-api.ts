import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What Lambda knows of one invocation. */
export interface Invocation {
  readonly id: string;
  readonly event: unknown;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** How the function ended an invocation, or its start: with an answer, or with an error of Lambda's shape. */
export type Ending =
  | { readonly answer: unknown }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

/** Lambda's Runtime API (2018-06-01), as a runtime client sees it from inside. */
export interface RuntimeApi {
  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Settles when the function first asks for an event: it has started. */
  readonly ready: Promise<void>;
  /** Settles when the function reports that it could not start. */
  readonly initError: Promise<Ending>;
  /** Hands an event to the function when it next asks for one. */
  invoke(invocation: Invocation): Promise<Ending>;
  close(): Promise<void>;
}

const json = async (message: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return JSON.parse(text || 'null');
};

const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:remediate';

/** Serves the Runtime API on a free port of the loopback address. */
export const serveRuntimeApi = async (): Promise<RuntimeApi> => {
  const startUp = Promise.withResolvers<Ending>();
  const ready = Promise.withResolvers<void>();
  const endings = new Map<string, (ending: Ending) => void>();
  const waiting: Invocation[] = [];
  const askers: ServerResponse[] = [];

  const handOut = (): void => {
    const [invocation, asker] = [waiting[0], askers[0]];
    if (!invocation || !asker) return;
    waiting.shift();
    askers.shift();
    asker.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': String(invocation.deadline),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
    });
    asker.end(JSON.stringify(invocation.event));
  };

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, kind, id = '', what] =
      /^\/2018-06-01\/runtime\/(invocation|init)\/([^/]+)(?:\/(.+))?$/.exec(message.url ?? '') ?? [];
    if (kind === 'invocation' && id === 'next') {
      ready.resolve();
      askers.push(response);
      handOut();
      return;
    }
    const body = await json(message);
    const ending =
      what === 'response' ? { answer: body } : { error: body as { errorType: string; errorMessage: string } };
    if (kind === 'init') startUp.resolve(ending);
    else endings.get(id)?.(ending);
    response.writeHead(202).end('{"status":"OK"}');
  };

  const server = createServer((message, response) => void serve(message, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: ready.promise,
    initError: startUp.promise,
    invoke(invocation) {
      const { promise, resolve } = Promise.withResolvers<Ending>();
      endings.set(invocation.id, resolve);
      waiting.push(invocation);
      handOut();
      return promise;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
