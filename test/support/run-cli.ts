import { runCli } from '../../functions/cli/run-cli.ts';
import { openSample } from '../../infra/sample/open.ts';

/** How the command line is run in a test. */
interface Running {
  readonly env?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly stdin?: string;
  /** What a person types on the terminal. */
  readonly typed?: string;
  /** The columns of a terminal; a pipe when left out. */
  readonly columns?: number;
  readonly stop?: AbortSignal;
}

/** What the command line wrote, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process. */
export const cli = async (argv: readonly string[], running: Running = {}): Promise<Ran> => {
  const { env = {}, directory = '.', stdin, typed, columns, stop = new AbortController().signal } = running;
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    ...(columns !== undefined && { isTTY: true, columns }),
    write: (text: string, done?: () => void) => {
      written[name] += text;
      done?.();
    },
  });
  const input = {
    ...(stdin === undefined && { isTTY: true }),
    async *[Symbol.asyncIterator]() {
      yield Buffer.from(typed ?? stdin ?? '');
    },
  };
  const streams = { stdin: input, stdout: stream('stdout'), stderr: stream('stderr') };
  const code = await runCli({ argv, env, directory, ...streams, openLocal: openSample, stop });
  return { code, ...written };
};
