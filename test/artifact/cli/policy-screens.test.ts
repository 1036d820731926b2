import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { localAws } from '../../../infra/local/local-aws.ts';
import { localEnvironment } from '../../../infra/own-environment.ts';
import { builtCli } from '../../support/built-cli.ts';
import { addManyTeams } from '../../support/many-teams.ts';
import { asRead, onTerminal } from '../../support/terminal.ts';

const aws = localAws();
addManyTeams(aws.world, 300);
const endpoint = await aws.listen();
const cwd = await mkdtemp(join(tmpdir(), 'mountguard-policy-screens-'));

const policy = `version: 1
mode: enforced
rules:
  - name: nfs-by-environment
    when:
      tag: { environment: [prod, staging, "d\u202eev"] }
    securityGroups:
      - tags: { nfs-access: "\${environmnt }" }
    match: exactley
`;

const unwise = `version: 1
mode: audit
rules:
  - name: nfs-by-environment
    when: { tags: { environment: [prod, staging] } }
    securityGroups: [{ tags: { nfs-access: "\${environment}" } }]
  - name: by-team
    when: { tags: { environment: [prod, dev] } }
    securityGroups: [{ name: "\${team}-nfs" }]
exemptions:
  - { fileSystem: fs-0123456789abcdef0, until: 2026-01-31, reason: INC-1234 vendor migration }
`;

const tests = `policy: unwise.yaml
groups:
  nfs: { tags: { nfs-access: prod }, nfsFrom: [nodes] }
  legacy: { nfsFrom: [nodes] }
  batch-nfs: { nfsFrom: [batch] }
  nodes: { members: 3 }
  batch: { members: 2 }
tests:
  - name: a legacy group goes
    fileSystem: { tags: { environment: prod, team: ml }, groups: [legacy] }
    expect: { status: drifted, rule: nfs-by-environment, add: [nfs], remove: [legacy] }
  - name: batch stays
    fileSystem: { tags: { environment: prod }, groups: [nfs, batch-nfs], lastGood: [nfs, batch-nfs] }
    expect: { status: compliant }
`;

for (const [name, text] of Object.entries({ 'policy.yaml': policy, 'unwise.yaml': unwise, 'unwise.test.yaml': tests }))
  await writeFile(join(cwd, name), text);
afterAll(async () => {
  await endpoint.close();
  await rm(cwd, { recursive: true });
});

/** A command may fail: what it shows then is what matters. */
const inTerminal = async (columns: number, argv: readonly string[]): Promise<string> => {
  const words = ['sh', '-c', '"$@" || echo "exit $?"', 'sh', process.execPath, builtCli, ...argv];
  const screen = asRead(await onTerminal(columns, words, { env: localEnvironment, cwd }));
  return screen.replaceAll(/on \d{4}-\d\d-\d\d from/g, 'on YYYY-MM-DD from');
};

const account = ['--endpoint-url', endpoint.url, '--no-stack'];

describe.each([
  { name: 'validate', argv: ['validate'] },
  { name: 'validate-warnings', argv: ['validate', '--strict', 'unwise.yaml', 'unwise.test.yaml'] },
  { name: 'test', argv: ['test', '--coverage'] },
  { name: 'init', argv: ['init', '--out', 'proposed.yaml', '--yes', ...account] },
  { name: 'init-printed', argv: ['init', '--quiet', ...account] },
])('the screen of $name', ({ name, argv }) => {
  it.each([80, 120])('reads as approved on a terminal of %i columns', async (columns) => {
    await expect(await inTerminal(columns, argv)).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });

  it('breaks nothing on a terminal of 40 columns', async () => {
    expect((await inTerminal(40, argv)).trim()).not.toBe('');
  });
});
