import { describe, expect, it } from 'vitest';
import { findingsOf, withGroups } from './findings-of.ts';

const VALUE = 'write a value, a list of values, or "*" for any value';
const GROUP_KEY = 'is not a tag key; write 1 to 128 characters, without wildcards';
const REFERENCE = `write every reference as \${key}, closed and with a key`;
const NAME = `write the name of a security group, in which \${key} is the value of that tag of the file system`;
const KIND = 'give exactly one of id, name, tags';

describe('selectors', () => {
  it.each([
    { groups: 'nfs', expected: ['4:21 rules[0].securityGroups is "nfs"; write a list: [{ name: nfs }]'] },
    {
      groups: '[]',
      expected: [
        '4:21 rules[0].securityGroups is an empty list; list at least one selector, or write match: at-least to take away only what never forbids',
      ],
    },
    {
      groups: '[sg-12345678]',
      expected: ['4:22 rules[0].securityGroups[0] is "sg-12345678"; write { id: sg-12345678 }'],
    },
    { groups: '[[a]]', expected: [`4:22 rules[0].securityGroups[0] is a list; ${KIND}`] },
    { groups: '[~]', expected: [`4:22 rules[0].securityGroups[0] is ~; ${KIND}`] },
    { groups: '[{}]', expected: [`4:22 rules[0].securityGroups[0] is an empty mapping; ${KIND}`] },
    {
      groups: '[{ optional: true }]',
      expected: [`4:22 rules[0].securityGroups[0] is a mapping with optional; ${KIND}`],
    },
    {
      groups: '[{ name: a, tags: { b: c } }]',
      expected: [`4:22 rules[0].securityGroups[0] is a mapping with name, tags; ${KIND}`],
    },
    {
      groups: '[{ id: sg-1, name: a }]',
      expected: [
        `4:22 rules[0].securityGroups[0] is a mapping with id, name; ${KIND}`,
        '4:28 rules[0].securityGroups[0].id is "sg-1"; write an id such as sg-0123456789abcdef0',
      ],
    },
    {
      groups: '[{ id: *a, name: b }]',
      expected: [
        `4:22 rules[0].securityGroups[0] is a mapping with id, name; ${KIND}`,
        '4:28 rules[0].securityGroups[0].id is the YAML alias *a; put it in quotes',
      ],
    },
    {
      groups: '[{ id: *a }]',
      expected: ['4:28 rules[0].securityGroups[0].id is the YAML alias *a; put it in quotes'],
    },
    {
      groups: '[{ id: fs-12345678 }]',
      expected: ['4:28 rules[0].securityGroups[0].id is "fs-12345678"; write an id such as sg-0123456789abcdef0'],
    },
    {
      groups: '[{ id: 12345678 }]',
      expected: ['4:28 rules[0].securityGroups[0].id is 12345678; write an id such as sg-0123456789abcdef0'],
    },
    { groups: '[{ name: "" }]', expected: [`4:30 rules[0].securityGroups[0].name is ""; ${NAME}`] },
    { groups: '[{ name: }]', expected: [`4:30 rules[0].securityGroups[0].name is empty; ${NAME}`] },
    {
      groups: '[{ name: "*" }]',
      expected: [
        '4:30 rules[0].securityGroups[0].name is "*"; narrow it: it would match every security group of the VPC',
      ],
    },
    { groups: `[{ name: "a\${" }]`, expected: [`4:30 rules[0].securityGroups[0].name is "a\${"; ${REFERENCE}`] },
    {
      groups: '[{ tags: {} }]',
      expected: ['4:30 rules[0].securityGroups[0].tags is an empty mapping; write at least one tag key with its value'],
    },
    {
      groups: '[{ tags: a }]',
      expected: ['4:30 rules[0].securityGroups[0].tags is "a"; write at least one tag key with its value'],
    },
    {
      groups: `[{ tags: { a: "\${}", b: ["\${c", d] } }]`,
      expected: [
        `4:35 rules[0].securityGroups[0].tags.a is "\${}"; ${REFERENCE}`,
        `4:46 rules[0].securityGroups[0].tags.b[0] is "\${c"; ${REFERENCE}`,
      ],
    },
    {
      groups: '[{ name: sg-12345678 }]',
      expected: ['4:30 rules[0].securityGroups[0].name is "sg-12345678"; write it as an id: no name begins with sg-'],
    },
    {
      groups: `[{ tags: { "k/*": a, "\${x": b, "": c } }]`,
      expected: ['4:32', '4:42', '4:52'].map((at, i) =>
        [at, `rules[0].securityGroups[0].tags[${['"k/*"', '"${x"', '""'][i]}]`, GROUP_KEY].join(' '),
      ),
    },
    {
      groups: '[{ name: a, owner: me }, { name: b, owner: 123456789012 }]',
      expected: [
        '4:40 rules[0].securityGroups[0].owner is "me"; write self, shared, or the 12 digits of an account in quotes',
        '4:64 rules[0].securityGroups[1].owner is 123456789012; put it in quotes',
      ],
    },
    {
      groups: '[{ tags: { a: 1, b: [true], c: [] } }]',
      expected: [
        '4:35 rules[0].securityGroups[0].tags.a is 1; put it in quotes',
        '4:42 rules[0].securityGroups[0].tags.b[0] is true; put it in quotes',
        `4:52 rules[0].securityGroups[0].tags.c is an empty list; ${VALUE}`,
      ],
    },
    {
      groups: `[{ tags: { a: "\${b}${'v'.repeat(257)}" } }]`,
      expected: [`4:35 rules[0].securityGroups[0].tags.a is "\${b}${'v'.repeat(56)}…"; shorten it to 256 characters`],
    },
    {
      groups: '[{ name: a, optional: yes }]',
      expected: ['4:43 rules[0].securityGroups[0].optional is "yes"; write true or false'],
    },
    {
      groups: '[{ name: a, option: true }]',
      expected: ['4:33 rules[0].securityGroups[0].option is not a field here; write optional'],
    },
  ])('with $groups', ({ groups, expected }) => {
    expect(findingsOf(withGroups(groups))).toEqual(expected);
  });
});
