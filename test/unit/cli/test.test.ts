import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { answerFaults } from '../../support/answers.ts';
import { cli } from '../../support/run-cli.ts';
import { scratch } from '../../support/scratch.ts';

const policy = `version: 1
rules:
  - name: nfs-by-environment
    when: { tags: { environment: "*" } }
    securityGroups:
      - tags: { nfs-access: "\${environment}" }
  - name: opted-in
    when: { tags: { nfs: "*" } }
    securityGroups: [{ name: "\${nfs}" }]
  - name: there
    when: { accounts: ["222233334444"], regions: [eu-west-1], units: [ou-ab12-11111111], tags: { there: "*" } }
    securityGroups: [{ name: nfs }]
exemptions:
  - { account: "333344445555", until: 2026-06-30, reason: INC-2 }
  - { fileSystem: fs-11111111, until: 2026-06-30, reason: INC-1 }
`;

const groups = `groups:
  nfs: { tags: { nfs-access: prod }, nfsFrom: [nodes] }
  legacy: { nfsFrom: [nodes] }
  batch-nfs: { name: "batch (old)", nfsFrom: [batch] }
  wide: { tags: { nfs-access: open }, nfsFrom: ["0.0.0.0/0"] }
  vpc-wide: { nfsFrom: [10.0.0.0/16] }
  nodes: { members: 3 }
  batch: { members: [10.0.200.1, 10.0.200.2] }
`;

const tested = (...tests: readonly string[]): string =>
  `${groups}tests:\n${tests.map((it) => `  - ${it.replaceAll('\n', '\n    ')}\n`).join('')}`;

const one = (name: string, fileSystem: string, expected: string, more = ''): string =>
  `{ name: ${name}, ${more} fileSystem: { ${fileSystem} }, expect: { ${expected} } }`;

const prod = 'tags: { environment: prod }';
const there = 'tags: { there: "yes" }, groups: [nfs]';

const played = async (tests: string, ...argv: readonly string[]) => {
  const { directory, read } = scratch({ 'policy.yaml': policy, 'policy.test.yaml': tests });
  return { ...(await cli(['test', ...argv], { directory })), tests: () => read('policy.test.yaml') };
};

describe('test plays on the engine of the functions', () => {
  it.each([
    one('a group goes', `${prod}, groups: [legacy]`, 'status: drifted, add: [nfs], remove: [legacy]'),
    one('right', `${prod}, groups: [nfs]`, 'status: compliant, rule: nfs-by-environment'),
    one('other tag', 'tags: { nfs: legacy }, groups: []', 'status: drifted, rule: opted-in, add: [legacy]'),
    one('no rule', 'groups: [nfs]', 'status: unmanaged'),
    one('no group', 'tags: { environment: dev }, groups: [nfs]', 'status: refused, reason: no-matching-group'),
    one('open', 'tags: { environment: open }, groups: [nfs]', 'status: refused, reason: [nfs-open-to-world]'),
    one('by a block', `${prod}, groups: [vpc-wide]`, 'status: refused, reason: nfs-cut-off'),
    one(
      'what came with drift',
      `${prod}, groups: [nfs, batch-nfs], lastGood: [nfs]`,
      'status: drifted, remove: [batch-nfs]',
    ),
    one(
      'what was good',
      `${prod}, groups: [nfs, batch-nfs], lastGood: [batch-nfs]`,
      'status: refused, reason: nfs-cut-off',
    ),
    one('exempt', `${prod}, id: fs-11111111, groups: [legacy]`, 'status: exempt', 'today: 2026-06-30,'),
    one(
      'there',
      `${there}, account: "222233334444", region: eu-west-1, units: [ou-ab12-11111111]`,
      'status: compliant, rule: there',
    ),
    one('other account', `${there}, region: eu-west-1, units: [ou-ab12-11111111]`, 'status: unmanaged'),
    one('other Region', `${there}, account: "222233334444", units: [ou-ab12-11111111]`, 'status: unmanaged'),
    one('other unit', `${there}, account: "222233334444", region: eu-west-1, units: [r-ab12]`, 'status: unmanaged'),
    one(
      'units not known',
      `${there}, account: "222233334444", region: eu-west-1`,
      'status: refused, reason: unknown-place',
    ),
    one('exempt account', `${there}, account: "333344445555"`, 'status: exempt', 'today: 2026-06-30,'),
    one('no longer exempt', `${prod}, id: fs-11111111, groups: [legacy]`, 'status: drifted', 'today: 2026-07-01,'),
  ])('%s', async (text) => {
    const { code, stdout } = await played(tested(text));
    expect(stdout).toMatch(/^ok {2}.*\n1 of 1 test passed\.\n$/);
    expect(code).toBe(0);
  });
});

