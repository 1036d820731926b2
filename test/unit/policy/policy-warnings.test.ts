import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../../functions/policy/check-policy.ts';

const warned = (text: string): readonly string[] =>
  checkPolicy(text, 'v', Date.parse('2026-06-01')).findings.map(
    ({ severity, code, line, column, endColumn, message }) =>
      `${line}:${column}-${endColumn} ${severity} ${code} ${message}`,
  );

const ruled = (...rules: readonly string[]): string =>
  `version: 1\nrules:\n${rules.map((rule, at) => `  - { name: r${at}, ${rule} }\n`).join('')}`;

const g = 'securityGroups: [{ name: g }]';

describe('a policy that can be used is warned of', () => {
  it('a reference to a tag that its rule does not require', () => {
    expect(warned(ruled(`when: { tags: { a: "*" } }, securityGroups: [{ name: "x-\${a}-\${b}" }]`))).toEqual([
      '3:62-85 warning unrequired-tag rules[0].securityGroups[0] refers to the tag "b", which the rule does not require: a file system without it is refused; add it to when.tags with "*"',
    ]);
  });

  it('no such reference where the rule names its file systems', () => {
    const when = 'when: { fileSystems: [fs-0123456789abcdef0] }';
    expect(warned(ruled(`${when}, securityGroups: [{ name: "x-\${b}" }]`))).toEqual([]);
  });

  it.each([
    ['{ name: "nfs-*" }, { name: nfs-a, optional: true }', 1, 0],
    ['{ name: nfs-a, optional: true }, { name: "nfs-*" }', 0, 1],
    ['{ name: nfs-a }, { name: nfs-a }', 1, 0],
    ['{ tags: { a: b } }, { tags: { a: b, c: d }, optional: true }', 1, 0],
  ])('a selector that selects nothing more: %s', (groups, idle, other) => {
    expect(warned(ruled(`securityGroups: [${groups}]`))).toEqual([
      expect.stringContaining(
        `idle-selector rules[0].securityGroups[${idle}] selects nothing that rules[0].securityGroups[${other}] does not select; remove it`,
      ),
    ]);
  });

  it.each(['{ name: "nfs-*" }, { name: nfs-a }', '{ name: nfs-a, optional: true }, { name: nfs-b }'])(
    'none that asks for a group to be there: %s',
    (groups) => expect(warned(ruled(`securityGroups: [${groups}]`))).toEqual([]),
  );

  it('a rule that others before it swallow together', () => {
    const rules = ['prod', 'dev', '[prod, dev]', '[prod, test]'].map(
      (value) => `when: { tags: { env: ${value} } }, ${g}`,
    );
    expect(warned(ruled(...rules))).toEqual([
      '5:5-86 warning swallowed-rule rules[2] "r2" can never govern, because rules[0] "r0" and rules[1] "r1" before it match all that it matches; move it up or remove it',
    ]);
  });

  it('exemptions that are over, at their date', () => {
    const exemption = 'exemptions: [{ fileSystem: fs-0123456789abcdef0, until: 2026-05-31, reason: why }]';
    expect(warned(`${ruled(g)}${exemption}\n`)).toEqual([
      '4:57-67 warning exemption The exemption of fs-0123456789abcdef0 (why) ended on 2026-05-31: correct its date or remove it.',
    ]);
  });
});

it('has errors instead of warnings where a policy cannot be used', () => {
  expect(warned('version: 1\nmode: enforced\nrules: []\n')).toEqual([
    '2:7-15 error policy-invalid mode is "enforced"; write one of audit, enforce',
  ]);
});
