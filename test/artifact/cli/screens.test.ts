import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { addMixedAccount, mixedPolicy } from '../../support/mixed-account.ts';
import { asRead, onTerminal, settled } from '../../support/terminal.ts';

const aws = localAws();
const ids = addMixedAccount(aws.world);
const endpoint = await aws.listen();
const cwd = await mkdtemp(join(tmpdir(), 'mountguard-screens-'));
await writeFile(join(cwd, 'policy.yaml'), mixedPolicy);
afterAll(async () => {
  await endpoint.close();
  await rm(cwd, { recursive: true });
});

const env = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};
const main = fileURLToPath(new URL('../../../dist/cli/main.mjs', import.meta.url));
const asked = ['--endpoint-url', endpoint.url, '--no-stack'];

const inTerminal = (columns: number, argv: readonly string[]) =>
  onTerminal(columns, [process.execPath, main, ...argv, ...asked], { env, cwd });
const inPipe = async (argv: readonly string[]): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...argv, ...asked], { env, cwd });
  return stdout;
};

const commands = [
  { name: 'plan', argv: ['plan'] },
  { name: 'plan-all', argv: ['plan', '--all'] },
  { name: 'plan-unmanaged', argv: ['plan', '--status', 'unmanaged'] },
  { name: 'explain-refused', argv: ['explain', ids.refused.targets[0] ?? ''] },
  { name: 'explain-no-group', argv: ['explain', ids.absent.id] },
  { name: 'explain-drifted', argv: ['explain', ids.twice.id] },
  { name: 'explain-open', argv: ['explain', ids.open.id] },
  { name: 'explain-unmanaged', argv: ['explain', ids.unmanaged.id] },
];

describe.each(commands)('the screen of $name', ({ name, argv }) => {
  it.each([80, 120])('reads as approved on a terminal of %i columns, and fits', async (columns) => {
    const screen = settled(asRead(await inTerminal(columns, argv)));
    for (const line of screen.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    await expect(screen).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });

  it('reads as approved in a pipe', async () => {
    await expect(settled(await inPipe(argv))).toMatchFileSnapshot(`screens/${name}-pipe.txt`);
  });

  it('breaks nothing on a terminal of 40 columns', async () => {
    const screen = asRead(await inTerminal(40, argv));
    expect(screen.trim()).not.toBe('');
  });
});

it('shows colour on a terminal, and none where NO_COLOR or a pipe says so', async () => {
  const red = '\u001b[31m';
  expect(await inTerminal(80, ['plan'])).toContain(red);
  expect(await inTerminal(80, ['plan', '--no-color'])).not.toContain(red);
  expect(await inPipe(['plan'])).not.toContain('\u001b');
});
