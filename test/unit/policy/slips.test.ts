import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findingsOf, withExemptions } from './findings-of.ts';

const POLICY = `version: 1
mode: enforce
rules:
  - name: prod
    when:
      tags: { environment: production }
    securityGroups:
      - tags: { nfs-clients: production }
`;
const EXEMPTION = 'exemptions:\n  - fileSystem: fs-12345678\n    until: 2026-12-31\n    reason: |\n';
const DASH = 'an item here that does not begin with "- "; write a dash and a space';
const WITHIN = 'a colon within a value here; put the value in quotes';
const [COLON, SPACE] = ['no space after the colon here; put one there', 'put a space after the colon'];
const NO_BREAK = 'a no-break or invisible space here; replace it with an ordinary space';
const COMMENT = 'a comment here, which JSON does not have; remove it, or write YAML with # before comments';
const FENCE = 'a Markdown fence here; remove the lines of ``` around it';
const CURLY = 'curly quotes; write straight quotes';
const UNCLOSED = 'a quote here that is not closed; close it with the same kind of quote';

describe('a policy has one finding, with the remedy,', () => {
  const changed = (from: string, to: string): string => POLICY.replace(from, to);

  it.each([
    { when: 'a space after a colon is missing', text: changed('mode: ', 'mode:'), says: `2:6 the policy has ${COLON}` },
    { when: 'it is missing in a list', text: changed('name: ', 'name:'), says: `4:10 the policy has ${COLON}` },
    { when: 'it is missing at the top', text: changed('version: ', 'version:'), says: `1:9 the policy has ${COLON}` },
    {
      when: 'it is missing within braces',
      text: changed('environment: ', 'environment:'),
      says: `6:15 rules[0].when.tags["environment:production"] has no value; ${SPACE}`,
    },
    {
      when: 'it is missing before braces',
      text: changed('tags: {', 'tags:{'),
      says: `6:7 rules[0].when["tags:{ environment"] is not a field here; ${SPACE}`,
    },
    {
      when: 'it is missing in a mapping of one field',
      text: changed('{ environment: production }', 'environment:production'),
      says: `6:13 rules[0].when.tags is "environment:production"; ${SPACE}`,
    },
    {
      when: 'there is = instead of a colon',
      text: changed('mode:', 'mode ='),
      says: '2:5 the policy has = where a colon belongs; write name: value',
    },
    {
      when: 'a tab indents',
      text: changed('    when', '\twhen'),
      says: '5:1 the policy is indented with a tab here; use spaces',
    },
    {
      when: 'a tab follows spaces',
      text: changed('      tags', '    \ttags'),
      says: '6:1 the policy is indented with a tab here; use spaces',
    },
    {
      when: 'there is a no-break space',
      text: changed('mode: ', 'mode:\u00a0'),
      says: `2:6 the policy has ${NO_BREAK}`,
    },
    {
      when: 'no-break spaces indent',
      text: changed('    when', '\u00a0\u00a0 when'),
      says: `5:1 the policy has ${NO_BREAK}`,
    },
    {
      when: 'a no-break space is part of a field',
      text: changed('mode', '\u00a0mode'),
      says: '2:1 ["\\u00a0mode"] is not a field here; write mode',
    },
    {
      when: 'a no-break space is part of a value',
      text: changed('enforce', 'enforce\u00a0'),
      says: '2:7 mode is "enforce\\u00a0"; write one of audit, enforce',
    },
    { when: 'quotes are curly', text: changed('name: prod', 'name: “prod”'), says: `4:11 rules[0].name has ${CURLY}` },
    {
      when: 'quotes are curly around a reference',
      text: changed('clients: production', `clients: “\${environment}”`),
      says: '8:30 the policy has curly quotes here; write straight quotes',
    },
    {
      when: 'quotes do not match',
      text: changed('name: prod', `name: 'prod"`),
      says: `4:11 the policy has ${UNCLOSED}`,
    },
    {
      when: 'a quote is not closed',
      text: changed('environment: ', 'environment: "'),
      says: `6:28 the policy has ${UNCLOSED}`,
    },
    {
      when: 'a reference has no quotes',
      text: changed('clients: production', `clients: \${environment}`),
      says: `8:30 the policy has \${...} without quotes here; put the value in quotes`,
    },
    {
      when: 'a value begins with a reserved character',
      text: changed('name: prod', 'name: @prod'),
      says: '4:11 the policy has a reserved character here; put the value in quotes',
    },
    {
      when: 'a star has no quotes',
      text: changed('environment: production', 'environment: *'),
      says: '6:28 rules[0].when.tags.environment is the YAML alias *; put it in quotes',
    },
    {
      when: 'a star with text has no quotes',
      text: changed('environment: production', 'environment: *-eu'),
      says: '6:28 rules[0].when.tags.environment is the YAML alias *-eu; put it in quotes',
    },
    {
      when: 'an exclamation mark has no quotes',
      text: changed('environment: production', 'environment: !prod'),
      says: '6:34 rules[0].when.tags.environment has the YAML tag !prod; put the value in quotes',
    },
    {
      when: 'an ampersand has no quotes',
      text: changed('environment: production', 'environment: &prod'),
      says: '6:34 rules[0].when.tags.environment has the YAML anchor &prod; put the value in quotes',
    },
    {
      when: 'a dash is missing before a rule',
      text: changed('  - name', '  name'),
      says: '4:3 the policy has no dash before the first field of an item here; put "- " there',
    },
    {
      when: 'a dash is missing before a selector',
      text: changed('- tags', 'tags'),
      says: '8:7 rules[0].securityGroups is a mapping with tags; put "- " before the first field of each item',
    },
    {
      when: 'a line is indented otherwise',
      text: changed('    when', '   when'),
      says: '5:1 the policy cannot be read as YAML here (Sequence item without - indicator); check the indentation',
    },
    {
      when: 'a bracket is not closed',
      text: changed('production }', 'production'),
      says: expect.stringMatching(/^7:5 .*; check the indentation, and that every bracket is closed$/),
    },
    {
      when: 'it stands in a Markdown fence',
      text: `\`\`\`yaml\n${POLICY}\`\`\`\n`,
      says: `1:1 the policy has ${FENCE}`,
    },
    { when: 'a Markdown fence ends it', text: `${POLICY}~~~\n`, says: `9:1 the policy has ${FENCE}` },
    {
      when: 'a comment begins with //',
      text: changed('mode', '// how\nmode'),
      says: '2:1 the policy has a comment here that does not begin with #; begin it with #',
    },
    { when: 'JSON has a comment', text: '{\n// a\n"version": 1, "rules": []}', says: `2:1 the policy has ${COMMENT}` },
    {
      when: 'JSON has a comment behind',
      text: '{"version": 1, /* a */ "rules": []}',
      says: `1:16 the policy has ${COMMENT}`,
    },
    {
      when: 'JSON lacks a comma',
      text: '{"version": 1 "rules": []}',
      says: expect.stringMatching(/^1:\d+ .*; check for a comma, a quote or a bracket that is missing$/),
    },
    {
      when: 'JSON lacks its last brace',
      text: '{"version": 1, "rules": []',
      says: expect.stringMatching(/^1:\d+ .*; check for a comma, a quote or a bracket that is missing$/),
    },
    {
      when: 'a backslash stands alone within quotes, in JSON too',
      text: String.raw`{ "version": 1, "rules": [{ "name": "a\*", "securityGroups": [{ "name": "b" }] }] }`,
      says: expect.stringMatching(/^1:\d+ .*; write two backslashes for one$/),
    },
    {
      when: 'a value has a colon, and curly quotes before it',
      text: changed('name: prod', 'name: the ‘old’ teams’ share: prod'),
      says: `4:33 the policy has ${WITHIN}`,
    },
    { when: 'a dash has no space', text: changed('- name', '-name'), says: `4:3 the policy has ${DASH}` },
    { when: 'an item begins with an asterisk', text: changed('- name', '* name'), says: `4:3 the policy has ${DASH}` },
    { when: 'an item begins with an en dash', text: changed('- name', '– name'), says: `4:3 the policy has ${DASH}` },
    {
      when: 'a value has a colon',
      text: changed('name: prod', 'name: prod: web'),
      says: `4:15 the policy has ${WITHIN}`,
    },
    {
      when: 'a value has a colon, and an apostrophe before it',
      text: withExemptions('{ fileSystem: fs-12345678, until: 2026-12-31, reason: team’s move: phase 2 }'),
      says: `4:70 the policy has ${WITHIN}`,
    },
    {
      when: 'it has the marks of a merge conflict',
      text: changed('mode: enforce', '<<<<<<< HEAD\nmode: enforce\n=======\nmode: audit\n>>>>>>> main'),
      says: '2:1 the policy has the marks of a merge conflict here; resolve it',
    },
    {
      when: 'a bracket is not closed, and a blank line after it has a tab',
      text: changed('production }', 'production\n\t'),
      says: expect.stringMatching(/^8:5 .*; check the indentation, and that every bracket is closed$/),
    },
    {
      when: 'a bracket is not closed, and there is a no-break space far below',
      text: `${changed('production }', 'production')}${EXEMPTION}      INC\u00a07\n`,
      says: expect.stringMatching(/^7:5 .*; check the indentation, and that every bracket is closed$/),
    },
    {
      when: 'a quote is not closed, and there is a no-break space far below',
      text: `${changed('enforce', '"enforce')}${EXEMPTION}      INC\u00a07\n`,
      says: `2:7 the policy has ${UNCLOSED}`,
    },
    {
      when: 'the next line is indented more',
      text: changed('rules', '  rules'),
      says: expect.stringMatching(/^2:7 .*; check the indentation of the next line$/),
    },
    {
      when: 'its colons are full-width',
      text: changed('mode: ', 'mode：'),
      says: '2:5 the policy has a full-width sign here; write the ordinary one',
    },
    {
      when: 'its line ends are escaped',
      text: POLICY.replaceAll('\n', '\\n'),
      says: '1:11 the policy has \\n where a line ends here; write each field on a line of its own',
    },
    {
      when: 'it is quoted from a message',
      text: POLICY.replaceAll(/^/gm, '> '),
      says: '1:1 the policy has > at the start of a line here; remove it from every line',
    },
    {
      when: 'it is a patch',
      text: POLICY.trim().replaceAll(/^/gm, '+'),
      says: expect.stringMatching(
        /^1:1 the policy is a mapping with \+version, .*; write a mapping with version and rules$/,
      ),
    },
    {
      when: 'it is the object of another tool',
      text: 'apiVersion: v1\nkind: ConfigMap\ndata: {}\n',
      says: '1:1 the policy is a mapping with apiVersion, kind, data; write a mapping with version and rules',
    },
    {
      when: 'it is the address of a file',
      text: 's3://bucket/policy.yaml',
      says: '1:1 the policy is "s3://bucket/policy.yaml"; write a mapping with version and rules',
    },
    {
      when: 'a block of a template is not filled in',
      text: `{% if prod %}\n${POLICY}`,
      says: '1:1 the policy has {% here; fill in the template',
    },
    {
      when: 'a function of CloudFormation is not filled in',
      text: changed('tags: { nfs-clients: production }', 'id: !Ref EfsGroup'),
      says: '8:18 rules[0].securityGroups[0].id has the YAML tag !Ref; fill in the template',
    },
    {
      when: 'a template is not filled in',
      text: changed('enforce', '{{ .Values.mode }}'),
      says: `2:7 mode has {{ here; fill in the template; a reference is written "\${key}"`,
    },
    {
      when: 'a rule merges in its name',
      text: changed('name: prod', '<<: *rule'),
      says: '4:5 rules[0]["<<"] is a YAML merge key; write the fields themselves',
    },
    {
      when: 'a selector has the field of another tool',
      text: changed('tags: { nfs-clients: production }', 'groupId: sg-12345678'),
      says: '8:9 rules[0].securityGroups[0].groupId is not a field here; write id',
    },
    {
      when: 'a rule has the field of another tool',
      text: changed('securityGroups', 'groups'),
      says: '7:5 rules[0].groups is not a field here; write securityGroups',
    },
    {
      when: 'an exemption is for something else',
      text: withExemptions('{ accessPoint: fsap-12345678, until: 2026-12-31, reason: r }'),
      says: '4:7 exemptions[0].accessPoint is not a field here; the fields are fileSystem, mountTarget, account, region, until, reason',
    },
    {
      when: 'lines end with CR',
      text: POLICY.replaceAll('\n', '\r'),
      says: '1:11 the policy has a line here that ends with CR alone; save it with LF or CRLF as line ends',
    },
    {
      when: 'a field has other letters',
      text: changed('securityGroups', 'security_groups'),
      says: '7:5 rules[0].security_groups is not a field here; write securityGroups',
    },
    {
      when: 'a field is mistyped',
      text: changed('securityGroups', 'secuirtyGroup'),
      says: '7:5 rules[0].secuirtyGroup is not a field here; write securityGroups',
    },
    {
      when: 'the field of a selector is mistyped',
      text: changed('- tags', '- tasg'),
      says: '8:9 rules[0].securityGroups[0].tasg is not a field here; write tags',
    },
    {
      when: 'a reference is written as elsewhere',
      text: changed('clients: production', 'clients: "{{environment}}"'),
      says: `8:30 rules[0].securityGroups[0].tags.nfs-clients is "{{environment}}"; write every reference as \${key}, closed and with a key`,
    },
    {
      when: 'a reference is no tag key',
      text: changed('clients: production', `clients: "\${env|prod}"`),
      says: '8:30 rules[0].securityGroups[0].tags.nfs-clients refers to "env|prod"; write the key of a tag that EFS can hold',
    },
    {
      when: 'a reference has other letters than the condition',
      text: changed('clients: production', `clients: "\${Environment}"`),
      says: '8:30 rules[0].securityGroups[0].tags.nfs-clients refers to the tag "Environment", and the rule requires "environment"; write both in the same letters',
    },
  ])('when $when', ({ text, says }) => {
    expect(findingsOf(text)).toEqual([says]);
  });

  const asRead = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const utf16 = Buffer.from(`\ufeff${POLICY}`, 'utf16le');

  it.each([
    { when: 'UTF-16', bytes: utf16, says: '1:1 the policy is not text in UTF-8; save it as UTF-8' },
    {
      when: 'UTF-16 the other way round',
      bytes: Buffer.from(utf16).swap16(),
      says: '1:1 the policy is not text in UTF-8; save it as UTF-8',
    },
    {
      when: 'UTF-16 without a mark',
      bytes: utf16.subarray(2),
      says: '1:2 the policy is not text in UTF-8; save it as UTF-8',
    },
    {
      when: 'Latin-1',
      bytes: Buffer.from(POLICY.replace('prod\n', 'pr\u00f6d\n'), 'latin1'),
      says: '4:13 the policy has a character here that is not UTF-8; save it as UTF-8',
    },
  ])('when its bytes are $when', ({ bytes, says }) => {
    expect(findingsOf(asRead(bytes))).toEqual([says]);
    expect(asRead(bytes)).toBe(Buffer.from(bytes).toString('utf8'));
  });
});

