import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlanReport } from '../../../functions/report/plan/plan-report.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { addGroup, addSubnet, addVpc } from '../../../infra/local/world/network.ts';
import { addFileSystem, addMountTarget, setGroups } from '../../../infra/local/world/storage.ts';
import { build } from '../../networks/build.ts';
import { named, networks } from '../../networks/network.ts';
import { answerFaults } from '../../support/answers.ts';
import { addManyTeams } from '../../support/many-teams.ts';
import { cli } from '../../support/run-cli.ts';
import { scratch } from '../../support/scratch.ts';

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
});
afterAll(() => vi.unstubAllEnvs());

/** Runs commands on an account, in one folder. */
const on = async <T>(fill: (world: LocalAws['world']) => void, work: (run: Run) => Promise<T>): Promise<T> => {
  const aws = localAws();
  fill(aws.world);
  const { url, close } = await aws.listen();
  const { directory, read } = scratch();
  const ask = (...argv: readonly string[]) =>
    cli([...argv, '--endpoint-url', url, '--no-stack', '--region', 'us-east-1'], { directory });
  try {
    return await work({ ask, read, aws });
  } finally {
    await close();
  }
};

interface Run {
  readonly ask: (...argv: readonly string[]) => ReturnType<typeof cli>;
  readonly read: (name: string) => string;
  readonly aws: LocalAws;
}

/** What a plan under the policy would do to each mount target that is not as it should be. */
const planned = async ({ ask }: Run, file: string): Promise<ReadonlyMap<string | null, unknown>> => {
  const { code, stdout, stderr } = await ask('plan', '--policy', file, '--all', '--format', 'json');
  expect({ code, stderr: stderr.replaceAll(/.*no deployment.*\n/g, '') }).toEqual({ code: 0, stderr: '' });
  const parsed: PlanReport | readonly PlanReport[] = JSON.parse(stdout);
  const results = [parsed].flat().flatMap((it) => it.results);
  return new Map(
    results
      .filter(({ status }) => status !== 'compliant' && status !== 'exempt')
      .map(({ mountTarget, status, add, remove }) => [
        mountTarget.id,
        { status, add: add.map(({ name }) => name), remove: remove.map(({ name }) => name) },
      ]),
  );
};

/** What the proposal has announced. */
const announced = (text: string): ReadonlyMap<string, unknown> => {
  const { rules, ungoverned } = JSON.parse(text);
  const all = [...rules.flatMap(({ others }: { others: unknown[] }) => others), ...ungoverned];
  return new Map(all.map(({ mountTarget, status, add, remove }) => [mountTarget, { status, add, remove }]));
};

