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
      when: 'an earlier one matches everything',
      text: withRules('name: all', 'name: some, when: { tags: { x: a } }'),
      expected: [
        '4:5 rules[1] "some" can never govern, for rules[0] "all" before it matches all that it matches; move it up, narrow the other or remove it',
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
        '5:5 rules[2] "c" can never govern, for rules[1] "b" before it matches all that it matches; move it up, narrow the other or remove it',
      ],
    },
    {
      when: 'its own exclusion contradicts it',
      text: withRules('name: a, when: { tags: { "x/y": [p, q] }, unless: { "x/y": [q, p] } }'),
      expected: [
        '3:5 rules[0] "a" can never govern, for unless["x/y"] excludes all that tags["x/y"] allows; change one of the two or remove the rule',
      ],
    },
    {
      when: 'one without a name can never govern',
      text: withRules('when: { tags: { x: "*" }, unless: { x: "*" } }'),
      expected: [
        '3:5 rules[0] can never govern, for unless.x excludes all that tags.x allows; change one of the two or remove the rule',
        '3:5 rules[0].name is missing; give the rule a name',
      ],
    },
    {
      when: 'names are at fault too',
      text: withRules('name: 1', 'name: 2'),
      expected: [
        '3:44 rules[0].name is 1; put it in quotes',
        '4:5 rules[1] can never govern, for rules[0] before it matches all that it matches; move it up, narrow the other or remove it',
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
      when: 'two cover a file system, by id and by ARN',
      text: withExemptions(
        `{ fileSystem: fs-12345678, ${rest} }`,
        `{ fileSystem: "arn:aws:efs:r:1:file-system/fs-12345678", ${rest} }`,
      ),
      expected: [
        '5:19 exemptions[1].fileSystem is "arn:aws:efs:r:1:file-system/fs-12345678", the same as exemptions[0].fileSystem; keep one of the two',
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
