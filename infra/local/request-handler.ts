import type { HttpHandlerOptions } from '@smithy/types';
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
  handle(
    request: SdkRequest,
    options?: HttpHandlerOptions,
  ): Promise<{
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

const abortError = ({ reason }: AbortSignal): Error =>
  Object.assign(new Error('Request aborted', { cause: reason }), { name: 'AbortError' });

/** What comes first: an answer, or that the caller has gone away. */
const unlessAborted = async <T>(asked: Promise<T>, signal: AbortSignal): Promise<T> => {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(abortError(signal));
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([asked, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

/**
 * Serves SDK clients in process. As the SDK's own handler does, it rejects when an answer is lost, and when a request is
 * aborted: one that was aborted before is not served at all, one that is under way is served to its end.
 */
export const requestHandler = (serve: Serve): SdkRequestHandler => ({
  async handle({ method, path, query = {}, headers, body }, options) {
    const signal = options?.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
    if (signal?.aborted) throw abortError(signal);
    const texts = Object.entries(query).map(([name, value]) => [name, [value ?? ''].flat()] as const);
    try {
      const request = { method, path, query: new Map(texts), headers: lowerCased(headers), body: bodyText(body) };
      const answer = await (signal ? unlessAborted(serve(request), signal) : serve(request));
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
