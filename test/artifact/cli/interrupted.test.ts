import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { HistoryReport } from '../../../functions/report/history/history-report.ts';
import { builtCli } from '../../support/built-cli.ts';
import { scratch } from '../../support/scratch.ts';

/** Runs a command in a folder, and sends it a signal when what it says matches. */
const interrupted = async (
  cwd: string,
  argv: readonly string[],
  { when, signal }: { readonly when: RegExp; readonly signal: NodeJS.Signals },
) => {
  const child = spawn(process.execPath, [builtCli, ...argv], { cwd, env: {}, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { all: '', stderr: '' };
  let isSent = false;
  const hear = (text: string): void => {
    said.all += text;
    if (isSent || !when.test(said.all)) return;
    isSent = true;
    child.kill(signal);
  };
  child.stdout.on('data', (chunk) => hear(String(chunk)));
  child.stderr.on('data', (chunk) => {
    said.stderr += String(chunk);
    hear(String(chunk));
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, last: said.stderr.trimEnd().split('\n').at(-1) ?? '' };
};

it('goes on with the work of a plan when its person stops watching, and says how to go on', async () => {
  const { directory: cwd } = scratch();
  const run = promisify(execFile);
  const here = (...argv: readonly string[]) => run(process.execPath, [builtCli, ...argv, '--local'], { cwd, env: {} });
  await run(process.execPath, [builtCli, 'plan', '--local=100', '--summary'], { cwd, env: {} });
  const { code, last } = await interrupted(cwd, ['apply', '--local', '--yes'], { when: /fixed {2}/, signal: 'SIGINT' });
  expect(code).toBe(130);
  const said =
    /^mountguard: stopped; the work goes on: mountguard watch --local --plan ([0-9a-f]{12}) follows it, mountguard pause --local --reason "…" stops it$/;
  expect(last).toMatch(said);
  const plan = said.exec(last)?.[1] ?? '';

  const stoppedWatching = await interrupted(cwd, ['watch', '--local'], { when: /Watching;/, signal: 'SIGTERM' });
  expect(stoppedWatching.code).toBe(143);
  expect(stoppedWatching.last).toMatch(/^mountguard: stopped; mountguard watch --local --since \S+Z shows it again/);

  await here('watch', '--plan', plan);
  const history = JSON.parse((await here('history', '--plan', plan, '--format', 'json')).stdout) as HistoryReport;
  expect(history.changes.length).toBeGreaterThan(1);
  expect(history.changes.every(({ status }) => status === 'fixed')).toBe(true);
  const left = JSON.parse((await here('plan', '--format', 'json')).stdout) as { summary: { drifted: number } };
  expect(left.summary.drifted).toBe(0);
}, 120_000);
