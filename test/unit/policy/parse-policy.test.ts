import { describe, expect, it } from 'vitest';
import type { Pattern, Policy, TagCondition } from '../../../functions/core/model/policy.ts';
import { parsePolicy } from '../../../functions/policy/parse-policy.ts';
import { one, star } from '../../support/builders.ts';

const accepted = (text: string): Policy => {
  const result = parsePolicy(text, '0123456789ab');
  if ('findings' in result) throw new Error(result.findings.map(({ message }) => message).join('\n'));
  return result.policy;
};
const rules = (...texts: string[]) =>
  accepted(`version: 1\nrules:\n${texts.map((text) => `  - ${text}\n`).join('')}`).rules;
const rule = (text: string) => rules(`{ name: r, ${text} }`)[0];
const GROUPS = 'securityGroups: [{ name: g }]';

const COMPLETE = `
version: 1
mode: enforce
paused: true
unmatched: ignore
limits:
  securityGroupsPerMountTarget: 16
  changesPerSweep: { count: 1, percent: 100 }
  changesPerMountTarget: { count: 2, within: 15m }
  changesPerHour: 7
safety:
  nfsOpenToWorld: warn
  nfsCutOff: warn
  shortestPrefix: { ipv4: 16, ipv6: 48 }
rules:
  - name: shared-data
    when:
      tags: { environment: [prod, staging], team: "*", owner: me }
      unless: { legacy: "*", tier: [x] }
    securityGroups:
      - tags: { nfs-access: "\${environment}", zone: ["a-\${aws:zone}", b], shared: "*" }
      - name: "nfs-\${environment}"
      - id: sg-0123456789abcdef0
        optional: true
    match: at-least
    mode: audit
  - name: rest
    securityGroups: [{ id: sg-12345678 }]
exemptions:
  - fileSystem: fs-0123456789abcdef0
    until: 2026-12-31
    reason: INC-1234 vendor migration
  - mountTarget: fsmt-12345678
    until: 2020-01-01
    reason: long over
`;

describe('a complete policy', () => {
  it('means what it says', () => {
    expect(accepted(COMPLETE)).toEqual({
      version: '0123456789ab',
      mode: 'enforce',
      paused: true,
      unmatched: 'ignore',
      limits: {
        securityGroupsPerMountTarget: 16,
        changesPerSweep: { count: 1, percent: 100 },
        changesPerMountTarget: { count: 2, withinMs: 900_000 },
        changesPerHour: 7,
      },
      safety: {
        nfsOpenToWorld: 'warn',
        nfsCutOff: 'warn',
        shortestPrefixV4: 16,
        shortestPrefixV6: 48,
        clients: { undoWithinMs: 86_400_000, ignore: new Map() },
      },
      rules: [
        {
          name: 'shared-data',
          when: {
            tags: new Map([
              ['environment', { any: false, oneOf: ['prod', 'staging'] }],
              ['team', { any: true }],
              ['owner', { any: false, oneOf: ['me'] }],
            ]),
            unless: new Map([
              ['legacy', { any: true }],
              ['tier', { any: false, oneOf: ['x'] }],
            ]),
          },
          securityGroups: [
            {
              by: 'tags',
              optional: false,
              tags: [
                [['nfs-access'], { any: false, oneOf: [[{ tag: 'environment' }]] }],
                [['zone'], { any: false, oneOf: [['a-', { tag: 'aws:zone' }], ['b']] }],
                [['shared'], { any: true }],
              ],
            },
            { by: 'name', optional: false, name: ['nfs-', { tag: 'environment' }] },
            { by: 'id', optional: true, id: 'sg-0123456789abcdef0' },
          ],
          match: 'at-least',
          mode: 'audit',
        },
        {
          name: 'rest',
          when: { tags: new Map(), unless: new Map() },
          securityGroups: [{ by: 'id', optional: false, id: 'sg-12345678' }],
          match: 'exactly',
          mode: 'enforce',
        },
      ],
      exemptions: [
        {
          covers: 'fs-0123456789abcdef0',
          until: '2026-12-31',
          expiresAt: Date.parse('2027-01-01T00:00:00Z'),
          reason: 'INC-1234 vendor migration',
        },
        {
          covers: 'fsmt-12345678',
          until: '2020-01-01',
          expiresAt: Date.parse('2020-01-02T00:00:00Z'),
          reason: 'long over',
        },
      ],
    });
  });
});