describe('init', () => {
  it('proposes for 300 mixed file systems what a plan right after confirms', async () => {
    await on(
      (world) => addManyTeams(world, 300),
      async (run) => {
        const { code, stdout, stderr } = await run.ask('init', '--out', 'policy.yaml', '--format', 'json');
        expect(code).toBe(0);
        expect(answerFaults('init', stdout)).toBeNull();
        const { mountTargets, rules, ungoverned, policy } = JSON.parse(stdout);
        expect(run.read('policy.yaml')).toBe(policy);
        expect(stderr).toContain('written: policy.yaml\n');
        expect({ mountTargets, ungoverned: ungoverned.length }).toEqual({ mountTargets: 600, ungoverned: 12 });
        expect(rules.length).toBeLessThan(8);
        for (const { mountTargets: all, asItSays } of rules) expect(asItSays / all).toBeGreaterThanOrEqual(0.95);
        expect(await planned(run, 'policy.yaml')).toEqual(announced(stdout));
        expect(await run.ask('validate', '--strict', 'policy.yaml')).toMatchObject({ code: 0 });
      },
    );
  });

  it('exempts what is not as its rule says, so that nothing at all would change', async () => {
    await on(
      (world) => addManyTeams(world, 100),
      async (run) => {
        const argv = ['init', '--exempt-rest', '30d', '--min-purity', '90'];
        expect((await run.ask(...argv, '--out', 'policy.yaml')).code).toBe(0);
        expect(run.read('policy.yaml')).toMatch(/\nexemptions:\n {2}- fileSystem: fs-/);
        const statuses = [...(await planned(run, 'policy.yaml')).values()].map(
          (it) => (it as { status: string }).status,
        );
        expect(new Set(statuses)).toEqual(new Set(['unmanaged']));
      },
    );
  });

  it.each(networks)('changes nothing in a network as it should be: $id', async (network) => {
    const fill = (world: LocalAws['world']) => {
      const { mountTargets, groups } = build(world, network);
      for (const { id } of mountTargets)
        setGroups(
          world,
          id,
          network.wanted.map((key) => named(groups, key).id),
        );
    };
    await on(fill, async (run) => {
      expect((await run.ask('init', '--out', 'policy.yaml')).code).toBe(0);
      expect(run.read('policy.yaml')).toMatch(/\n {2}- name: /);
      expect(await planned(run, 'policy.yaml')).toEqual(new Map());
    });
  });

  it('shows hostile names and tags, and lets none of them into the policy', async () => {
    const hostile = `x\n- name: evil\u001b[31m\u202e\u2028$${'{a}'} # "=cmd`;
    const fill = (world: LocalAws['world']) => {
      const vpc = addVpc(world);
      const { id: subnetId } = addSubnet(world, { vpcId: vpc.id });
      const groups = ['a', 'b'].map((name) => addGroup(world, { name, vpcId: vpc.id, tags: { Name: hostile } }).id);
      for (const [at, groupId] of [groups[0], groups[0], groups[1]].entries()) {
        const { id: fileSystemId } = addFileSystem(world, { tags: { Name: `${hostile}${at}`, team: 't' } });
        addMountTarget(world, { fileSystemId, subnetId, groupIds: [groupId ?? ''] });
      }
    };
    await on(fill, async (run) => {
      const { code, stdout, stderr } = await run.ask('init', '--min-purity', '60');
      expect(code).toBe(0);
      for (const hidden of ['\u001b', '\u202e', '\u2028', '\n- name: evil'])
        expect(stdout + stderr).not.toContain(hidden);
      expect(stdout).toContain('# ');
    });
  });

  it('prints the policy on standard output, and what it leaves out on standard error', async () => {
    await on(
      (world) => addManyTeams(world, 30),
      async (run) => {
        const { stdout, stderr } = await run.ask('init', '--keys', 'team,environment');
        expect(stdout).toMatch(/^# Proposed by mountguard init on .*\n# 60 mount targets in 30 file systems: /);
        expect(stdout).toContain('\nversion: 1\nmode: audit');
        expect(stderr).toContain('60 mount targets in 30 file systems: ');
        expect(stderr).toMatch(/Next: mountguard plan --policy FILE\n$/);
      },
    );
  });

  it('never takes the place of a file, unless it is told to', async () => {
    await on(
      (world) => addManyTeams(world, 10),
      async (run) => {
        await run.ask('init', '--out', 'policy.yaml');
        const first = run.read('policy.yaml');
        const { code, stderr } = await run.ask('init', '--out', 'policy.yaml', '--exempt-rest', '1d');
        expect({ code, stderr }).toEqual({
          code: 1,
          stderr: 'mountguard: policy.yaml is there already; name another file with --out, or replace it with --yes\n',
        });
        expect(run.read('policy.yaml')).toBe(first);
        expect((await run.ask('init', '--out', 'policy.yaml', '--yes')).code).toBe(0);
      },
    );
  });

  it.each([
    {
      argv: ['--keys', 'teem'],
      says: /--keys teem: no file system with a mount target has this tag; did you mean team\?/,
    },
    { argv: ['--min-purity', '20'], says: /Write a percentage from 50 to 100/ },
    { argv: ['--exempt-rest', '1h'], says: /Write a number of days such as 30d/ },
    { argv: ['--keys', 'a,,b'], says: /Write keys of tags with commas between them/ },
    { argv: ['--out', 'policy.csv'], says: /--out policy\.csv/ },
    { argv: ['--region', 'eu-west-1'], says: /init proposes the policy of one account and Region/ },
  ])('says in one line what it cannot do: $argv', async ({ argv, says }) => {
    await on(
      (world) => addManyTeams(world, 3),
      async (run) => {
        const { code, stdout, stderr } = await run.ask('init', ...argv);
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
        expect(stderr).toMatch(says);
      },
    );
  });

  it('says so where there is no mount target', async () => {
    await on(
      () => {},
      async (run) => {
        expect((await run.ask('init')).stderr).toMatch(
          /there is no mount target in account 111122223333, us-east-1; check --profile and --region/,
        );
      },
    );
  });
});
