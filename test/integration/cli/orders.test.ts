import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../../functions/report/apply/apply-report.ts';
import type { HistoryReport } from '../../../functions/report/history/history-report.ts';
import type { PlanReport } from '../../../functions/report/plan/plan-report.ts';
import { must } from '../../support/must.ts';
import { cli } from '../../support/run-cli.ts';

/** Commands one after the other in a sample world: each finds what the last one left. */
const directory = await mkdtemp(join(tmpdir(), 'mountguard-orders-'));
afterAll(() => rm(directory, { recursive: true }));

const run = (...argv: readonly string[]) => cli([...argv, '--local'], { directory });
const json = async <T>(...argv: readonly string[]): Promise<T> =>
  JSON.parse((await run(...argv, '--format', 'json')).stdout) as T;
const end = ['--until', '7d', '--reason', 'INC-7'] as const;

let plan: PlanReport;
beforeAll(async () => {
  plan = await json<PlanReport>('plan', '--all');
}, 60_000);

describe('the sample world', () => {
  it('has drift, refusals of each kind, what is exempt, what no rule governs, and a plan that waits', () => {
    const { summary, results } = plan;
    const codes = new Set(
      results.filter(({ status }) => status === 'refused').flatMap((it) => it.reasons.map(({ code }) => code)),
    );
    expect([...codes].toSorted()).toEqual([
      'nfs-cut-off',
      'nfs-open-to-world',
      'no-matching-group',
      'too-many-groups',
      'unresolved-tag',
    ]);
    expect(summary).toMatchObject({ drifted: 6, exempt: 2, unmanaged: 4, failed: 0, deferred: 0 });
    expect(plan.budget.changes).toBeGreaterThan(plan.budget.allowed);
  });

  it('has a past', async () => {
    const { changes } = await json<HistoryReport>('history');
    expect(changes.map(({ status, actor }) => [status, actor?.arn.split('/').at(-1)])).toEqual([
      ['fixed', 'ci-deploy'],
      ['fixed', 'ci-deploy'],
      ['fixed', 'bob'],
    ]);
  });

  it('tells in its history what is refused, since when and why: of all of it, or of one mount target', async () => {
    const refused = plan.results.filter(({ status }) => status === 'refused');
    const all = await json<HistoryReport>('history');
    expect(all.refused.map(({ mountTarget: { id } }) => id).toSorted()).toEqual(
      refused.map(({ mountTarget: { id } }) => id).toSorted(),
    );
    const one = must(refused.find(({ reasons }) => reasons[0]?.code === 'nfs-cut-off'));
    const own = await json<HistoryReport>('history', String(one.mountTarget.id));
    expect(own.refused).toMatchObject([
      { mountTarget: { id: one.mountTarget.id }, since: one.since, reasons: ['nfs-cut-off'] },
    ]);
    expect((await json<HistoryReport>('history', '--until', '1h', '--since', '2h')).refused).toEqual([]);
    expect((await json<HistoryReport>('history', '--actor', 'bob')).refused).toEqual([]);
    expect((await run('history', '--format', 'md')).stdout).toMatch(/refused since[\s\S]*would lose access to NFS/);
  });

  it('is shown without what is refused where that cannot be read', async () => {
    await writeFile(join(directory, 'broken.yaml'), 'version: 9\n');
    const { stdout, stderr, code } = await run('history', '--policy', 'broken.yaml');
    expect({ code, changes: /^3 changes\.$/m.test(stdout) }).toEqual({ code: 0, changes: true });
    expect(stderr).toMatch(/warning: what is refused at the moment is not shown: .*broken\.yaml/);
  });
});

