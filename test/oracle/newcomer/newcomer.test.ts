import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { addSampleAccount } from '../../../infra/local/sample-account.ts';
import { groupsOf } from '../../../infra/local/world/storage.ts';
import { commandsOf, markdown, spansOf } from '../../support/markdown.ts';
import { must } from '../../support/must.ts';
import { sampleRows } from '../../support/sample-rows.ts';
import { pythonProgram } from '../set-up/python.ts';
import { run } from '../set-up/run.ts';
import { accountWithDrift } from '../support/account-with-drift.ts';
import { barePath } from './bare-path.ts';
import { answerIn } from './invoked.ts';
import { inShell } from './shell.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'mountguard-newcomer-'));
const clone = join(home, 'mountguard');
/** The README and the pages that it leads to. */
const readme = ['README.md', 'infra/operating.md', 'infra/policies/reference.md', 'test/figures.md']
  .map(markdown)
  .join('\n');
const commands = commandsOf(`${readme}\n${markdown('CONTRIBUTING.md')}`);
const spans = spansOf(readme);

/** The machine's own way to the registry, and nothing else of its environment. */
const wayOut = Object.entries(process.env).flatMap(([name, value = '']) =>
  /^(https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_file)$/i.test(name) ? [[name, value] as const] : [],
);
const environment: Readonly<Record<string, string>> = {
  ...Object.fromEntries(wayOut),
  PATH: barePath(join(home, 'bin')),
  HOME: home,
  npm_config_cache: join(home, 'npm-cache'),
};

/** What a README's command must say, on a fresh clone with empty caches. */
const promised: Readonly<Record<string, RegExp>> = {
  'npm ci': /added \d+ packages/,
  'npm start': /found, explained, fixed, verified.*Every step ended as it should\./s,
  'npm ci && npm run build': /dist\/remediate: \d+ kB.*dist\/sweep: \d+ kB/s,
  'npm run check': /\btsc\n.*\bbiome check.*0 forbidden imports.*\bknip\n.*Size limit/s,
};

const onOwnAccount = 'npm run invoke -- events/sweep-dry-run.json --aws';
const ofTheCommandLine = ['npx mountguard init --out policy.yaml', 'npx mountguard plan'];
const serving = 'npm run local';
const writingTheSchema = 'npm run schema';
const sendingASample = 'npm run invoke -- events/NAME.json';

/** Commands that are too long to run inside a test as they stand: run for a part of what they do, which is not timed. */
const inPart: Readonly<Record<string, { readonly words: string; readonly says: RegExp }>> = {
  'npm run bench': { words: ' -- "One event"', says: /One event.*\n.*calls to EFS and EC2.*Every bar is met\./s },
  'npm run bench:networks': { words: ' -- --network idle-job', says: /Every bar is met\./ },
  'npm run campaign': { words: ' -- --runs 20', says: /violations: 0/ },
  'npx mountguard plan --local': { words: '', says: /open to the world.*6 to change in 4 file systems, 10 refused/s },
  'npx mountguard apply --local': { words: ' --yes', says: /6 fixed, each read back\./ },
  'npx mountguard history --local': { words: '', says: /plan [0-9a-f]{6} by .*Undo all:/s },
  'npx mountguard revert --local --since 1h --until 7d --reason "trying it"': {
    // What was open to the world is not opened again, which a person has to see.
    words: ' --yes || test $? -eq 3',
    says: /nfs-open-to-world.*8 mount targets restored, 1 not, held until/s,
  },
};

/** Commands that need an account and its tools, whose options others look at, and those that need more than npm, or an hour. */
const elsewhere = [
  /^sam deploy --guided$/,
  /^aws lambda invoke /,
  /^npm test$/,
  /^npm run (test:artifact|test:oracle|test:mutation|bench:custodian)$/,
  /^npx mountguard (doctor|history --since|revert --since|hold|pause|report) ?/,
  /^mountguard \w+ --organization /,
];

const inClone = (command: string, more: Readonly<Record<string, string>> = {}) =>
  inShell(command, { cwd: clone, env: { ...environment, ...more } });

const succeeds = async (command: string, more?: Readonly<Record<string, string>>) => {
  const { stdout, all, code } = await inClone(command, more);
  expect(code, all).toBe(0);
  return { stdout, all };
};

beforeAll(async () => {
  const { all, code } = await inShell(`git clone -q ${project} ${clone}`, { cwd: home, env: environment });
  expect(code, all).toBe(0);
});
afterAll(() => rmSync(home, { recursive: true }));

