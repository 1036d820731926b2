import type { Cli } from '../cli.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Asks the person on the terminal, and resolves to the line that is typed. Throws `UsageError` where there is no terminal to ask on.
 *
 * @param instead the flags that answer it.
 */
export const askPerson = async ({ globals, host, tell }: Cli, question: string, instead: string): Promise<string> => {
  if (!globals.input || !host.stdin.isTTY)
    throw new UsageError(
      `no one can be asked here; say it with ${instead}, or run it on a terminal without --no-input`,
    );
  tell('');
  host.stderr.write(question);
  const { value } = await host.stdin[Symbol.asyncIterator]().next();
  return value === undefined ? '' : String(value).trim();
};
