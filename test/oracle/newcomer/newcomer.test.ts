import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { type LocalAws, localAws } from '../../../infra/local/local-aws.ts';
import { addSampleAccount } from '../../../infra/local/sample-account.ts';
import { commandsOf } from './readme.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'mountguard-newcomer-'));
const clone = join(home, 'mountguard');

/** What a README's command must do, on a fresh clone with empty caches. */
interface Promised {
  readonly says: RegExp;
  /** Stands in for an account: the local endpoint, and credentials that it takes. */
  readonly account?: true;
  /** Runs until it is ended. */
  readonly server?: true;
}

const promised: Readonly<Record<string, Promised>> = {
  'npm ci': { says: /added \d+ packages/ },
  'npm start': { says: /Every step ended as it should\./ },
  'npm run invoke -- events/sweep-dry-run.json --aws': { says: /"would-fix": 1/, account: true },
  'npm ci && npm run build': { says: /dist\/remediate: \d+ kB.*dist\/sweep: \d+ kB/s },
  'npm run check': { says: /0 forbidden imports/ },
  'npm run local': { says: /http:\/\/127\.0\.0\.1:\d+/, server: true },
};

/** Commands that need what no clone brings, and those that are too long to run inside a test. */
const elsewhere = [
  /^sam deploy --guided$/,
  /^aws lambda invoke /,
  /^npm test$/,
  /^npm run (bench|campaign|test:oracle|test:mutation|bench:custodian)$/,
];

/** The machine's own way to the registry, and nothing else of its environment. */
const wayOut = Object.entries(process.env).filter(([name]) =>
  /^(https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_file)$/i.test(name),
);

/** Node and npm as the machine has them, before any `node_modules/.bin`. */
const withoutProject = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'));

const environment = (endpoint?: string) => ({
  ...Object.fromEntries(wayOut),
  PATH: withoutProject.join(':'),
  HOME: home,
  npm_config_cache: join(home, 'npm-cache'),
  ...(endpoint && {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    POLICY_URI: `file:${join(clone, 'infra/story/policy.yaml')}`,
  }),
});

const start = (command: string, cwd: string, endpoint?: string): ChildProcess =>
  spawn('sh', ['-c', command], { cwd, env: environment(endpoint), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });

/** Everything that a command prints until it ends, or until it has said what it must. */
const output = async (
  child: ChildProcess,
  until?: RegExp,
): Promise<{ readonly said: string; readonly code: number | null }> => {
  let said = '';
  const enough = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk;
      if (until?.test(said)) enough.resolve();
    });
  await Promise.race([once(child, 'close'), enough.promise]);
  return { said, code: child.exitCode };
};

const commands = commandsOf(readFileSync(join(project, 'README.md'), 'utf8'));

let aws: LocalAws;
let endpoint: Listening;

beforeAll(async () => {
  const { said, code } = await output(start(`git clone -q ${project} ${clone}`, dirname(clone)));
  expect(code, said).toBe(0);
  aws = localAws();
  addSampleAccount(aws.world);
  endpoint = await aws.listen();
});
afterAll(async () => {
  await endpoint.close();
  rmSync(home, { recursive: true });
});

describe('a newcomer with npm alone', () => {
  it('finds no command in the README that nobody has tried', () => {
    const known = (command: string) => Object.hasOwn(promised, command) || elsewhere.some((it) => it.test(command));
    expect(commands.filter((command) => !known(command))).toEqual([]);
    expect(Object.keys(promised).filter((command) => !commands.includes(command))).toEqual([]);
  });

  it.each(commands.flatMap((command) => (promised[command] ? [{ command, ...promised[command] }] : [])))(
    'sees $command do what the README says',
    { timeout: 300_000 },
    async ({ command, says, account, server }) => {
      const child = start(command, clone, account && endpoint.url);
      const { said, code } = await output(child, server && says);
      expect(said).toMatch(says);
      if (server && child.pid !== undefined) process.kill(-child.pid);
      else expect(code, said).toBe(0);
    },
  );
});
