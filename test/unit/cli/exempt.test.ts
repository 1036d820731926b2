import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../functions/policy/parse-policy.ts';
import { answerFaults } from '../../support/answers.ts';
import { cli } from '../../support/run-cli.ts';
import { scratch } from '../../support/scratch.ts';

const head = '# ours\nversion: 1 # the only one\nrules:\n  - {name: r,   securityGroups: [{name: g}]}\n';
const id = 'fs-0123456789abcdef0';
const until = '2099-12-31';
const item = [`- fileSystem: ${id}`, `  until: ${until}`, '  reason: "INC-7: vendor"'];
const lines = (indent: number): string => item.map((line) => `${' '.repeat(indent)}${line}\n`).join('');
const other = `fileSystem: fs-11111111\n    until: 2099-01-01\n    reason: x`;

const exempted = async (text: string, reason = 'INC-7: vendor') => {
  const { directory, read } = scratch({ 'policy.yaml': text });
  const ran = await cli(['exempt', id, '--until', until, '--reason', reason], { directory });
  return { ...ran, text: read('policy.yaml') };
};

describe('exempt', () => {
  it.each([
    { what: 'a policy without exemptions', text: head, after: `${head}\nexemptions:\n${lines(2)}` },
    {
      what: 'an empty list with a comment',
      text: `${head}exemptions: [] # none\nmode: audit\n`,
      after: `${head}exemptions: # none\n${lines(2)}mode: audit\n`,
    },
    {
      what: 'a list with comments around it',
      text: `exemptions:\n  # first\n  - ${other} # why\n  # last\n${head}`,
      after: `exemptions:\n  # first\n  - ${other} # why\n${lines(2)}  # last\n${head}`,
    },
    {
      what: 'a list at the left edge, at the end without a line end',
      text: `${head}exemptions:\n- ${other.replaceAll('\n  ', '\n')}`,
      after: `${head}exemptions:\n- ${other.replaceAll('\n  ', '\n')}\n${lines(0)}`,
    },
  ])('adds lines to $what, and changes nothing else', async ({ text, after }) => {
    expect((await exempted(text)).text).toBe(after);
  });

  it('keeps the line ends of Windows', async () => {
    expect((await exempted(head.replaceAll('\n', '\r\n'))).text).toBe(
      `${head}\nexemptions:\n${lines(2)}`.replaceAll('\n', '\r\n'),
    );
  });

  it.each([
    { what: 'a list in brackets', text: `${head}exemptions: [{ ${other.replaceAll('\n   ', ',')} }] # ours\n` },
    { what: 'JSON', text: '{"version":1,"rules":[{"name":"r","securityGroups":[{"name":"g"}]}],"exemptions":[]}' },
    { what: 'JSON without exemptions', text: '{"version":1,"rules":[]}' },
  ])('adds to $what, too, and keeps the comments', async ({ text }) => {
    const { code, text: after } = await exempted(text);
    expect(code).toBe(0);
    const parsed = parsePolicy(after, '');
    expect('policy' in parsed && parsed.policy.exemptions.at(-1)).toMatchObject({ covers: id, until });
    for (const [comment] of text.matchAll(/# .*/g)) expect(after).toContain(comment);
  });

  it.each(['=cmd|calc', '- a: b # c', '\u001b[31m\u202e😀\u2028', 'yes', '"\\', `it's: ${1} {x}`])(
    'writes the reason %j so that it is read as it was given, and shows it',
    async (reason) => {
      const { text, stdout } = await exempted(head, reason);
      const parsed = parsePolicy(text, '');
      expect('policy' in parsed && parsed.policy.exemptions[0]?.reason).toBe(reason);
      for (const hidden of ['\u001b', '\u202e', '\u2028']) expect(text + stdout).not.toContain(hidden);
    },
  );

  it('writes JSON by its schema', async () => {
    const { directory } = scratch({ 'policy.yaml': head });
    const argv = ['exempt', id, '--until', until, '--reason', 'r', '--format', 'json'];
    const { stdout } = await cli(argv, { directory });
    expect(answerFaults('exempt', stdout)).toBeNull();
    expect(JSON.parse(stdout)).toMatchObject({ file: 'policy.yaml', line: 7, covers: id });
  });

  it('says what it wrote and where, and warns of a day that is far', async () => {
    const { stdout, stderr } = await exempted(head);
    expect(stdout).toBe(`policy.yaml:7  ${id} is exempt until ${until}: INC-7: vendor\n`);
    expect(stderr).toMatch(/^warning: The exemption of .* more than 400 days from now.*\nIt counts from when/);
  });

  it.each([
    { argv: ['fs-1', '--until', until], says: /"fs-1" is no id; write one such as fs-/ },
    {
      argv: ['arn:aws:elasticfilesystem:us-east-1:1:file-system/fs-0123456789abcdef0', '--until', until],
      says: /write the id alone, fs-0123456789abcdef0, without the ARN/,
    },
    { argv: [id, '--until', '2026-02-30'], says: /--until is "2026-02-30"; write a day that exists/ },
    { argv: [id, '--until', '2020-01-01'], says: /--until is 2020-01-01, which is over; write a day to come/ },
    { argv: [id, '--until', until, '--policy', 'ssm:/p'], says: /exempt writes a file, and the policy is ssm:\/p/ },
    { argv: [id, '--until', until, '--policy', 'bad.yaml'], says: /bad\.yaml is not a valid policy; correct it first/ },
    {
      argv: ['fs-11111111', '--until', until, '--policy', 'has.yaml'],
      says: /fs-11111111 is in has\.yaml already, until 2099-01-01 \(x\); change it there/,
    },
  ])('refuses $argv', async ({ argv, says }) => {
    const files = { 'policy.yaml': head, 'bad.yaml': 'version: 2\n', 'has.yaml': `${head}exemptions:\n  - ${other}\n` };
    const { directory, read } = scratch(files);
    const { code, stdout, stderr } = await cli(['exempt', '--reason', 'r', ...argv], { directory });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(says);
    for (const [name, text] of Object.entries(files)) expect(read(name)).toBe(text);
  });

  it('refuses an empty reason', async () => {
    const { directory } = scratch({ 'policy.yaml': head });
    const { stderr } = await cli(['exempt', id, '--until', until, '--reason', ' '], { directory });
    expect(stderr).toContain('--reason is empty; say why');
  });
});
