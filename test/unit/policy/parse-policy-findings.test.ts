import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../functions/policy/parse-policy.ts';
import { findingsOf, withCondition, withExemptions, withGroups, withRules } from './findings-of.ts';

const withPolicy = (fields: string) => `version: 1\nrules: []\n${fields}\n`;
const VALUE = 'write a value, a list of values, or "*" for any value';
const HOLDS = 'write what an EFS tag can hold, letters, digits, spaces and _ . : / = + - @';
const FIXED = `write a fixed value: only securityGroups take \${...}`;
const TAG_KEY = 'is not a tag key; write 1 to 128 characters: letters, digits, spaces and _ . : / = + - @';
const COVERED = 'give exactly one of fileSystem, mountTarget, account';

describe('the policy', () => {
  it.each([
    { text: '', expected: ['1:1 the policy is empty; write a mapping with version and rules'] },
    { text: 'hello', expected: ['1:1 the policy is "hello"; write a mapping with version and rules'] },
    { text: '[]', expected: ['1:1 the policy is an empty list; write a mapping with version and rules'] },
    {
      text: '{}',
      expected: [
        '1:1 version is missing; write 1, without quotes',
        '1:1 rules is missing; write a list of rules, or [] for none',
      ],
    },
    { text: 'version: 2\nrules: []', expected: ['1:10 version is 2; write 1, without quotes'] },
    { text: 'version: "1"\nrules: []', expected: ['1:10 version is "1"; write 1, without quotes'] },
    { text: 'version: 1\nrules:', expected: ['2:7 rules is empty; write a list of rules, or [] for none'] },
    { text: 'version: 1\nrules: [a]', expected: ['2:9 rules[0] is "a"; write a mapping with name and securityGroups'] },
    {
      text: withPolicy('exemptions: {}'),
      expected: ['3:13 exemptions is an empty mapping; write a list of exemptions, or [] for none'],
    },
    {
      text: withPolicy('exemptions: [1]'),
      expected: ['3:14 exemptions[0] is 1; write a mapping with fileSystem, mountTarget or account, until and reason'],
    },
    { text: withPolicy('mode: on'), expected: ['3:7 mode is "on"; write one of audit, enforce'] },
    { text: withPolicy('paused: on'), expected: ['3:9 paused is "on"; write true or false'] },
    { text: withPolicy('unmatched: ~'), expected: ['3:12 unmatched is ~; write one of report, ignore'] },
    {
      text: withPolicy('Mode: audit'),
      expected: ['3:1 Mode is not a field here; write mode'],
    },
    {
      text: withPolicy('a: 1\nb: 2'),
      expected: ['3:1 a', '4:1 b'].map(
        (it) =>
          `${it} is not a field here; the fields are version, mode, paused, unmatched, limits, safety, never, rules, organization, exemptions`,
      ),
    },
    {
      text: withPolicy('__proto__: 1'),
      expected: [
        '3:1 __proto__ is not a field here; the fields are version, mode, paused, unmatched, limits, safety, never, rules, organization, exemptions',
      ],
    },
  ])('with $text', ({ text, expected }) => {
    expect(findingsOf(text)).toEqual(expected);
  });
});

describe('rules', () => {
  it.each([
    {
      text: withRules('nam: a'),
      expected: ['3:38 rules[0].nam is not a field here; write name'],
    },
    { text: withRules('name: " "'), expected: ['3:44 rules[0].name is " "; give the rule a name'] },
    { text: withRules('name: true'), expected: ['3:44 rules[0].name is true; put it in quotes'] },
    {
      text: withRules('name: a, match: exact'),
      expected: ['3:54 rules[0].match is "exact"; write one of exactly, at-least, at-most'],
    },
    { text: withRules('name: a, mode: off'), expected: ['3:53 rules[0].mode is "off"; write one of audit, enforce'] },
    {
      text: 'version: 1\nrules:\n  - name: r',
      expected: ['3:5 rules[0].securityGroups is missing; list at least one selector'],
    },
  ])('with $text', ({ text, expected }) => {
    expect(findingsOf(text)).toEqual(expected);
  });
});

