import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import type { PlanReport } from '../../../functions/report/plan/plan-report.ts';
import type { Simulation } from '../../../functions/report/simulate/simulation.ts';
import { planSchemaText } from '../../../infra/write-schema.ts';
import { cliOnMixedAccount } from '../../support/cli-on-mixed-account.ts';

const { ids, cwd, calls, pipe, close } = await cliOnMixedAccount();
afterAll(close);

const written = (name: string): Promise<string> => readFile(join(cwd, name), 'utf8');
const planOf = async (...argv: readonly string[]): Promise<PlanReport> =>
  JSON.parse((await pipe(['plan', '--format', 'json', ...argv])).stdout);
const counts = { drifted: 4, refused: 3, unmanaged: 2, compliant: 8, failed: 0, deferred: 0, exempt: 0 };

describe('plan', () => {
  it('only reads', async () => {
    calls.reset();
    await pipe(['plan']);
    expect(Object.keys(calls.counts()).filter((name) => !/:(Describe|Get|List)/.test(name))).toEqual([]);
  });

  it('has what is not compliant, and with --all everything', async () => {
    const { summary, results } = await planOf();
    expect(summary).toMatchObject({ ...counts, mountTargets: 17, openToWorld: 1 });
    expect(results).toHaveLength(9);
    expect((await planOf('--all')).results).toHaveLength(17);
  });

  it('is in JSON as its published schema says, of one Region and of several', async () => {
    const text = await readFile(new URL('../../../infra/plan.schema.json', import.meta.url), 'utf8');
    expect(text).toBe(planSchemaText());
    const validate = new Ajv2020({ allErrors: true, formats: { 'date-time': true } }).compile(JSON.parse(text));
    for (const argv of [['--all'], ['--region', 'us-east-1', '--region', 'eu-west-1'], [ids.refused.id]]) {
      validate(await planOf(...argv));
      expect(validate.errors).toBeNull();
    }
    expect(validate({ ...(await planOf()), fingerprint: 7 })).toBe(false);
  });

  it('says of a refusal what the rule asks for', async () => {
    const { results } = await planOf('--status', 'refused', '--file-system', 'payments-staging-055');
    expect(results).toMatchObject([
      {
        status: 'refused',
        reasons: [{ code: 'nfs-cut-off' }],
        rule: { name: 'nfs-by-environment', line: 4, match: 'exactly' },
        add: [{ name: 'staging-nfs' }],
        remove: [{ name: 'staging-nfs-batch' }],
        desired: [{ name: 'staging-nfs' }],
      },
    ]);
  });

  it.each([
    { argv: ['--rule', 'nfs-by-environment'], drifted: 4 },
    { argv: ['--tag', 'team=ml'], drifted: 1 },
    { argv: ['--vpc', 'vpc-00000000'], drifted: 0 },
    { argv: ['--status', 'unmanaged,refused'], drifted: 0 },
    { argv: ['--file-system', ids.twice.id], drifted: 2 },
    { argv: [ids.twice.targets[0] ?? ''], drifted: 1 },
    { argv: [ids.twice.id, ids.changed.id], drifted: 3 },
  ])('is of what is asked for by $argv', async ({ argv, drifted }) => {
    const { summary, fingerprint, results } = await planOf(...argv);
    expect(summary.drifted).toBe(drifted);
    expect(results.filter(({ status }) => status === 'drifted')).toHaveLength(drifted);
    expect(fingerprint).toBeNull();
  });

  it('ends with 2 for drift, 3 for what needs a person, and 0 otherwise, where that is asked for', async () => {
    const code = async (...argv: readonly string[]) => (await pipe(['plan', '--detailed-exitcode', ...argv])).code;
    expect(await code()).toBe(2);
    expect(await code('--status', 'refused')).toBe(3);
    expect(await code('--status', 'compliant')).toBe(0);
    expect((await pipe(['plan'])).code).toBe(0);
  });

  it('writes files beside the screen, and hostile names as text', async () => {
    const { stdout, stderr } = await pipe([
      'plan',
      '--out',
      'p.csv',
      '--out',
      'p.md',
      '--out',
      'p.jsonl',
      '--out',
      'p.sarif',
    ]);
    expect(stdout).toContain('17 mount targets');
    expect(stderr.trim().split('\n')).toHaveLength(4);
    expect(await written('p.csv')).toContain(`,"'=cmd|""/C calc""!\\u{202e}txt.\\u{1b}[31m",`);
    for (const obeyed of ['\u202e', '\u001b']) expect(await written('p.md')).not.toContain(obeyed);
    expect((await written('p.jsonl')).trim().split('\n')).toHaveLength(9);
    expect(JSON.parse(await written('p.sarif'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: { length: 7 } }],
    });
  });

  it.each([
    { argv: ['plan', 'fs-0000000000000dead'], says: /there is no fs-0000000000000dead in us-east-1; check the id/ },
    { argv: ['plan', 'fsmt-0000000000000dead'], says: /there is no fsmt-0000000000000dead in us-east-1; check the id/ },
    { argv: ['plan', 'my-files'], says: /"my-files" is no id of a mount target/ },
    { argv: ['plan', '--policy', 'none.yaml'], says: /none\.yaml does not exist; correct the path/ },
    { argv: ['plan', '--account', '222233334444'], says: /name the role to assume there with --role-name/ },
    { argv: ['explain', 'fsmt-0000000000000dead'], says: /check the id, --region and --profile/ },
  ])('says in one line what is wrong with $argv', async ({ argv, says }) => {
    const { code, stderr } = await pipe(argv);
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says how to come by credentials where there are none', async () => {
    const { code, stderr } = await pipe(['plan', '--region', 'us-east-1'], { offline: true });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^mountguard: no AWS credentials were found; /),
    });
  });
});

