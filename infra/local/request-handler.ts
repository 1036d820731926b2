import { LostResponse, type Serve } from './serve.ts';

/** The part of the SDK's own request that is read here; `path` is percent-encoded, `query` is not. */
export interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What an AWS SDK v3 client takes as `requestHandler`. */
export interface SdkRequestHandler {
  handle(request: SdkRequest): Promise<{
    response: { statusCode: number; headers: Record<string, string>; body: Uint8Array };
  }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

const bodyText = (body: unknown): string => {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  throw new TypeError('the local AWS handler takes only text and bytes as request bodies');
};

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Serves SDK clients in process. A lost answer rejects as the SDK's own handler does when a connection breaks. */
export const requestHandler = (serve: Serve): SdkRequestHandler => ({
  async handle({ method, path, query = {}, headers, body }) {
    const texts = Object.entries(query).map(([name, value]) => [name, [value ?? ''].flat()] as const);
    try {
      const answer = await serve({
        method,
        path,
        query: new Map(texts),
        headers: lowerCased(headers),
        body: bodyText(body),
      });
      const { status: statusCode } = answer;
      return { response: { statusCode, headers: { ...answer.headers }, body: Buffer.from(answer.body) } };
    } catch (error) {
      if (!(error instanceof LostResponse)) throw error;
      throw Object.assign(new Error('socket hang up', { cause: error }), { name: 'TimeoutError', code: 'ECONNRESET' });
    }
  },
  updateHttpClientConfig() {},
  httpHandlerConfigs: () => ({}),
});