describe('conditions', () => {
  it.each([
    {
      condition: '',
      expected: [
        '5:11 rules[0].when is empty; write tags, unless, vpcs, fileSystems, availabilityZones, accounts, units or regions',
      ],
    },
    { condition: '{ tag: {} }', expected: ['5:13 rules[0].when.tag is not a field here; write tags'] },
    {
      condition: '{ tags: [a] }',
      expected: ['5:19 rules[0].when.tags is a list; write tag keys with the values they must have'],
    },
    {
      condition: '{ tags: x }',
      expected: ['5:19 rules[0].when.tags is "x"; write tag keys with the values they must have'],
    },
    {
      condition: '{ tags: ~ }',
      expected: ['5:19 rules[0].when.tags is ~; write tag keys with the values they must have'],
    },
    {
      condition: '{ unless: legacy }',
      expected: ['5:21 rules[0].when.unless is "legacy"; write tag keys with the values that exclude'],
    },
    { condition: '{ tags: { team: 007 } }', expected: ['5:27 rules[0].when.tags.team is 007; put it in quotes'] },
    {
      condition: '{ unless: { legacy: true } }',
      expected: ['5:31 rules[0].when.unless.legacy is true; put it in quotes'],
    },
    { condition: '{ tags: { a: } }', expected: [`5:24 rules[0].when.tags.a is empty; ${VALUE}`] },
    { condition: '{ tags: { a: {} } }', expected: [`5:24 rules[0].when.tags.a is an empty mapping; ${VALUE}`] },
    { condition: '{ tags: { a: [] } }', expected: [`5:24 rules[0].when.tags.a is an empty list; ${VALUE}`] },
    {
      condition: '{ tags: { a: [b, 1, "*"] } }',
      expected: ['5:28 rules[0].when.tags.a[1] is 1; put it in quotes'],
    },
    {
      condition: '{ tags: { a: [[b], ~] } }',
      expected: [`5:25 rules[0].when.tags.a[0] is a list; ${VALUE}`, `5:30 rules[0].when.tags.a[1] is ~; ${VALUE}`],
    },
    {
      condition: '{ tags: { a: "prod#1", b: "x\\\\*" } }',
      expected: [`5:24 rules[0].when.tags.a is "prod#1"; ${HOLDS}`, `5:37 rules[0].when.tags.b is "x\\\\*"; ${HOLDS}`],
    },
    {
      condition: '{ tags: { a: "prod|test" } }',
      expected: [`5:24 rules[0].when.tags.a is "prod|test"; ${HOLDS}, and several values as a list`],
    },
    {
      condition: '{ unless: { "a|b": c } }',
      expected: [`5:23 rules[0].when.unless["a|b"] ${TAG_KEY}`],
    },
    {
      condition: '{ environment: prod }',
      expected: [
        '5:13 rules[0].when.environment is not a field here; the fields are tags, unless, vpcs, fileSystems, availabilityZones, accounts, units, regions, and a condition on a tag goes under tags',
      ],
    },
    { condition: '{ vpc: vpc-12345678 }', expected: ['5:13 rules[0].when.vpc is not a field here; write vpcs'] },
    { condition: '{ vpcs: [] }', expected: ['5:19 rules[0].when.vpcs is an empty list; list at least one VPC'] },
    {
      condition: '{ vpcs: vpc-12345678 }',
      expected: ['5:19 rules[0].when.vpcs is "vpc-12345678"; write a list: [vpc-12345678]'],
    },
    {
      condition: '{ vpcs: [fs-12345678], fileSystems: [vpc-12345678], availabilityZones: [euw1-az1] }',
      expected: [
        '5:20 rules[0].when.vpcs[0] is "fs-12345678"; write an id such as vpc-0123456789abcdef0',
        '5:48 rules[0].when.fileSystems[0] is "vpc-12345678"; write an id such as fs-0123456789abcdef0',
        '5:83 rules[0].when.availabilityZones[0] is "euw1-az1"; write the name of a zone such as eu-west-1a',
      ],
    },
    {
      condition: `{ tags: { a: "\${b}", c: ["\${d"] } }`,
      expected: [`5:24 rules[0].when.tags.a is "\${b}"; ${FIXED}`, `5:36 rules[0].when.tags.c[0] is "\${d"; ${FIXED}`],
    },
    {
      condition: `{ tags: { a: ${'v'.repeat(257)} } }`,
      expected: [`5:24 rules[0].when.tags.a is "${'v'.repeat(60)}…"; shorten it to 256 characters`],
    },
    { condition: '{ tags: { "": a } }', expected: [`5:21 rules[0].when.tags[""] ${TAG_KEY}`] },
    { condition: `{ tags: { "\${a}": b } }`, expected: [`5:21 rules[0].when.tags["\${a}"] ${TAG_KEY}`] },
    {
      condition: `{ unless: { ${'k'.repeat(129)}: 1 } }`,
      expected: [
        `5:23 rules[0].when.unless.${'k'.repeat(129)} ${TAG_KEY}`,
        `5:154 rules[0].when.unless.${'k'.repeat(129)} is 1; put it in quotes`,
      ],
    },
    {
      condition: '{ tags: { a: *, __proto__: 1 } }',
      expected: [
        '5:24 rules[0].when.tags.a is the YAML alias *; put it in quotes',
        '5:38 rules[0].when.tags.__proto__ is 1; put it in quotes',
      ],
    },
  ])('with $condition', ({ condition, expected }) => {
    expect(findingsOf(withCondition(condition))).toEqual(expected);
  });
});

