import { describe, expect, it } from 'vitest';
import { findingsOf } from './findings-of.ts';

const withPolicy = (fields: string) => `version: 1\nrules: []\n${fields}\n`;

describe('limits and safety', () => {
  const groups = 'write a whole number of groups from 1 to 16';
  const changes = 'write a whole number of changes from 1 to 1000000';
  const percent = 'write a whole number of percent from 1 to 100';
  it.each([
    ...['x*', '**', '[y, "*"]'].map((value) => ({
      fields: `safety: { clients: { ignore: { role: ${value === '**' ? '"**"' : value} } } }`,
      expected: [
        value.startsWith('[')
          ? '3:42 safety.clients.ignore.role[1] is "*"; name the values, or write "*" alone for any value'
          : `3:38 safety.clients.ignore.role is "${value}"; name the values, or write "*" alone for any value`,
      ],
    })),
    {
      fields: `safety: { clients: { ignore: { "\${a}": "*", b: "\${c}" } } }`,
      expected: [
        `3:32 safety.clients.ignore["\${a}"] is not a tag key; write 1 to 128 characters, without \${...}`,
        `3:48 safety.clients.ignore.b is "\${c}"; write a fixed value: only securityGroups take \${...}`,
      ],
    },
    {
      fields: 'limits: 5',
      expected: [
        '3:9 limits is 5; write securityGroupsPerMountTarget, changesPerSweep, changesPerMountTarget or changesPerHour',
      ],
    },
    {
      fields: 'limits: { x: 5 }',
      expected: [
        '3:11 limits.x is not a field here; the fields are securityGroupsPerMountTarget, changesPerSweep, changesPerMountTarget, changesPerHour',
      ],
    },
    ...['0', '17', '1.5', '"5"', '.nan', '1e999'].map((value) => ({
      fields: `limits: { securityGroupsPerMountTarget: ${value} }`,
      expected: [`3:41 limits.securityGroupsPerMountTarget is ${value}; ${groups}`],
    })),
    {
      fields: 'limits: { changesPerSweep: 5 }',
      expected: ['3:28 limits.changesPerSweep is 5; write count and percent'],
    },
    ...['0', '1000001', '0.5'].map((value) => ({
      fields: `limits: { changesPerSweep: { count: ${value} } }`,
      expected: [`3:37 limits.changesPerSweep.count is ${value}; ${changes}`],
    })),
    ...['0', '101'].map((value) => ({
      fields: `limits: { changesPerSweep: { percent: ${value} } }`,
      expected: [`3:39 limits.changesPerSweep.percent is ${value}; ${percent}`],
    })),
    {
      fields: 'limits: { changesPerMountTarget: [] }',
      expected: ['3:34 limits.changesPerMountTarget is an empty list; write count and within'],
    },
    ...['0', '11'].map((value) => ({
      fields: `limits: { changesPerMountTarget: { count: ${value} } }`,
      expected: [`3:43 limits.changesPerMountTarget.count is ${value}; write a whole number of changes from 1 to 10`],
    })),
    {
      fields: 'limits: { changesPerMountTarget: { within: 1w } }',
      expected: ['3:44 limits.changesPerMountTarget.within is "1w"; write a duration such as 30s, 15m, 1h or 2d'],
    },
    {
      fields: 'limits: { changesPerMountTarget: { within: 60 } }',
      expected: ['3:44 limits.changesPerMountTarget.within is 60; write a duration such as 30s, 15m, 1h or 2d'],
    },
    {
      fields: 'safety: { nfsOpenToWorld: no, nfsCutOff: true }',
      expected: [
        '3:27 safety.nfsOpenToWorld is "no"; write one of refuse, warn',
        '3:42 safety.nfsCutOff is true; write one of refuse, warn',
      ],
    },
    {
      fields: 'safety: refuse',
      expected: ['3:9 safety is "refuse"; write nfsOpenToWorld, nfsCutOff, shortestPrefix or clients'],
    },
    ...['0', '10001', '0.5'].map((value) => ({
      fields: `limits: { changesPerHour: ${value} }`,
      expected: [`3:27 limits.changesPerHour is ${value}; write a whole number of changes from 1 to 10000`],
    })),
    { fields: 'safety: { shortestPrefix: 8 }', expected: ['3:27 safety.shortestPrefix is 8; write ipv4 and ipv6'] },
    ...['0', '33'].map((value) => ({
      fields: `safety: { shortestPrefix: { ipv4: ${value} } }`,
      expected: [`3:35 safety.shortestPrefix.ipv4 is ${value}; write a whole number of bits from 1 to 32`],
    })),
    ...['0', '129'].map((value) => ({
      fields: `safety: { shortestPrefix: { ipv6: ${value} } }`,
      expected: [`3:35 safety.shortestPrefix.ipv6 is ${value}; write a whole number of bits from 1 to 128`],
    })),
  ])('with $fields', ({ fields, expected }) => {
    expect(findingsOf(withPolicy(fields))).toEqual(expected);
  });
});