describe('an error of syntax is told, without trying every way to read on,', () => {
  it.each([
    { of: 'blanks', text: `rules: [\n${' '.repeat(100_000)}\n}` },
    { of: 'tabs', text: `rules: [\n${'\t'.repeat(100_000)}\n}` },
    { of: 'no-break spaces', text: `rules: [\n${'\u00a0'.repeat(100_000)}}` },
    { of: 'words', text: `rules: ${'x '.repeat(100_000)}: y` },
    { of: 'letters', text: `${'x'.repeat(100_000)}\nrules: "` },
  ])('in 100,000 $of', ({ text }) => {
    expect(findingsOf(text)).toHaveLength(1);
  });
});

it('a text that is nested more deeply than can be followed is told', () => {
  expect(findingsOf(`{ rules: ${'x: '.repeat(30_000)}}`)).toEqual([
    '1:1 the policy is nested too deeply here; flatten it',
  ]);
});

describe('nothing is wrong with', () => {
  it.each([
    { what: 'a byte order mark', text: `\ufeff${POLICY}` },
    { what: 'CRLF', text: POLICY.replaceAll('\n', '\r\n') },
    { what: 'commas at the end of JSON', text: '{"version": 1, "rules": [],}' },
    {
      what: 'slashes in quotes in JSON',
      text: '{"version": 1, "rules": [{"name": "a // b", "securityGroups": [{"name": "/*"}]}]}',
    },
    { what: 'slashes in a YAML comment', text: `# see https://example.com\n${POLICY} # /* */\n` },
    {
      what: 'a reference without quotes where YAML allows it',
      text: POLICY.replace('{ nfs-clients: production }', `\n          nfs-clients: \${environment}`),
    },
    { what: 'a colon within a tag key', text: POLICY.replace('environment:', 'aws:cloudformation:stack-name:') },
    { what: 'a tag key with a colon and an empty value', text: POLICY.replace('environment: production', 'a:b: ""') },
    { what: 'the end of a document', text: `${POLICY}...\n` },
    { what: 'quotes that are curly and meant', text: POLICY.replace('clients: production', "clients: '“a”'") },
    {
      what: 'slashes in YAML in braces',
      text: '{ version: 1, rules: [{ name: see //wiki, securityGroups: [{ name: g }] }] }',
    },
    { what: 'a fence in a text of several lines', text: `${POLICY}${EXEMPTION}      see\n      ~~~ old\n` },
    { what: 'a no-break space in a value', text: POLICY.replace('clients: production', 'clients: "a\u00a0b"') },
  ])('$what', ({ text }) => {
    expect(findingsOf(text)).toEqual([]);
  });

  it('a policy as it is shipped', () => {
    expect(findingsOf(readFileSync(new URL('../../../infra/policy.yaml', import.meta.url), 'utf8'))).toEqual([]);
  });
});