describe('exemptions', () => {
  it.each([
    {
      exemption: '{ fileSystem: fs-12345678 }',
      expected: [
        '4:5 exemptions[0].until is missing; write a day that exists as YYYY-MM-DD',
        '4:5 exemptions[0].reason is missing; say why',
      ],
    },
    {
      exemption: '{ until: 2026-12-31, reason: x }',
      expected: [`4:5 exemptions[0] is a mapping with until, reason; ${COVERED}`],
    },
    {
      exemption: '{ fileSystem: fs-12345678, mountTarget: fsmt-1, until: 2026-12-31, reason: x }',
      expected: [
        `4:5 exemptions[0] is a mapping with fileSystem, mountTarget, until, reason; ${COVERED}`,
        '4:45 exemptions[0].mountTarget is "fsmt-1"; write an id such as fsmt-0123456789abcdef0',
      ],
    },
    {
      exemption: '{ fileSystem: fsmt-12345678, until: 2026-12-31, reason: x }',
      expected: ['4:19 exemptions[0].fileSystem is "fsmt-12345678"; write an id such as fs-0123456789abcdef0'],
    },
    {
      exemption: '{ fileSystem: fs-12345678, until: 2026-02-30, reason: " " }',
      expected: [
        '4:39 exemptions[0].until is "2026-02-30"; write a day that exists as YYYY-MM-DD',
        '4:59 exemptions[0].reason is " "; say why',
      ],
    },
    {
      exemption: '{ fileSystem: fs-12345678, until: 2026-12-31, reason: x, why: y }',
      expected: [
        '4:62 exemptions[0].why is not a field here; the fields are fileSystem, mountTarget, account, region, until, reason',
      ],
    },
  ])('with $exemption', ({ exemption, expected }) => {
    expect(findingsOf(withExemptions(exemption))).toEqual(expected);
  });
});

describe('findings', () => {
  it('come all at once, in the order of the text, whatever found them', () => {
    const text =
      'mode: on\nmode: off\nrules:\n  - &a { name: 1, securityGroups: [], when: { tags: { a: b }, unless: { a: b } } }\nversion: 3\n';
    expect(findingsOf(text).map((finding) => finding.split(';')[0])).toEqual([
      '1:7 mode is "on"',
      '2:1 mode is given twice, first on line 1',
      '4:8 rules[0] has the YAML anchor &a',
      '4:8 rules[0] can never govern, because unless.a excludes all that tags.a allows',
      '4:16 rules[0].name is 1',
      '4:35 rules[0].securityGroups is an empty list',
      '5:10 version is 3',
    ]);
  });

  it('say of a place among tags that it is none', () => {
    const fault =
      'is not a tag key; write it under when, beside tags: tags and unless take only the tags of file systems';
    for (const place of ['vpcs', 'fileSystems', 'availabilityZones'])
      expect(findingsOf(withCondition(`{ unless: { ${place}: ["x"] } }`))).toEqual([
        expect.stringContaining(`rules[0].when.unless.${place} ${fault}`),
      ]);
  });

  it('carry the path apart from the message', () => {
    expect(parsePolicy(withCondition('{ tags: { "a b": 1 } }'), '')).toEqual({
      findings: [
        {
          path: 'rules[0].when.tags["a b"]',
          line: 5,
          column: 28,
          endColumn: 29,
          message: 'rules[0].when.tags["a b"] is 1; put it in quotes',
        },
      ],
    });
  });

  it('leave no policy, though the rest is in order', () => {
    expect(parsePolicy('version: 1\nversion: 1\nrules: []', '')).not.toHaveProperty('policy');
  });
});