describe('snapshot and simulate', () => {
  it('say without AWS what the account says', async () => {
    await pipe(['snapshot', '--out', 'world.json']);
    expect(await written('world.json')).toMatch(/"attachedAt":"\d{4}-\d\d-\d\dT/);
    const argv = ['simulate', 'new.yaml', '--against', 'policy.yaml', '--format', 'json'];
    const live: Simulation = JSON.parse((await pipe(argv)).stdout);
    const saved: Simulation = JSON.parse((await pipe([...argv, '--snapshot', 'world.json'], { offline: true })).stdout);
    expect({ ...saved, at: live.at, snapshot: null }).toEqual(live);
    expect(live.summary).toMatchObject({ mountTargets: 17, toChange: 3, refused: 0, noLongerGoverned: 1 });
  });

  it('count alike without the names', async () => {
    await pipe(['snapshot', '--redact', '--policy', 'policy.yaml', '--out', 'redacted.json']);
    const text = await written('redacted.json');
    for (const secret of ['payments', '111122223333', 'nfs-legacy', 'web']) expect(text).not.toContain(secret);
    const argv = [
      'simulate',
      'new.yaml',
      '--against',
      'policy.yaml',
      '--format',
      'json',
      '--snapshot',
      'redacted.json',
    ];
    const { summary }: Simulation = JSON.parse((await pipe(argv, { offline: true })).stdout);
    expect(summary).toMatchObject({ mountTargets: 17, toChange: 3, refused: 0, noLongerGoverned: 1 });
  });

  it('fail on what they are asked to, and say which', async () => {
    const argv = ['simulate', 'new.yaml', '--against', 'policy.yaml', '--snapshot', 'world.json'];
    const failing = await pipe([...argv, '--fail-on', 'open,more-than=2'], { offline: true });
    expect(failing.code).toBe(1);
    expect(failing.stdout).toContain('FAILED: 3 would change, more than 2');
    expect((await pipe([...argv, '--fail-on', 'open,cut-off,more-than=3'], { offline: true })).code).toBe(0);
    expect((await pipe([...argv, '--detailed-exitcode'], { offline: true })).code).toBe(2);
  });

  it('compare no policy with itself, and read no other JSON', async () => {
    const argv = ['simulate', 'policy.yaml', '--snapshot'];
    expect((await pipe([...argv, 'world.json'], { offline: true })).stderr).toMatch(/would be compared with itself/);
    expect((await pipe([...argv, 'new.yaml'], { offline: true })).stderr).toMatch(/^mountguard: new\.yaml is no JSON/);
  });
});
