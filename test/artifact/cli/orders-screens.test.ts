import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { builtCli } from '../../support/built-cli.ts';
import { asRead, onTerminal, settled, typedOnTerminal } from '../../support/terminal.ts';

const env = { TZ: 'UTC' };
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((it) => rm(it, { recursive: true }))));

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'mountguard-orders-screens-'));
  folders.push(folder);
  return folder;
};

/** What differs from run to run as letters of the same width. */
const steady = (text: string): string =>
  settled(asRead(text))
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d\.\d{3})?Z/g, 'YYYY-MM-DDTHH:MMZ')
    .replaceAll(/\b\d\d:\d\d:\d\d\b/g, 'HH:MM:SS')
    .replaceAll(/\b\d\d? [A-Z][a-z]{2,3} \d{4}\b/g, 'D MMM YYYY')
    .replaceAll(/(?<=policy\.yaml )[0-9a-f]{8}\b/g, 'VERSION0')
    .replaceAll(/(?<!-)\b[0-9a-f]{8}(?:(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?\b/g, 'CHANGEID')
    .replaceAll(/\b(?!111122223333)[0-9a-f]{12}\b/g, 'FINGERPRINT0')
    .replaceAll(/\bplan [0-9a-f]{6}\b/g, 'plan FFFFFF')
    .replaceAll(/[ \t]+$/gm, '');

const fits = (screen: string, columns: number): void => {
  // Commands name the sample world, which makes them longer than they are elsewhere.
  for (const line of screen.replaceAll(' --local', '').split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
};

describe.each([80, 120])('on a terminal of %i columns', (columns) => {
  it('a night on call reads as approved: doctor, apply, history, revert', async () => {
    const cwd = await newFolder();
    const words = (argv: readonly string[]) => [process.execPath, builtCli, ...argv, '--local'];
    const show = async (...argv: readonly string[]): Promise<string> =>
      steady(await onTerminal(columns, words(argv), { env, cwd }));
    const doctor = await show('doctor');
    fits(doctor, columns);
    await expect(doctor).toMatchFileSnapshot(`screens/doctor-${columns}.txt`);

    const question = 'anything else to stop: ';
    const applied = await typedOnTerminal(columns, words(['apply']), { env, cwd, question, line: '6\n' });
    expect(applied.code).toBe(0);
    const apply = steady(applied.screen);
    fits(apply, columns);
    await expect(apply).toMatchFileSnapshot(`screens/apply-${columns}.txt`);

    const history = await show('history', '--since', '1h');
    fits(history, columns);
    await expect(history).toMatchFileSnapshot(`screens/history-${columns}.txt`);

    const reverting = ['revert', '--since', '1h', '--until', '7d', '--reason', 'INC-7'];
    const reverted = await typedOnTerminal(columns, words(reverting), { env, cwd, question, line: '8\n' });
    const revert = steady(reverted.screen);
    fits(revert, columns);
    await expect(revert).toMatchFileSnapshot(`screens/revert-${columns}.txt`);
  }, 120_000);
});

it('reads as approved in a pipe', async () => {
  const cwd = await newFolder();
  const run = async (...argv: readonly string[]): Promise<string> =>
    steady((await promisify(execFile)(process.execPath, [builtCli, ...argv, '--local'], { env, cwd })).stdout);
  await expect(await run('doctor')).toMatchFileSnapshot('screens/doctor-pipe.txt');
  await expect(await run('apply', '--yes')).toMatchFileSnapshot('screens/apply-pipe.txt');
  await expect(await run('history', '--since', '1h')).toMatchFileSnapshot('screens/history-pipe.txt');
}, 120_000);
