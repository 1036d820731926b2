import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const project = fileURLToPath(new URL('../..', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'mountguard-package-'));
afterAll(() => rm(folder, { recursive: true }));

// What `npm test` has built is packed as it is.
const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
const { stdout: packed } = await run('npm', pack, { cwd: project });
const install = ['install', '--offline', '--no-audit', '--no-fund', '--prefix', folder, join(folder, packed.trim())];
await run('npm', install, { cwd: folder });

const mountguard = (...argv: readonly string[]) =>
  run(process.execPath, [join(folder, 'node_modules/.bin/mountguard'), ...argv], { cwd: folder, env: {} });

describe('the package', () => {
  it('is installed alone, without anything else and without a script', async () => {
    const installed = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['mountguard']);
    const text = await readFile(join(folder, 'node_modules/mountguard/package.json'), 'utf8');
    const { dependencies, scripts } = JSON.parse(text) as { dependencies?: object; scripts: Record<string, string> };
    expect(dependencies).toBeUndefined();
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });

  it('has the command line and what it needs, and not the functions', async () => {
    const files = await readdir(join(folder, 'node_modules/mountguard'), { recursive: true });
    expect(files).toContain('dist/cli/main.mjs');
    expect(files.filter((name) => /^(functions|test)\//.test(name) || /^dist\/(remediate|sweep)/.test(name))).toEqual(
      [],
    );
  });

  it('brings a world in which everything can be tried, which lasts between two commands', async () => {
    const { stdout, stderr } = await mountguard('plan', '--local', '--summary');
    expect(stdout).toContain('48 mount targets: 6 to change');
    expect(stderr).toContain('a sample world of 24 file systems');
    expect((await mountguard('apply', '--local', '--yes')).stdout).toContain('6 fixed, each read back.');
    expect((await mountguard('history', '--local')).stdout).toContain('9 changes, 1 order, 10 mount targets refused.');
  }, 60_000);

  it('has the version that the stack says', async () => {
    const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as { version: string };
    const template = await readFile(join(project, 'template.yaml'), 'utf8');
    expect(/^ {2}Version:\n.*\n {4}Value: (.+)$/m.exec(template)?.[1]).toBe(version);
  });

  it('runs', async () => {
    const { version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as { version: string };
    expect((await mountguard('--version')).stdout).toBe(`${version}\n`);
    expect((await mountguard('--help')).stdout).toContain('Usage: mountguard COMMAND');
    await writeFile(join(folder, 'policy.yaml'), 'version: 1\nmode: audit\nrules: []\n');
    await expect(mountguard('plan', '--region', 'us-east-1')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^mountguard: no AWS credentials were found/),
    });
    await expect(mountguard('validate', 'absent.yaml')).rejects.toMatchObject({ code: 1 });
    await expect(mountguard('nothing')).rejects.toMatchObject({ code: 1, stderr: /^mountguard: unknown command/ });
  });
});
