import { describe, expect, it } from 'vitest';
import { findingsOf, withExemptions, withRules } from './findings-of.ts';

describe('rules', () => {
  it.each([
    {
      when: 'two share a name',
      text: withRules('name: a, when: { tags: { x: a } }', 'name: a, when: { tags: { x: b } }'),
      expected: ['4:44 rules[1].name is "a", the same as rules[0].name; give every rule a name of its own'],
    },
    {
      when: 'three share a name',
      text: withRules(
        'name: a, when: { tags: { x: a } }',
        'name: a, when: { tags: { x: b } }',
        'name: a, when: { tags: { x: c } }',
      ),
      expected: [
        '4:44 rules[1].name is "a", the same as rules[0].name; give every rule a name of its own',
        '5:44 rules[2].name is "a", the same as rules[0].name; give every rule a name of its own',
      ],
    },
    {
      when: 'a wildcard of an earlier one takes in its value',
      text: withRules('name: all, when: { tags: { x: "prod-*" } }', 'name: eu, when: { tags: { x: prod-eu } }'),
      expected: [
        '4:5 rules[1] "eu" can never govern, because rules[0] "all" before it matches all that it matches; move it up, narrow the other or remove it',
      ],
    },
    {
      when: 'an earlier one names its VPC too',
      text: withRules(
        'name: all, when: { vpcs: [vpc-12345678, vpc-12345679] }',
        'name: one, when: { vpcs: [vpc-12345678], tags: { x: "*" } }',
      ),
      expected: [
        '4:5 rules[1] "one" can never govern, because rules[0] "all" before it matches all that it matches; move it up, narrow the other or remove it',
      ],
    },
    {
      when: 'it selects by id in an organisation, and names no account',
      text: `${withRules('name: a, when: { regions: [eu-west-1] }').replace('name: g', 'id: sg-12345678')}organization: { regions: [eu-west-1] }\n`,
      expected: [
        '3:30 rules[0].securityGroups[0].id is of one account and Region, and the rule governs others too; name that one account and Region by when.accounts and when.regions, or select by name or tags',
      ],
    },
    {
      when: 'an earlier one matches everything',
      text: withRules('name: all', 'name: some, when: { tags: { x: a } }'),
      expected: [
        '4:5 rules[1] "some" can never govern, because rules[0] "all" before it matches all that it matches; move it up, narrow the other or remove it',
      ],
    },
    {
      when: 'the first of several earlier ones covers it',
      text: withRules(
        'name: a, when: { tags: { x: a } }',
        'name: b, when: { tags: { y: "*" } }',
        'name: c, when: { tags: { y: b } }',
      ),
      expected: [
        '5:5 rules[2] "c" can never govern, because rules[1] "b" before it matches all that it matches; move it up, narrow the other or remove it',
      ],
    },
    {
      when: 'its own exclusion contradicts it',
      text: withRules('name: a, when: { tags: { "x/y": [p, q] }, unless: { "x/y": [q, p] } }'),
      expected: [
        '3:5 rules[0] "a" can never govern, because unless["x/y"] excludes all that tags["x/y"] allows; change one of the two or remove the rule',
      ],
    },
    {
      when: 'one without a name can never govern',
      text: withRules('when: { tags: { x: "*" }, unless: { x: "*" } }'),
      expected: [
        '3:5 rules[0] can never govern, because unless.x excludes all that tags.x allows; change one of the two or remove the rule',
        '3:5 rules[0].name is missing; give the rule a name',
      ],
    },
    {
      when: 'names are at fault too',
      text: withRules('name: 1', 'name: 2'),
      expected: [
        '3:44 rules[0].name is 1; put it in quotes',
        '4:5 rules[1] can never govern, because rules[0] before it matches all that it matches; move it up, narrow the other or remove it',
        '4:44 rules[1].name is 2; put it in quotes',
      ],
    },
  ])('are compared when $when', ({ text, expected }) => {
    expect(findingsOf(text).toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    { when: 'a narrower one comes first', text: withRules('name: a, when: { tags: { x: a } }', 'name: b') },
    {
      when: 'one that can never match comes first',
      text: withRules('name: a, when: { tags: { x: a }, unless: { x: a } }', 'name: b, when: { tags: { x: a } }'),
      but: 1,
    },
    {
      when: 'a wildcard of the earlier one takes in only a part',
      text: withRules('name: a, when: { tags: { x: "prod-?" } }', 'name: b, when: { tags: { x: "prod-*" } }'),
    },
    {
      when: 'they name different zones',
      text: withRules(
        'name: a, when: { availabilityZones: [eu-west-1a] }',
        'name: b, when: { availabilityZones: [eu-west-1b] }',
      ),
    },
    { when: 'an earlier condition is at fault', text: withRules('name: a, when: 5', 'name: b'), but: 1 },
    { when: 'an earlier condition is an alias', text: withRules('name: a, when: *x', 'name: b'), but: 1 },
    { when: 'a tag is an alias', text: withRules('name: a, when: { tags: *x }', 'name: b'), but: 1 },
  ])('are not taken to cover each other when $when', ({ text, but = 0 }) => {
    const findings = findingsOf(text);
    expect(findings).toHaveLength(but);
    expect(findings.filter((finding) => finding.includes('before it'))).toEqual([]);
  });
});

describe('exemptions', () => {
  const rest = 'until: 2026-12-31, reason: why';
  it.each([
    {
      when: 'two cover a file system, by id',
      text: withExemptions(`{ fileSystem: fs-12345678, ${rest} }`, `{ fileSystem: fs-12345678, ${rest} }`),
      expected: [
        '5:19 exemptions[1].fileSystem is "fs-12345678", the same as exemptions[0].fileSystem; keep one of the two',
      ],
    },
    {
      when: 'two cover a mount target',
      text: withExemptions(`{ mountTarget: fsmt-12345678, ${rest} }`, `{ mountTarget: fsmt-12345678, ${rest} }`),
      expected: [
        '5:20 exemptions[1].mountTarget is "fsmt-12345678", the same as exemptions[0].mountTarget; keep one of the two',
      ],
    },
    {
      when: 'they cover different things',
      text: withExemptions(`{ fileSystem: fs-12345678, ${rest} }`, `{ mountTarget: fsmt-12345678, ${rest} }`),
      expected: [],
    },
    {
      when: 'two hold the same text that is no id',
      text: withExemptions(`{ fileSystem: x, ${rest} }`, `{ fileSystem: x, ${rest} }`),
      expected: [
        '4:19 exemptions[0].fileSystem is "x"; write an id such as fs-0123456789abcdef0',
        '5:19 exemptions[1].fileSystem is "x"; write an id such as fs-0123456789abcdef0',
      ],
    },
  ])('are compared when $when', ({ text, expected }) => {
    expect(findingsOf(text)).toEqual(expected);
  });
});

describe('what is never to be attached', () => {
  const policy = (never: string, groups: string, own = ''): string =>
    `version: 1\nnever: ${never}\nrules:\n  - { name: r, securityGroups: ${groups}${own} }\n`;
  const fault = (index: number, by: string) =>
    expect.stringMatching(
      new RegExp(
        `^4:\\d+ rules\\[0\\]\\.securityGroups\\[${index}\\] selects only what ${by} forbids; remove one of the two$`,
      ),
    );
  const first = [fault(0, 'never\\[0\\]')];

  it.each([
    { when: 'by id', never: '[{ id: sg-12345678 }]', groups: '[{ id: sg-12345678 }]', expected: first },
    { when: 'by name', never: '[{ name: "nfs-*" }]', groups: '[{ name: nfs-a }]', expected: first },
    {
      when: 'whatever its name',
      never: '[{ name: "*", owner: self }]',
      groups: `[{ name: "x-\${k}", owner: self }]`,
      expected: first,
    },
    { when: 'by its reference', never: `[{ name: "x-\${k}" }]`, groups: `[{ name: "x-\${k}" }]`, expected: first },
    { when: 'by a wildcard', never: '[{ name: "x-*" }]', groups: `[{ name: "x-\${k}-?" }]`, expected: first },
    {
      when: 'by some of its tags',
      never: '[{ tags: { a: "*" } }]',
      groups: '[{ tags: { a: x, b: y } }]',
      expected: first,
    },
    {
      when: 'by the owner too',
      never: '[{ name: "*", owner: shared }]',
      groups: '[{ name: a, owner: shared }]',
      expected: first,
    },
    {
      when: 'by the rule itself',
      never: '[]',
      groups: '[{ name: b }, { name: a }]',
      own: ', never: [{ name: b2 }, { name: a }]',
      expected: [fault(1, 'rules\\[0\\]\\.never\\[1\\]')],
    },
    { when: 'under another owner', never: '[{ name: "*", owner: shared }]', groups: '[{ name: a }]', expected: [] },
    { when: 'by another reference', never: `[{ name: "x-\${k}" }]`, groups: `[{ name: "x-\${l}" }]`, expected: [] },
    {
      when: 'by what is in a reference',
      never: '[{ name: "*prod*" }]',
      groups: `[{ name: "nfs-\${product}" }]`,
      expected: [],
    },
    {
      when: 'by the letters of a key',
      never: '[{ name: "*?p*" }]',
      groups: `[{ name: "nfs-\${product}" }]`,
      expected: [],
    },
    {
      when: 'by a name like a key',
      never: '[{ tags: { a: "*team*" } }]',
      groups: `[{ tags: { a: "\${team}" } }]`,
      expected: [],
    },
    { when: 'by characters', never: '[{ name: "x-???" }]', groups: `[{ name: "x-\${k}" }]`, expected: [] },
    { when: 'by more tags', never: '[{ tags: { a: x, b: y } }]', groups: '[{ tags: { a: x } }]', expected: [] },
    { when: 'by another kind', never: '[{ name: a }]', groups: '[{ tags: { name: a } }]', expected: [] },
  ])('is a fault where a selector selects nothing else $when', ({ never, groups, own = '', expected }) => {
    expect(findingsOf(policy(never, groups, own))).toEqual(expected);
  });
});

describe('a never that forbids every group', () => {
  it.each([
    '[{ name: "*" }]',
    '[{ name: a }, { name: "?*" }]',
    '[{ name: "*", owner: self }, { name: "**", owner: shared }]',
  ])('is a fault: %s', (never) => {
    const says = 'narrow it: it forbids every security group';
    expect(findingsOf(`version: 1\nnever: ${never}\nrules: []\n`)).toEqual([expect.stringContaining(says)]);
  });

  it.each([
    '[{ name: "*", owner: shared }]',
    '[{ name: "*a" }]',
    String.raw`[{ name: '\*' }]`,
    '[{ tags: { a: "*" } }]',
  ])('is not %s', (never) => {
    expect(findingsOf(`version: 1\nnever: ${never}\nrules: []\n`)).toEqual([]);
  });
});

describe('a rule that asks for no group', () => {
  const policy = (above: string, own: string) =>
    `version: 1\n${above}rules:\n  - { name: r, match: at-least, securityGroups: []${own} }\n`;
  const never = 'never: [{ name: default }]';

  it('is a fault where nothing is forbidden either', () => {
    expect(findingsOf(policy('', ''))).toEqual([
      '3:49 rules[0].securityGroups is an empty list, and never forbids nothing; list a selector, or what never forbids',
    ]);
    expect(findingsOf(policy('never: []\n', ', never: []'))).toHaveLength(1);
  });

  it('is none where the policy or the rule forbids something', () => {
    expect(findingsOf(policy(`${never}\n`, ''))).toEqual([]);
    expect(findingsOf(policy('', `, ${never}`))).toEqual([]);
  });
});

it('compares no selector that is at fault with what is never to be attached', () => {
  const text =
    'version: 1\nnever: [{ name: 1 }, { name: a }]\nrules: [{ name: r, securityGroups: [{ id: 1 }, { name: a }] }]';
  expect(findingsOf(text)).toEqual([
    '2:17 never[0].name is 1; put it in quotes',
    '3:43 rules[0].securityGroups[0].id is 1; write an id such as sg-0123456789abcdef0',
    '3:48 rules[0].securityGroups[1] selects only what never[1] forbids; remove one of the two',
  ]);
});

it('reads a policy of 10,000 rules with wildcards as one without', { timeout: 60_000 }, () => {
  const rules = Array.from(
    { length: 10_000 },
    (_, i) => `  - { name: r${i}, when: { tags: { a: "*-${i}" } }, securityGroups: [{ name: "${i}-*" }] }\n`,
  );
  expect(findingsOf(`version: 1\nnever: [{ name: default }]\nrules:\n${rules.join('')}`)).toEqual([]);
});

describe('what is written in place of a reference', () => {
  const found = (value: string, list = 'securityGroups') => {
    const when = 'when: { tags: { environment: "*" }, unless: { team: "*", a: x } }';
    const own = list === 'never' ? 'securityGroups: [{ name: g }], ' : '';
    return findingsOf(
      `version: 1\nrules:\n  - { name: r, ${when}, ${own}${list}: [{ tags: { k: ${JSON.stringify(value)} } }] }\n`,
    );
  };
  const remedy = `; write \${environment} for the value of that tag`;

  it.each([
    `\${ environment }`,
    `\${tags.environment}`,
    `\${tag.environment}`,
    `\${environment:-x}`,
    `$\${environment}`,
    '$environment',
    'a-{environment}',
    '%{environment}',
    '%environment%',
    '<environment>',
    `\${fileSystem.tags.environment}`,
    `\${aws:ResourceTag/environment}`,
  ])('is a fault with what was meant: %s', (value) => {
    expect(found(value)).toEqual([expect.stringContaining(remedy)]);
    expect(found(value, 'never')).toEqual([expect.stringContaining(remedy)]);
  });

  it.each([`\${other}`, `\${tags.other}`, '$other', 'a-{other}', '<other>', '%other%', '$5', `\${a}`])(
    'is none where it may be meant: %s',
    (value) => {
      expect(found(value)).toEqual([]);
    },
  );

  it('is a fault where unless excludes every file system that has the tag', () => {
    expect(found(`\${team}`)).toEqual([
      expect.stringContaining('refers to the tag "team", which unless excludes; change one of the two'),
    ]);
  });
});
