import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { answerFaults } from '../../support/answers.ts';
import { cli } from '../../support/run-cli.ts';
import { sarifFaults } from '../../support/sarif.ts';
import { scratch } from '../../support/scratch.ts';

const good = 'version: 1\nmode: audit\nrules:\n  - name: r\n    securityGroups: [{ name: g }]\n';
const bad =
  'version: 1\nmode: enforced\nrules:\n  - name: r\n    when: { tag: { a: b } }\n    securityGroups: [{ name: g }]\n';
const unwise = `${good}exemptions:\n  - fileSystem: fs-0123456789abcdef0\n    until: 2020-01-01\n    reason: "=cmd \\e[31m"\n`;

describe('validate', () => {
  it('says where what is wrong, as a compiler does, and fails', async () => {
    const { directory } = scratch({ 'policy.yaml': bad });
    const { code, stdout, stderr } = await cli(['validate'], { directory });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toBe(
      [
        'policy.yaml:2:7 error mode is "enforced"; write one of audit, enforce',
        '  2 | mode: enforced',
        '    |       ^^^^^^^^',
        'policy.yaml:5:13 error rules[0].when.tag is not a field here; write tags',
        '  5 |     when: { tag: { a: b } }',
        '    |             ^^^',
        '2 errors, 0 warnings',
        '',
      ].join('\n'),
    );
  });

  it('says what a good policy holds', async () => {
    const { directory } = scratch({ 'policy.yaml': good });
    expect(await cli(['validate', 'policy.yaml'], { directory })).toEqual({
      code: 0,
      stdout: 'policy.yaml: valid, 1 rule, 0 exemptions, mode audit\n',
      stderr: '',
    });
  });

  it('reads standard input', async () => {
    expect(await cli(['validate', '-'], { stdin: good })).toMatchObject({ code: 0 });
    expect(await cli(['validate', '--policy', '-'], { stdin: bad })).toMatchObject({ code: 1 });
  });

  it.each([
    { argv: [], code: 0 },
    { argv: ['--strict'], code: 1 },
  ])('warns, and ends with $code for $argv', async ({ argv, code }) => {
    const { directory } = scratch({ 'policy.yaml': unwise });
    const ran = await cli(['validate', ...argv], { directory });
    expect(ran.code).toBe(code);
    expect(ran.stdout).toContain(
      'policy.yaml:8:12 warning The exemption of fs-0123456789abcdef0 (=cmd \\u{1b}[31m) ended',
    );
    expect(ran.stdout).toMatch(/valid, 1 rule, 1 exemption, mode audit\n0 errors, 1 warning\n$/);
  });

  it('reads files of tests, too', async () => {
    const tests = 'groups: {}\ntests: [{ name: t, fileSystem: { groups: [nfs] }, expect: { status: ok } }]\n';
    const { directory } = scratch({ 'policy.test.yaml': tests });
    const { code, stdout } = await cli(['validate', 'policy.test.yaml'], { directory });
    expect(code).toBe(1);
    expect(stdout).toContain('error tests[0].expect.status is "ok"; write one of compliant,');
  });

  it('writes SARIF that its schema accepts', async () => {
    const { directory, read } = scratch({ 'policy.yaml': bad, 'unwise.yaml': unwise });
    const ran = await cli(['validate', 'policy.yaml', 'unwise.yaml', '--out', 'v.sarif', '--format', 'json'], {
      directory,
    });
    expect(ran.code).toBe(1);
    expect(sarifFaults(read('v.sarif'))).toBeNull();
    expect(JSON.parse(read('v.sarif')).runs[0].results).toMatchObject([
      { ruleId: 'policy-invalid', level: 'error' },
      { ruleId: 'policy-invalid', level: 'error' },
      { ruleId: 'exemption', level: 'warning' },
    ]);
    expect(answerFaults('validate', ran.stdout)).toBeNull();
    expect(JSON.parse(ran.stdout)).toMatchObject({
      errors: 2,
      warnings: 1,
      files: [
        { file: 'policy.yaml', valid: false, findings: [{ line: 2, column: 7, endColumn: 15 }, {}] },
        { file: 'unwise.yaml', valid: true, findings: [{ code: 'exemption' }] },
      ],
    });
  });

  it('writes JUnit that a parser of others reads', async () => {
    const { directory } = scratch({ 'policy.yaml': bad, 'unwise.yaml': unwise, 'good.yaml': good });
    const argv = ['validate', 'policy.yaml', 'unwise.yaml', 'good.yaml', '--format', 'junit'];
    expect(await parse((await cli(argv, { directory })).stdout)).toMatchObject({ tests: 4, failures: 2 });
    expect(await parse((await cli([...argv, '--strict'], { directory })).stdout)).toMatchObject({ failures: 3 });
  });

  it.each([
    { argv: ['nowhere.yaml'], says: /nowhere\.yaml does not exist; correct the path/ },
    { argv: ['--policy', 'ssm:/p'], says: /validate reads no AWS, and the policy is ssm:\/p; name a file/ },
    {
      argv: ['--format', 'csv'],
      says: /--format csv is not a form of this answer; write one of pretty, plain, json, sarif, junit/,
    },
  ])('says in one line what it cannot do: $argv', async ({ argv, says }) => {
    const { code, stdout, stderr } = await cli(['validate', ...argv], scratch());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(says);
  });
});
