import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report, ReportPlace } from '../../../functions/report/report/report.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { localEnvironment } from '../../../infra/own-environment.ts';
import { builtCli } from '../../support/built-cli.ts';
import { addMixedAccount, mixedPolicy } from '../../support/mixed-account.ts';

const aws = localAws();
addMixedAccount(aws.world);
const endpoint = await aws.listen();
const cwd = await mkdtemp(join(tmpdir(), 'mountguard-report-'));
await writeFile(join(cwd, 'policy.yaml'), mixedPolicy);
await writeFile(join(cwd, 'browser'), '#!/bin/sh\nprintf %s "$1" > opened\n', { mode: 0o755 });
afterAll(async () => {
  await endpoint.close();
  await rm(cwd, { recursive: true });
});

const env = { ...localEnvironment, PATH: process.env['PATH'] ?? '', BROWSER: join(cwd, 'browser') };
const report = (...argv: readonly string[]) =>
  promisify(execFile)(process.execPath, [builtCli, 'report', '--endpoint-url', endpoint.url, '--no-stack', ...argv], {
    env,
    cwd,
  });
const read = (name: string): Promise<string> => readFile(join(cwd, name), 'utf8');

describe('the command report', () => {
  it('writes every form at once, and a summary on the screen', async () => {
    const { stdout } = await report('--out', 'r.html', '--out', 'r.md', '--out', 'r.csv', '--out', 'r.json');
    expect(stdout).toContain('17 mount targets, 53.3 % of the governed compliant.');
    expect(stdout).toMatch(/1 {2}NFS is open to the world +nfs-open-to-world/);
    expect(await read('r.md')).toContain('### A fix would take NFS from clients: 2 mount targets (nfs-cut-off)');
    expect((await read('r.csv')).trim().split('\r\n')).toHaveLength(18);
    expect(JSON.parse(await read('r.json'))).toMatchObject({
      version: 1,
      places: [{ plan: { account: '111122223333', complete: true }, rules: [{ name: 'nfs-by-environment', line: 4 }] }],
    });
    const page = await read('r.html');
    expect(page).toContain('<h1>Account 111122223333, us-east-1</h1>');
    const script = page.slice(page.lastIndexOf('<script>') + '<script>'.length, page.lastIndexOf('</script>'));
    expect(() => new Script(script)).not.toThrow();
  });

  it('writes about the accounts that it can read, says which it cannot, and ends with 1', async () => {
    const asked = ['--account', '111122223333', '--account', '222233334444', '--role-name', 'read'];
    const failed = await report(...asked).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('Account 222233334444') });
    expect(failed).not.toMatchObject({ stdout: expect.stringContaining('Nothing needs a person') });
  });

  it('has the changes and days that a deployment has on record', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [builtCli, 'report', '--local', '--format', 'json'],
      {
        env,
        cwd,
      },
    );
    const { places } = JSON.parse(stdout) as Report;
    expect(places).toMatchObject([{ plan: { stack: { name: 'mountguard' } }, notLookedAt: [] }]);
    const [{ changes, days, exemptions }] = places as [ReportPlace];
    expect(changes.find(({ fileSystem }) => fileSystem.name === 'web-prod-001')).toMatchObject({
      status: 'fixed',
      remove: [{ name: 'nfs-legacy' }],
      add: [{ name: 'prod-nfs' }],
    });
    expect(days.at(-1)).toMatchObject({ checked: 48, fixed: changes.length });
    expect(exemptions).toMatchObject([{ reason: 'INC-1234 vendor migration' }]);
  });

  it('opens the page where a person can see it', async () => {
    await report('--open', '--out', 'seen.html');
    await expect.poll(() => read('opened').catch(() => '')).toBe(join(cwd, 'seen.html'));
  });

  it('says how it ended only where that is asked for', async () => {
    await expect(report('--detailed-exitcode')).rejects.toMatchObject({ code: 2 });
    await expect(report('--detailed-exitcode', '--status', 'refused')).rejects.toMatchObject({ code: 3 });
    await expect(
      report('--detailed-exitcode', '--status', 'compliant', '--file-system', 'web-prod-001'),
    ).resolves.toBeDefined();
  });

  it.each(['0d', '30', 'a week', '401d'])('refuses a period of %j', async (period) => {
    await expect(report('--period', period)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`--period is "${period}"; write 1d to 400d, or weeks such as 4w`),
    });
  });
});