describe('what is left out', () => {
  it('has the mildest meaning', () => {
    expect(accepted('{"version": 1, "rules": []}')).toEqual({
      version: '0123456789ab',
      mode: 'audit',
      paused: false,
      unmatched: 'report',
      limits: {
        securityGroupsPerMountTarget: 5,
        changesPerSweep: { count: 25, percent: 20 },
        changesPerMountTarget: { count: 3, withinMs: 3_600_000 },
        changesPerHour: 500,
      },
      safety: {
        nfsOpenToWorld: 'refuse',
        nfsCutOff: 'refuse',
        shortestPrefixV4: 8,
        shortestPrefixV6: 32,
        clients: { undoWithinMs: 86_400_000, ignore: new Map() },
      },
      rules: [],
      exemptions: [],
    });
  });

  it('has that meaning within a section too', () => {
    const text =
      'version: 1\nrules: []\nlimits: { changesPerSweep: { count: 7 }, changesPerMountTarget: { count: 9 } }';
    expect(accepted(text).limits).toEqual({
      securityGroupsPerMountTarget: 5,
      changesPerSweep: { count: 7, percent: 20 },
      changesPerMountTarget: { count: 9, withinMs: 3_600_000 },
      changesPerHour: 500,
    });
  });

  it.each([
    { safety: 'shortestPrefix: { ipv4: 9 }', expected: { shortestPrefixV4: 9, shortestPrefixV6: 32 } },
    { safety: 'shortestPrefix: { ipv6: 33 }', expected: { shortestPrefixV4: 8, shortestPrefixV6: 33 } },
  ])('has that meaning within safety too: $safety', ({ safety, expected }) => {
    expect(accepted(`version: 1\nrules: []\nsafety: { ${safety} }`).safety).toMatchObject(expected);
  });

  it.each(['when: {}', 'when: { tags: {} }', 'when: { unless: {} }'])('matches every file system with "%s"', (when) => {
    expect(rule(`${GROUPS}, ${when}`)?.when).toEqual({ tags: new Map(), unless: new Map() });
  });

  it('leaves each rule the mode of the policy', () => {
    const text = `version: 1\nmode: enforce\nrules: [{ name: a, mode: audit, ${GROUPS}, when: { tags: { a: b } } }, { name: b, ${GROUPS} }]`;
    expect(accepted(text).rules.map(({ mode }) => mode)).toEqual(['audit', 'enforce']);
  });
});

describe('tags', () => {
  it('may be called like a property of every object', () => {
    const made = rule(
      'securityGroups: [{ tags: { __proto__: "*" } }], when: { tags: { __proto__: a, constructor: b } }',
    );
    expect([...(made?.when.tags.keys() ?? [])]).toEqual(['__proto__', 'constructor']);
    expect(made?.securityGroups).toEqual([{ by: 'tags', optional: false, tags: [[['__proto__'], { any: true }]] }]);
  });

  it('may be as long as AWS allows, in characters', () => {
    const key = '𝒌'.repeat(128);
    const value = '𝒗'.repeat(256);
    expect(rule(`${GROUPS}, when: { tags: { ${key}: ${value} } }`)?.when.tags).toEqual(
      new Map([[key, { any: false, oneOf: [value] }]]),
    );
    expect(rule(`securityGroups: [{ tags: { k: "\${${key}}${value}" } }]`)?.securityGroups).toEqual([
      { by: 'tags', optional: false, tags: [[['k'], { any: false, oneOf: [[{ tag: key }, value]] }]] },
    ]);
  });

  it('may have an empty value', () => {
    expect(rule(`${GROUPS}, when: { tags: { a: "" } }`)?.when.tags).toEqual(
      new Map([['a', { any: false, oneOf: [''] }]]),
    );
  });

  it('of file systems may have wildcards in their values', () => {
    const tags = '{ a: "prod-*", b: [x, "y?"], c: "**", d: [z, "*"], e: "*?*" }';
    expect(rule(`${GROUPS}, when: { tags: ${tags} }`)?.when.tags).toEqual(
      new Map<string, TagCondition<Pattern>>([
        ['a', { any: false, oneOf: [['prod-', star]] }],
        ['b', { any: false, oneOf: ['x', ['y', one]] }],
        ['c', { any: true }],
        ['d', { any: true }],
        ['e', { any: true }],
      ]),
    );
  });

  it('of groups may have wildcards in their values, references in their keys, and backslashes before what is literal', () => {
    const tags = `{ a: '\${b}', '\${c}/d\\*': '*-\\*x\\\\' }`;
    expect(rule(`securityGroups: [{ tags: ${tags} }]`)?.securityGroups).toEqual([
      {
        by: 'tags',
        optional: false,
        tags: [
          [['a'], { any: false, oneOf: [[{ tag: 'b' }]] }],
          [[{ tag: 'c' }, '/d*'], { any: false, oneOf: [[star, '-*x\\']] }],
        ],
      },
    ]);
  });
});