describe('a test that fails', () => {
  it.each([
    [one('t', `${prod}, groups: [nfs]`, 'status: drifted'), 'expected drifted, got compliant'],
    [one('t', `${prod}, groups: [legacy]`, 'status: drifted, add: [legacy]'), 'expected to add legacy, got nfs'],
    [one('t', `${prod}, groups: [nfs]`, 'status: compliant, rule: x'), 'expected rule x, got nfs-by-environment'],
    [
      one('t', `${prod}, groups: [vpc-wide]`, 'status: refused, reason: flapping'),
      'expected refused flapping, got refused nfs-cut-off',
    ],
  ])('says what was expected and what was got: %s', async (text, says) => {
    const { code, stdout } = await played(tested(text));
    expect(code).toBe(1);
    expect(stdout.split('\n')[0]).toBe(`NOT OK  t  ${says}`);
    expect(stdout).toMatch(/\n0 of 1 test passed\.\n$/);
  });

  it('says why, with groups by their names and the line of the test', async () => {
    const { stdout } = await played(tested(one('t', `${prod}, groups: [legacy]`, 'status: compliant')));
    expect(stdout.split('\n')[1]?.trim()).toBe(
      'policy.test.yaml:10  Rule nfs-by-environment requires exactly its groups; add nfs; remove',
    );
    expect(stdout).not.toContain('sg-');
  });
});

const two = tested(
  one('a group goes', `${prod}, groups: [legacy]`, 'status: drifted'),
  one('batch stays', `${prod}, groups: [legacy]`, 'status: compliant'),
);

it('counts the tests of each rule, and names a rule without one', async () => {
  const { stdout } = await played(two, '--coverage');
  expect(stdout).toMatch(
    /\n1 of 2 tests passed\. {2}rules: nfs-by-environment 2 tests, opted-in NOT TESTED, there NOT TESTED\n$/,
  );
});

it('plays only what is asked for by a part of its name', async () => {
  expect((await played(two, '-t', 'A Group')).stdout).toBe('ok  a group goes\n1 of 1 test passed.\n');
  expect((await played(two, '-t', 'none')).stderr).toBe(
    'mountguard: no test has "none" in its name; the first is "a group goes"\n',
  );
});

it('writes JUnit that a parser of others reads', async () => {
  const { stdout } = await played(two, '--format', 'junit');
  expect(await parse(stdout)).toMatchObject({
    tests: 2,
    failures: 1,
    testsuite: [
      {
        name: 'policy.test.yaml',
        testcase: [{ name: 'a group goes' }, { failure: [{ message: 'expected compliant, got drifted' }] }],
      },
    ],
  });
});

it('writes JSON by its schema', async () => {
  const { stdout } = await played(two, '--format', 'json', '--coverage');
  expect(answerFaults('test', stdout)).toBeNull();
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    passed: 1,
    failed: 1,
    files: [
      {
        file: 'policy.test.yaml',
        policy: 'policy.yaml',
        tests: [
          { name: 'a group goes', passed: true, got: { status: 'drifted', add: ['nfs'], remove: ['legacy'] } },
          { name: 'batch stays', passed: false, misses: ['expected compliant, got drifted'] },
        ],
      },
    ],
    coverage: [{ rules: [{ name: 'nfs-by-environment', tests: 2 }, { tests: 0 }, { tests: 0 }] }],
  });
});