describe('apply', () => {
  it.each([
    { argv: ['0123456789ab', '--yes'], says: /changed since that plan: it is now 6 changes. New plan [0-9a-f]{12}/ },
    { argv: ['--yes', '--max', '3'], says: /that is 6 changes and --max allows 3; nothing was written/ },
    { argv: ['--no-input'], says: /no one can be asked here; say it with --yes/ },
    { argv: ['fs-1', '--yes'], says: /is no id of a mount target/ },
    { argv: ['--despite', 'nfs-cut-off', '--reason', 'x'], says: /--despite is for single mount targets/ },
    { argv: ['none.json'], says: /none.json does not exist/ },
  ])('writes nothing and says why for $argv', async ({ argv, says }) => {
    const { code, stderr } = await run('apply', ...argv);
    expect(stderr).toMatch(says);
    expect(code).toBe(1);
    expect((await json<PlanReport>('plan')).fingerprint).toBe(plan.fingerprint);
  });

  it('says what differs from a plan that a person has read', async () => {
    const [first, ...results] = plan.results.filter(({ status }) => status === 'drifted');
    await writeFile(join(directory, 'old.json'), JSON.stringify({ ...plan, fingerprint: '0123456789ab', results }));
    const { code, stderr } = await run('apply', 'old.json', '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain(`1 more to change (${first?.fileSystem.name} ${first?.mountTarget.zone})`);
  });

  it('stops where anything else than the number of changes is typed', async () => {
    const { code, stderr, stdout } = await cli(['apply', '--local'], { directory, typed: 'yes\n' });
    expect(stdout).toContain('6 to change in 4 file systems');
    expect(stderr).toContain('Type 6 to change 6 mount targets, anything else to stop: ');
    expect(stderr).toMatch(/mountguard: stopped; nothing was written\n$/);
    expect(code).toBe(1);
  });

  it('does what the plan says once its number is typed, follows it to its end, and says how to undo it', async () => {
    const { code, stdout } = await cli(['apply', String(plan.fingerprint), '--local'], { directory, typed: '6\n' });
    expect(code).toBe(0);
    expect(stdout.match(/ {2}fixed {5}/g)).toHaveLength(6);
    expect(stdout).toContain('6 fixed, each read back.');
    expect(stdout).toContain(`mountguard revert --local --plan ${plan.fingerprint}`);
    expect((await json<PlanReport>('plan')).summary.drifted).toBe(0);
  });

  it('has nothing to do afterwards, which is no error', async () => {
    const { code, stderr } = await run('apply', '--yes');
    expect(stderr).toContain('what is left is refused');
    expect(code).toBe(0);
  });

  it('makes a change once against a refusal, for a mount target that is named', async () => {
    const refused = plan.results.find(({ reasons }) => reasons.some(({ code }) => code === 'nfs-cut-off'));
    const id = String(refused?.mountTarget.id);
    const report = await json<ApplyReport>('apply', id, '--despite', 'nfs-cut-off', '--reason', 'gone', '--yes');
    expect(report.changes.map((it) => [it.mountTarget.id, it.status])).toEqual([[id, 'fixed']]);
  });
});

describe('history', () => {
  it('has the plan with who confirmed it, and the order, and can be narrowed', async () => {
    const { changes, orders } = await json<HistoryReport>('history', '--plan', String(plan.fingerprint));
    expect(changes).toHaveLength(6);
    expect(orders).toEqual([]);
    const { stdout } = await run('history', '--since', '1h');
    expect(stdout).toMatch(/plan [0-9a-f]{6} by local/);
    expect(stdout).toMatch(/confirm plan [0-9a-f]{6} by local: read and confirmed/);
    expect((await json<HistoryReport>('history', '--actor', 'ci-deploy')).changes).toHaveLength(2);
    expect((await json<HistoryReport>('history', '--cause', 'fix')).changes).toHaveLength(1);
  });

  it('is of one mount target, and names what is wrong with an id', async () => {
    const [first] = plan.results.filter(({ status }) => status === 'drifted');
    const { changes, about } = await json<HistoryReport>('history', String(first?.mountTarget.id));
    expect({ about, count: changes.length }).toEqual({ about: first?.mountTarget.id, count: 1 });
    expect((await run('history', 'fsmt-00000000000000001')).stderr).toMatch(/is not on record and does not exist/);
    expect((await run('history', '--since', 'noon')).stderr).toMatch(/--since is "noon"; write how long ago/);
  });

  it('is written for spreadsheets and pull requests', async () => {
    await run('history', '--out', 'past.csv', '--out', 'past.md');
    const report = await json<HistoryReport>('history');
    const kinds = [...Array(10).fill('change'), 'order', 'order', ...report.refused.map(() => 'refused')];
    const lines = (await readFile(join(directory, 'past.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['kind', ...kinds]);
    const { stdout } = await run('history', '--format', 'jsonl');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).kind),
    ).toEqual(kinds);
    expect(await readFile(join(directory, 'past.md'), 'utf8')).toContain('| at | change |');
  });
});

describe('revert', () => {
  it('asks for an end, a reason and what to undo', async () => {
    expect((await run('revert', '--since', '1h')).stderr).toMatch(/--until is missing/);
    expect((await run('revert', '--since', '1h', '--until', '3d')).stderr).toMatch(/--reason is missing/);
    expect((await run('revert', ...end)).stderr).toMatch(/say what to undo/);
    expect((await run('revert', '--change', 'ffffffff', ...end)).stderr).toMatch(/no change of the last 31 days/);
  });

  it('shows what it would restore, what it would not and why, and writes nothing in a dry run', async () => {
    const { code, stdout } = await run('revert', '--plan', String(plan.fingerprint), ...end, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('nfs-open-to-world: ');
    expect(stdout).toContain('5 mount targets to restore, 1 not.  Nothing was written.');
  });

  it('undoes one change by the beginning of its id, and holds what it restored', async () => {
    const { changes } = await json<HistoryReport>('history', '--plan', String(plan.fingerprint));
    const [change] = changes;
    const { code, stdout } = await run('revert', '--change', String(change?.changeId.slice(0, 8)), ...end, '--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 mount target restored, held until/);
    const now = await json<HistoryReport>('history', String(change?.mountTarget.id));
    expect(now.changes[0]?.undoes).toBe(change?.changeId);
    expect(now.holds).toMatchObject([{ id: change?.mountTarget.id, reason: 'INC-7' }]);
  });

  it('puts back everything since a time but what the guards refuse, and finds nothing more after it', async () => {
    const { code, stdout } = await run('revert', '--since', '1h', ...end, '--yes');
    expect(code).toBe(3);
    expect(stdout).toMatch(/mount targets restored, 2 not, held until/);
    const after = await json<{ results: readonly { reasons: readonly string[] }[] }>(
      'revert',
      '--since',
      '1h',
      ...end,
      '--dry-run',
    );
    expect(new Set(after.results.flatMap(({ reasons }) => reasons))).toEqual(
      new Set(['reverted', 'nfs-cut-off', 'nfs-open-to-world']),
    );
  });
});

describe('holds and pauses', () => {
  it('holds and releases by name of the order', async () => {
    const id = String(plan.results.find(({ status }) => status === 'compliant')?.mountTarget.id);
    expect((await run('hold', id, ...end)).stdout).toMatch(/is held until .*; a release ends that sooner\./);
    expect((await run('release', id, '--reason', 'over')).stdout).toContain(`The hold on ${id} is ended.`);
    expect(await run('hold', 'fsmt-00000000000000001', ...end)).toMatchObject({ code: 1 });
  });

  it('pauses every write, and goes on', async () => {
    const paused = await run('pause', '--reason', 'INC-7');
    expect(paused).toMatchObject({ code: 0, stdout: 'Nothing is written until mountguard resume --local.\n' });
    expect((await json<PlanReport>('plan')).stopped).toMatchObject([{ code: 'paused' }]);
    const { stdout } = await run('resume', '--reason', 'over');
    expect(stdout).toMatch(/The pause that .* ordered \(INC-7\) is ended\./);
    expect((await json<PlanReport>('plan')).stopped).toEqual([]);
  });
});

it('refuses orders without a deployment, and says how to get one', async () => {
  const { code, stderr } = await run('apply', '--no-stack');
  expect(code).toBe(1);
  expect(stderr).toMatch(/this command needs a deployment: sam deploy --guided/);
});