describe('a rule', () => {
  it('may be about places', () => {
    const when =
      '{ vpcs: [vpc-12345678], fileSystems: [fs-12345678], availabilityZones: [eu-west-1a, us-west-2-lax-1b] }';
    expect(rule(`${GROUPS}, when: ${when}`)?.when).toEqual({
      tags: new Map(),
      unless: new Map(),
      vpcs: ['vpc-12345678'],
      fileSystems: ['fs-12345678'],
      availabilityZones: ['eu-west-1a', 'us-west-2-lax-1b'],
    });
  });

  it('may say whose groups it means', () => {
    const groups = '[{ name: a, owner: self }, { name: b, owner: shared }, { name: c, owner: "123456789012" }]';
    expect(rule(`securityGroups: ${groups}`)?.securityGroups.map(({ owner }) => owner)).toEqual([
      'self',
      'shared',
      '123456789012',
    ]);
  });

  it('forbids what the policy forbids, and more', () => {
    const text = `version: 1\nnever: [{ name: default }]\nrules: [{ name: a, ${GROUPS}, when: { tags: { a: b } }, never: [{ name: "*", owner: shared }] }, { name: b, ${GROUPS} }]`;
    const forbidden = { by: 'name', name: ['default'], optional: false };
    expect(accepted(text).rules.map(({ never }) => never)).toEqual([
      [forbidden, { by: 'name', name: [star], owner: 'shared', optional: false }],
      [forbidden],
    ]);
  });

  it('may be milder or stricter than the policy, and has the rest of its safety', () => {
    const text = `version: 1\nsafety: { nfsOpenToWorld: warn, shortestPrefix: { ipv6: 40 }, clients: { undoWithin: 2h, ignore: { role: [scanner], x: "*" } } }\nrules: [{ name: a, ${GROUPS}, when: { tags: { a: b } }, safety: { nfsCutOff: warn, shortestPrefix: { ipv4: 16 }, clients: { flowLogs: { logGroup: x } } } }, { name: b, ${GROUPS} }]`;
    const { rules, safety } = accepted(text);
    expect(safety).toEqual({
      nfsOpenToWorld: 'warn',
      nfsCutOff: 'refuse',
      shortestPrefixV4: 8,
      shortestPrefixV6: 40,
      clients: {
        undoWithinMs: 7_200_000,
        ignore: new Map<string, TagCondition>([
          ['role', { any: false, oneOf: ['scanner'] }],
          ['x', { any: true }],
        ]),
      },
    });
    expect(rules[0]?.safety).toEqual({
      ...safety,
      nfsCutOff: 'warn',
      shortestPrefixV4: 16,
      clients: { ...safety.clients, flowLogs: { logGroup: 'x', windowMs: 604_800_000 } },
    });
    expect(rules[1]).not.toHaveProperty('safety');
  });
});

it.each([
  { limit: 'securityGroupsPerMountTarget: 1' },
  { limit: 'changesPerSweep: { count: 1000000, percent: 1 }' },
  { limit: 'changesPerMountTarget: { count: 10, within: 1s }' },
  { limit: 'changesPerMountTarget: { count: 1 }' },
  { limit: 'changesPerHour: 1' },
  { limit: 'changesPerHour: 10000' },
])('takes the limit "$limit"', ({ limit }) => {
  expect(accepted(`version: 1\nrules: []\nlimits: { ${limit} }`)).toBeDefined();
});

it.each([{ safety: 'shortestPrefix: { ipv4: 1, ipv6: 1 }' }, { safety: 'shortestPrefix: { ipv4: 32, ipv6: 128 }' }])(
  'takes the safety "$safety"',
  ({ safety }) => {
    expect(accepted(`version: 1\nrules: []\nsafety: { ${safety} }`)).toBeDefined();
  },
);

it.each(['exactly', 'at-least', 'at-most'])('takes the match %s', (match) => {
  expect(rule(`${GROUPS}, match: ${match}`)?.match).toBe(match);
});