describe('the machine of a newcomer', () => {
  it.each(['python3', 'java', 'mvn', 'sam', 'aws', 'docker', 'esbuild', 'tsc', 'vitest', 'curl', 'make', 'cc'])(
    'has no %s, so that a command which needs it fails',
    async (tool) => {
      const { code } = await inClone(`${tool} --version`);
      expect(code).toBe(127);
    },
  );
});

describe('a newcomer with npm alone', { timeout: 300_000 }, () => {
  it('finds no command in the README that nobody has tried', () => {
    const tried = [
      ...Object.keys({ ...promised, ...inPart }),
      ...ofTheCommandLine,
      onOwnAccount,
      serving,
      writingTheSchema,
      sendingASample,
    ];
    const known = (command: string) => tried.includes(command) || elsewhere.some((it) => it.test(command));
    const told = [...commands, ...spans.filter((span) => span.startsWith('npm '))];
    expect(told.filter((command) => !known(command))).toEqual([]);
    expect(tried.filter((command) => !told.includes(command))).toEqual([]);
  });

  it.each(commands.flatMap((command) => (promised[command] ? [{ command, says: promised[command] }] : [])))(
    'sees $command do what the README says',
    async ({ command, says }) => {
      expect((await succeeds(command)).all).toMatch(says);
    },
  );

  it.each(Object.entries(inPart))('sees %s do a part of what the README says', async (command, { words, says }) => {
    expect((await succeeds(`${command}${words}`)).all).toMatch(says);
  });

  it('can point boto3 at the URL that npm run local prints', async () => {
    const url = /at (http:\/\/127\.0\.0\.1:\d+) .*export (AWS_ENDPOINT_URL=.*)$/m;
    const { all } = await inShell(serving, {
      cwd: clone,
      env: environment,
      until: url,
      async meanwhile(said) {
        const exported = must(url.exec(said)?.[2]);
        const env = Object.fromEntries(exported.split(' ').map((pair) => pair.split('=') as [string, string]));
        const script = "import boto3; print(boto3.client('efs').describe_file_systems()['FileSystems'])";
        expect(await run(pythonProgram('aws', 'python'), ['-c', script], { env })).toBe('[]\n');
      },
    });
    expect(all).toMatch(url);
  });

  it('finds the schema as it is when npm run schema has written it', async () => {
    await succeeds(writingTheSchema);
    expect((await succeeds('git status --porcelain')).stdout).toBe('');
  });
});