describe('--update', () => {
  const block = `name: t # why\nfileSystem: { ${prod}, groups: [vpc-wide] }\nexpect:\n  # kept?\n  status: compliant\n  rule: x # gone`;

  it('rewrites what failing tests expect, and nothing else', async () => {
    const passing = one('other', `${prod}, groups: [nfs]`, 'status:   compliant');
    const flow = one('s', `${prod}, groups: [legacy]`, 'status: compliant');
    const { code, stdout, stderr, tests } = await played(tested(block, passing, flow), '--update');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^updated {2}t .*\nok {7}other\nupdated {2}s .*\n3 of 3 tests passed\.\n$/);
    expect(stderr).toBe('policy.test.yaml: 2 rewritten; read what has changed before you keep it\n');
    const after = flow.replace(
      'status: compliant',
      'status: drifted, rule: nfs-by-environment, add: [nfs], remove: [legacy]',
    );
    expect(tests()).toBe(
      tested(
        block.replace(
          'status: compliant\n  rule: x',
          'status: refused\n  rule: nfs-by-environment\n  reason: nfs-cut-off',
        ),
        passing,
        after,
      ),
    );
  });

  it('keeps JSON as JSON', async () => {
    const file = {
      groups: { nfs: { tags: { 'nfs-access': 'prod' } } },
      tests: [{ name: 't', fileSystem: { groups: [] }, expect: { status: 'drifted' } }],
    };
    const { directory, read } = scratch({
      'policy.json': '{"version":1,"rules":[]}',
      'policy.test.json': JSON.stringify(file),
    });
    await cli(['test', '--update'], { directory });
    expect(JSON.parse(read('policy.test.json')).tests[0].expect).toEqual({ status: 'unmanaged' });
  });
});

describe('a file of tests that cannot be read', () => {
  const base = one('t', `${prod}, groups: [nfs]`, 'status: drifted');
  it.each([
    [base.replace('nfs]', 'nfss]'), 'tests[0].fileSystem.groups[0] is "nfss", which is not under groups; write nfs'],
    [base.replace('expect', 'expects'), 'tests[0].expects is not a field here; write expect'],
    [
      base.replace('drifted', 'drift'),
      'tests[0].expect.status is "drift"; write one of compliant, drifted, refused, exempt, unmanaged',
    ],
    [
      base.replace('drifted', 'refused, reason: cut-off'),
      'tests[0].expect.reason is "cut-off"; write the code of a reason, such as nfs-cut-off',
    ],
    [base.replace('prod }', '1 }'), 'tests[0].fileSystem.tags.environment is 1; put it in quotes'],
    [`${base}\n- ${base}`.replaceAll('\n-', '\n  -'), ''],
  ])('says where what is wrong with it: %s', async (text, says) => {
    const { code, stdout } = await played(says === '' ? tested(base, base) : tested(text));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^policy\.test\.yaml:1\d:\d+ error /);
    expect(stdout).toContain(
      says === '' ? 'is "t", the same as tests[0].name; give every test a name of its own' : says,
    );
    expect(stdout).toMatch(/\n1 error in 1 file\n/);
  });

  it('names groups that nfsFrom does not know', async () => {
    const { stdout } = await played(tested(base).replace('nfsFrom: [batch]', 'nfsFrom: [bacth]'));
    expect(stdout).toContain('groups.batch-nfs.nfsFrom[0] is "bacth", which is not under groups; write batch');
  });

  it('fails beside files that pass', async () => {
    const { directory } = scratch({
      'policy.yaml': policy,
      'policy.test.yaml': tested(base.replace('drifted', 'compliant')),
      'more/b.test.yaml': 'groups: 1\ntests: []\n',
      'more/c.test.yaml': `policy: ../policy.yaml\n${tested(base.replace('drifted', 'compliant'))}`,
      'node_modules/d.test.yaml': 'no',
    });
    const { code, stdout } = await cli(['test'], { directory });
    expect(code).toBe(1);
    expect(stdout).toContain('more/c.test.yaml\nok  t\n');
    expect(stdout).toContain('more/b.test.yaml:1:9 error groups is 1');
    expect(stdout).toMatch(/2 of 2 tests passed\.\n$/);
  });
});

it('says what is wrong with the policy', async () => {
  const { directory } = scratch({ 'policy.yaml': 'version: 2\nrules: []\n', 'policy.test.yaml': two });
  const { code, stdout } = await cli(['test'], { directory });
  expect(code).toBe(1);
  expect(stdout).toContain('policy.yaml:1:10 error version is 2; write 1, without quotes');
});

it.each([
  {
    files: {},
    argv: [],
    says: 'there is no file of tests in .; write one beside the policy, such as policy.test.yaml',
  },
  { files: { 'policy.test.yaml': two }, argv: [], says: 'policy.yaml does not exist; correct the path' },
  { files: {}, argv: ['--policy', 'ssm:/x'], says: 'test reads no AWS, and --policy is ssm:/x; name a file' },
])('says in one line what it lacks: $says', async ({ files, argv, says }) => {
  const { code, stdout, stderr } = await cli(['test', ...argv], scratch(files));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(says);
});
