import { describe, expect, it } from 'vitest';
import { worst } from '../../../functions/cli/exit-codes.ts';
import { tooOld } from '../../../functions/cli/node-version.ts';
import { cli } from '../../support/run-cli.ts';

describe('the command line', () => {
  it('prints the help with every command, and what to try, and nothing on standard error', async () => {
    const { code, stdout, stderr } = await cli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: mountguard COMMAND \[flags\]\n/);
    expect(stdout).toContain('completion');
    expect(stdout.split('Examples:')[1]?.trim().split('\n')).toHaveLength(3);
  });

  it.each([
    ['help', 'completion'],
    ['completion', '--help'],
    ['completion', '-h'],
  ])('prints the help of a command for %s %s', async (...argv) => {
    const { code, stdout } = await cli(argv);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: mountguard completion SHELL \[flags\]\n/);
    expect(stdout.split('Examples:')[1]?.trim().split('\n')).toHaveLength(3);
  });

  it('prints the help on standard error, and fails, when nothing is asked for', async () => {
    const { code, stdout, stderr } = await cli([]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('Usage: mountguard COMMAND');
    expect(stderr).not.toContain('mountguard: ');
  });

  it.each([
    {
      argv: ['completon'],
      says: "mountguard: unknown command 'completon'; did you mean completion? See: mountguard help\n",
    },
    {
      argv: ['completion', 'tcsh'],
      says: /^mountguard: .*Allowed choices are bash, zsh, fish\. See: mountguard help completion\n$/,
    },
    { argv: ['completion'], says: "mountguard: missing required argument 'shell'; See: mountguard help completion\n" },
    {
      argv: ['completion', 'bash', '--formt', 'json'],
      says: /did you mean --format\? See: mountguard help completion\n$/,
    },
    { argv: ['completion', 'bash', '--account', '12'], says: /An account id is twelve digits/ },
    { argv: ['completion', 'bash', '--tag', 'environment'], says: /Write KEY=VALUE/ },
    { argv: ['completion', 'bash', '--status', 'fine'], says: /"fine" is none of drifted, refused/ },
  ])('says in one line what is wrong with $argv', async ({ argv, says }) => {
    const { code, stdout, stderr } = await cli(argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('ends with the code of the signal, and says so, when it is stopped', async () => {
    const stop = AbortSignal.abort(130);
    const { code, stderr } = await cli(['--help'], { stop });
    expect({ code, stderr }).toEqual({ code: 130, stderr: '\nmountguard: stopped\n' });
  });

  it.each([40, 80, 120])('keeps the help readable on a terminal of %i columns', async (columns) => {
    const { stdout } = await cli(['--help'], { columns });
    expect(stdout).toContain('Usage: mountguard COMMAND');
  });
});

describe('exit codes', () => {
  it('are the worst of several', () => {
    expect(worst([0, 3, 2, 0])).toBe(2);
    expect(worst([2, 1])).toBe(1);
    expect(worst([])).toBe(0);
  });
});

describe('the version of Node', () => {
  it.each(['22.12.0', '24.0.0', '30.1.2'])('may be %s', (version) => expect(tooOld(version)).toBeUndefined());
  it.each(['20.20.2', '22.11.9', '18.0.0'])('may not be %s', (version) =>
    expect(tooOld(version)).toBe(`Node ${version} is too old; install Node 22.12 or newer`),
  );
});
