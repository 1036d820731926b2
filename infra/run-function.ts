import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';

/** One call of a built function: what it answered or threw, and the log lines it wrote meanwhile. */
export interface Run {
  readonly answer?: unknown;
  readonly error?: Error;
  /** Powertools' JSON lines, parsed; metrics (EMF) are among them, under `_aws`. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** A Lambda context as an invocation sees it that has so many milliseconds. */
export const contextOf = (name: string, ms: number) => {
  const deadline = Date.now() + ms;
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
    memoryLimitInMB: '256',
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
};

/** Collects what is written to stdout and stderr while work is done, line by line, instead of showing it. */
const capturing = async (work: () => Promise<unknown>): Promise<Run> => {
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  let written = '';
  for (const stream of streams)
    stream.write = (chunk: string | Uint8Array): boolean => {
      written += typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk);
      return true;
    };
  const lines = () =>
    written
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  try {
    return { answer: await work(), lines: lines() };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)), lines: lines() };
  } finally {
    streams.forEach((stream, index) => {
      stream.write = writes[index] ?? stream.write;
    });
  }
};

/**
 * Loads a built function (`dist/NAME/index.mjs`) in this process, under its present environment, and runs it on events;
 * each invocation has a minute unless said otherwise.
 */
export const loadFunction = async (
  path: string,
  name: string,
  ms = 60_000,
): Promise<(event: unknown) => Promise<Run>> => {
  const { handler } = (await import(pathToFileURL(path).href)) as { readonly handler: Handler };
  return (event) => capturing(() => handler(event, contextOf(name, ms)));
};