it('says so when there are more faults than can be named', { timeout: 60_000 }, () => {
  const parsed = parsePolicy(`version: 1\nrules:\n${'- 1\n'.repeat(250_000)}`, '');
  expect(parsed).toEqual({
    findings: [
      {
        path: '',
        line: 1,
        column: 1,
        endColumn: 2,
        message:
          'the policy has more faults than can be named; begin with the first rule, and add the others step by step',
      },
    ],
  });
});

describe('an ARN in place of an id', () => {
  const arn = (rest: string) => `"arn:aws:${rest}"`;

  it.each([
    {
      where: 'a selector',
      text: withGroups(`[{ id: ${arn('ec2:eu-west-1:999999999999:security-group/sg-12345678')} }]`),
      id: 'sg',
    },
    {
      where: 'a file system',
      text: withCondition(`{ fileSystems: [${arn('fsx:eu-west-1:1:file-system/fs-12345678')}] }`),
      id: 'fs',
    },
    {
      where: 'a VPC',
      text: withCondition(`{ vpcs: [${arn('ec2:eu-west-1:999999999999:vpc/vpc-12345678')}] }`),
      id: 'vpc',
    },
    {
      where: 'an exemption',
      text: withExemptions(`{ mountTarget: ${arn('s3:::fsmt-12345678')}, until: 2026-12-31, reason: x }`),
      id: 'fsmt',
    },
  ])('is a fault in $where, because it may be of another account or Region', ({ text, id }) => {
    expect(findingsOf(text)).toEqual([
      expect.stringMatching(new RegExp(`; write an id such as ${id}-0123456789abcdef0, without the ARN around it$`)),
    ]);
  });
});

describe('a name of a group', () => {
  const HELD = 'write what EC2 can hold: up to 255 of a-z A-Z 0-9 ._-:/()#,@[]+=&;{}!$* and inner spaces';
  const named = (name: string) => findingsOf(withGroups(JSON.stringify([{ name }])));

  it.each([
    'nfs ',
    ' nfs',
    'nfs^',
    'ä',
    'a\u00a0b',
    'a\u200bb',
    '50%',
    '/prod/i',
    '.*prod',
    'x'.repeat(256),
    String.raw`a\?`,
  ])('that EC2 cannot hold is a fault: %s', (name) => {
    expect(named(name)).toEqual([expect.stringContaining(`; ${HELD}`)]);
  });

  it.each([
    'a b',
    'aws/x/',
    '/aws/x/',
    'com.example.*',
    'a._-:/()#,@[]+=&;{}!$*',
    String.raw`\*`,
    `${'x'.repeat(255)}*`,
  ])('may be %s', (name) => {
    expect(named(name)).toEqual([]);
  });
});

it.each([
  { value: 'prod.*', meant: 'prod*', literal: 'prod.?*' },
  { value: '*.prod.*-x', meant: '*.prod*-x', literal: '*.prod.?*-x' },
])('asks which is meant where a wildcard follows a dot: $value', ({ value, meant, literal }) => {
  for (const when of [`tags: { a: "${value}" }`, `tags: { b: x }, unless: { a: ["${value}"] }`])
    expect(findingsOf(withCondition(`{ ${when} }`))).toEqual([
      expect.stringContaining(
        `; write "${meant}", or "${literal}" if the dot is a part of the value: it is no regular expression`,
      ),
    ]);
  expect(findingsOf(withCondition(`{ tags: { a: "${literal}" } }`))).toEqual([]);
});

it.each(['/prod/i', '.*-prod'])('takes no regular expression for a value of a tag: %s', (value) => {
  expect(findingsOf(withCondition(`{ tags: { a: "${value}" } }`))).toEqual([
    expect.stringContaining('; write wildcards, * and ?: it is no regular expression'),
  ]);
});
