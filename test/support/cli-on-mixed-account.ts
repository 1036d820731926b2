import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localAws } from '../../infra/local/local-aws.ts';
import { localEnvironment } from '../../infra/own-environment.ts';
import { builtCli, runBuiltCli } from './built-cli.ts';
import { addMixedAccount, mixedPolicy } from './mixed-account.ts';
import type { Ran } from './run-cli.ts';
import { onTerminal } from './terminal.ts';

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
  const pipe = (argv: readonly string[], { offline = false } = {}): Promise<Ran> =>
    runBuiltCli([...argv, ...(offline ? [] : asked)], { env: offline ? {} : localEnvironment, cwd });
  return {
    ids,
    cwd,
    calls: aws.calls,
    pipe,
    terminal: (columns: number, argv: readonly string[]) =>
      onTerminal(columns, [process.execPath, builtCli, ...argv, ...asked], { env: localEnvironment, cwd }),
    close: async () => {
      await endpoint.close();
      await rm(cwd, { recursive: true });
    },
  };
};