describe('a newcomer with an account', { timeout: 120_000 }, () => {
  let aws: LocalAws;
  let endpoint: Listening;
  let account: Readonly<Record<string, string>>;
  let drifted: string;
  let wrong: string;
  const sampleTarget = 'fsmt-0a1b2c3d4e5f60718';

  beforeAll(async () => {
    aws = localAws();
    const made = accountWithDrift(aws);
    drifted = made.drifted().id;
    wrong = made.wrong;
    addSampleAccount(aws.world);
    endpoint = await aws.listen();
    const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    account = { ...credentials, AWS_ENDPOINT_URL: endpoint.url, AWS_REGION: 'us-east-1' };
  });
  afterAll(() => endpoint.close());

  /** Runs a command that must leave the account as it is: it asks whose it is, and calls EFS and EC2 only to read. */
  const reads = async (command: string, more: Readonly<Record<string, string>> = account): Promise<unknown> => {
    aws.calls.reset();
    const { stdout } = await succeeds(command, more);
    const asked = Object.keys(aws.calls.counts());
    expect(asked).not.toEqual([]);
    const others = asked.filter((operation) => !/^(efs|ec2):(Describe|Get)/.test(operation));
    expect(others).toEqual(['sts:GetCallerIdentity']);
    expect(groupsOf(aws.world, drifted)).toEqual([wrong]);
    return answerIn(stdout);
  };
  const audited = { checked: 2, queued: 0, summary: { unmanaged: 1, 'would-fix': 1 } };

  it('is told what the default policy would do, and nothing is written', async () => {
    expect(readme).toContain('of the account and Region with `infra/policy.yaml`');
    const result = expect.objectContaining({ mountTargetId: drifted, status: 'would-fix', rule: 'opted-in' });
    expect(await reads(onOwnAccount)).toMatchObject({ ...audited, results: expect.arrayContaining([result]) });
  });

  it('has a policy proposed, and is told what it would do, with no deployment', async () => {
    const planned = commands.filter((command) => /^npx mountguard (init|plan)\b(?!.*--local)/.test(command));
    expect(planned).toEqual(ofTheCommandLine);
    for (const command of planned) {
      aws.calls.reset();
      const { stdout } = await succeeds(command, account);
      expect(stdout).toMatch(/mount targets?\b/);
      expect(Object.keys(aws.calls.counts()).filter((it) => !/^(efs|ec2):(Describe|Get)|^sts:/.test(it))).toEqual([]);
    }
    rmSync(join(clone, 'policy.yaml'));
  });

  it('may give the credentials by a profile', async () => {
    expect(readme).toContain('profiles and SSO work');
    mkdirSync(join(home, '.aws'));
    writeFileSync(join(home, '.aws/config'), '[profile someone]\nregion = us-east-1\n');
    const keys = 'aws_access_key_id = local\naws_secret_access_key = local\n';
    writeFileSync(join(home, '.aws/credentials'), `[someone]\n${keys}`);
    const byProfile = { AWS_PROFILE: 'someone', AWS_ENDPOINT_URL: endpoint.url };
    expect(await reads(onOwnAccount, byProfile)).toMatchObject(audited);
  });

  it('may name another policy, and nothing is written even where that one enforces', async () => {
    const path = join(home, 'another-policy.yaml');
    writeFileSync(path, readFileSync(join(clone, 'infra/story/policy.yaml'), 'utf8'));
    const [variable] = spans.filter((span) => /^POLICY_URI=file:\/\S+$/.test(span));
    const assignment = must(variable).replace(/\/.*/, path);
    expect(await reads(`${assignment} ${onOwnAccount}`)).toMatchObject({
      checked: 2,
      queued: 0,
      results: expect.arrayContaining([expect.objectContaining({ mountTargetId: sampleTarget, status: 'would-fix' })]),
    });
  });

  it('may put the id of a mount target into a copy of the sample that the README names', async () => {
    const [sample = ''] = spans.filter((span) => /^events\/manual-.*\.json$/.test(span));
    await succeeds(`sed 's/${sampleTarget}/${drifted}/' ${sample} > ../mine.json`);
    expect(await reads('npm run invoke -- ../mine.json --aws')).toMatchObject({
      results: [{ mountTargetId: drifted, status: 'would-fix', rule: 'opted-in', before: [wrong] }],
    });
  });

  it.each([
    { file: 'events/sweep-dry-run.json', answer: { checked: 1, queued: 0, summary: { 'would-fix': 1 } } },
    { file: 'events/manual-dry-run.json', answer: { results: [{ mountTargetId: sampleTarget }] } },
  ])('runs $file on a sample account without --aws, whatever the shell says', async ({ file, answer }) => {
    expect(readme).toContain('Without `--aws` the same commands run on a local sample account');
    aws.calls.reset();
    const { stdout } = await succeeds(`npm run invoke -- ${file}`, account);
    expect(answerIn(stdout)).toMatchObject(answer);
    expect(aws.calls.counts()).toEqual({});
  });
});

describe('a newcomer with the samples', () => {
  const answerThat = (does: string): object => {
    const [, ignored] = /^ignores it: `([\w-]+)`/.exec(does) ?? [];
    if (ignored !== undefined) return { results: [], ignored };
    if (/^sweeps/.test(does)) return { checked: 1, queued: /queues nothing/.test(does) ? 0 : 1 };
    if (/writes nothing/.test(does)) return { summary: { 'would-fix': 1 } };
    // The local run has no queue that asks for one.
    if (/^asks for a sweep/.test(does)) return { results: [], handedOn: expect.stringContaining('The next sweep') };
    return { results: [{ mountTargetId: 'fsmt-0a1b2c3d4e5f60718', status: 'fixed' }] };
  };

  it('sends one as the README says', async () => {
    const { stdout } = await succeeds(sendingASample.replace('NAME', 'work-message'));
    expect(answerIn(stdout)).toMatchObject({ summary: { fixed: 1 } });
  });

  it.each(sampleRows())('sees $file do what events/README.md says: $does', async ({ file, does }) => {
    const { scripts } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'));
    // What the script does after a build, with npm's own PATH.
    const [, invoke] = /.* && (node \S+)$/.exec(scripts.invoke) ?? [];
    const PATH = `${join(clone, 'node_modules/.bin')}:${environment['PATH']}`;
    const { stdout } = await succeeds(`${must(invoke)} events/${file}`, { PATH });
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject(answerThat(does));
    if (!does.startsWith('ignores')) expect(answer).not.toHaveProperty('ignored');
  });
});
