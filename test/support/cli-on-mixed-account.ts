import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { localAws } from '../../infra/local/local-aws.ts';
import { localEnvironment } from '../../infra/own-environment.ts';
import { addMixedAccount, mixedPolicy } from './mixed-account.ts';
import type { Ran } from './run-cli.ts';
import { onTerminal } from './terminal.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));
const run = promisify(execFile);

/** The built command line on the mixed account, in a folder with its policy and with one that keeps other groups. */
export const cliOnMixedAccount = async () => {
  const aws = localAws();
  const ids = addMixedAccount(aws.world);
  const endpoint = await aws.listen();
  const cwd = await mkdtemp(join(tmpdir(), 'mountguard-cli-'));
  await writeFile(join(cwd, 'policy.yaml'), mixedPolicy);
  await writeFile(
    join(cwd, 'new.yaml'),
    mixedPolicy.replace('match: exactly', 'match: at-least').replace(', dev]', ']'),
  );
  const asked = ['--endpoint-url', endpoint.url, '--no-stack'];
  /** In a pipe; with AWS out of reach where `offline`. */
  const pipe = async (argv: readonly string[], { offline = false } = {}): Promise<Ran> => {
    const words = [main, ...argv, ...(offline ? [] : asked)];
    try {
      const { stdout, stderr } = await run(process.execPath, words, { env: offline ? {} : localEnvironment, cwd });
      return { code: 0, stdout, stderr };
    } catch (error) {
      return error as Ran;
    }
  };
  return {
    ids,
    cwd,
    calls: aws.calls,
    pipe,
    terminal: (columns: number, argv: readonly string[]) =>
      onTerminal(columns, [process.execPath, main, ...argv, ...asked], { env: localEnvironment, cwd }),
    close: async () => {
      await endpoint.close();
      await rm(cwd, { recursive: true });
    },
  };
};
