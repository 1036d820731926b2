import { describe, expect, it } from 'vitest';
import { forbiddenGroups, resolveGroups } from '../../../../functions/core/decide/resolve-groups.ts';
import { meaningOf } from '../../../../functions/core/decide/selector-kinds.ts';
import type { Selector, Template } from '../../../../functions/core/model/policy.ts';
import {
  any,
  byId,
  byName,
  byTags,
  group,
  live,
  one,
  oneOf,
  optional,
  ref,
  self,
  sg,
  star,
  vpc,
} from '../../../support/builders.ts';

const world = live({
  tags: { environment: 'prod', team: 'data', star: '*', blank: '' },
  usable: [
    group(9, { name: 'nfs-prod', tags: { access: 'prod', team: 'data' } }),
    group(2, { name: 'nfs-staging', tags: { access: 'staging', team: 'data' } }),
    group(3, { name: 'nfs-production', tags: { access: 'prod' } }),
    group(4, { name: 'nfs-*', tags: { access: '*' } }),
    group(5, { name: '', tags: { access: '' } }),
  ],
});

describe('a selector', () => {
  it.each([
    { say: 'an id', selector: byId(2), desired: [sg(2)] },
    { say: 'a name', selector: byName('nfs-prod'), desired: [sg(9)] },
    { say: 'a name with wildcards', selector: byName(one, 'fs-', star, 'o', star), desired: [sg(3), sg(9)] },
    { say: 'a name with a star that takes in nothing', selector: byName('nfs-prod', star), desired: [sg(3), sg(9)] },
    { say: 'a name that refers to a tag', selector: byName('nfs-', ref('environment')), desired: [sg(9)] },
    {
      say: 'a name with a wildcard and a reference',
      selector: byName('nfs-', ref('environment'), star),
      desired: [sg(3), sg(9)],
    },
    {
      say: 'a reference to * beside a wildcard, which is not made one',
      selector: byName(star, ref('star')),
      desired: [sg(4)],
    },
    { say: 'a value with a wildcard', selector: byTags({ access: oneOf(['st', star]) }), desired: [sg(2)] },
    { say: 'a name that refers to a tag whose value is *', selector: byName('nfs-', ref('star')), desired: [sg(4)] },
    { say: 'a tag', selector: byTags({ access: oneOf(['staging']) }), desired: [sg(2)] },
    {
      say: 'a list of values',
      selector: byTags({ access: oneOf(['staging'], ['prod']) }),
      desired: [sg(2), sg(3), sg(9)],
    },
    { say: 'any value of a tag', selector: byTags({ team: any }), desired: [sg(2), sg(9)] },
    {
      say: 'any value, an empty one too',
      selector: byTags({ access: any }),
      desired: [sg(2), sg(3), sg(4), sg(5), sg(9)],
    },
    { say: 'two tags', selector: byTags({ access: oneOf(['prod']), team: any }), desired: [sg(9)] },
    {
      say: 'a tag that refers to a tag',
      selector: byTags({ access: oneOf([ref('environment')]) }),
      desired: [sg(3), sg(9)],
    },
    { say: 'a tag whose reference is *', selector: byTags({ access: oneOf([ref('star')]) }), desired: [sg(4)] },
    { say: 'an empty value', selector: byTags({ access: oneOf(['']) }), desired: [sg(5)] },
  ])('finds the groups with $say', ({ selector, desired }) => {
    expect(resolveGroups([selector], world)).toEqual({ desired, reasons: [] });
  });

  it.each([
    {
      say: 'an id',
      selector: byId(7),
      code: 'group-not-in-vpc',
      text: 'no security group in vpc-00000001 has the id sg-00000007',
      remedy: 'Correct the id, or mark the selector optional',
    },
    {
      say: 'a name',
      selector: byName('nfs-', ref('team')),
      code: 'no-matching-group',
      text: 'no security group in vpc-00000001 is named nfs-data (from tag team of fs-00000001)',
      remedy: 'Create a group of that name, or correct the name, or mark the selector optional',
    },
    {
      say: 'a name in another case',
      selector: byName('NFS-prod'),
      code: 'no-matching-group',
      text: 'no security group in vpc-00000001 is named NFS-prod',
      remedy: 'Create a group of that name, or correct the name, or mark the selector optional',
    },
    {
      say: 'tags that no one group has together',
      selector: byTags({ access: oneOf(['staging']), team: oneOf(['web'], [ref('team'), '-x']) }),
      code: 'no-matching-group',
      text: 'no security group in vpc-00000001 has the tags access=staging and team=web|data-x (from tag team of fs-00000001)',
      remedy: 'Create or tag a group, or mark the selector optional',
    },
  ])('by $say that finds nothing says so, unless it is optional', ({ selector, code, text, remedy }) => {
    expect(resolveGroups([selector], world)).toEqual({ desired: [], reasons: [{ code, text, remedy }] });
    expect(resolveGroups([optional(selector)], world)).toEqual({ desired: [], reasons: [] });
  });

  const lacking = (key: string, saying: string) => ({
    code: 'unresolved-tag',
    text: `fs-00000001 has no value for the tag ${key}, so no security group that ${saying} can be found`,
    remedy: `Add the tag ${key}`,
  });

  it.each([
    { say: 'a name', selector: byName('nfs-', ref('tier')), reasons: [lacking('tier', `is named nfs-\${tier}`)] },
    {
      say: 'a tag',
      selector: byTags({ a: oneOf([ref('tier')]) }),
      reasons: [lacking('tier', `has the tag a=\${tier}`)],
    },
    { say: 'a tag that is empty', selector: byName(ref('blank')), reasons: [lacking('blank', `is named \${blank}`)] },
    {
      say: 'one value of a list of which another would match',
      selector: byTags({ access: oneOf(['prod'], [ref('tier')]) }),
      reasons: [lacking('tier', `has the tag access=prod|\${tier}`)],
    },
    {
      say: 'several tags, each named once, in order',
      selector: byTags({ a: oneOf([ref('zone'), ref('tier')]), b: oneOf([ref('zone')]), c: any }),
      reasons: [
        lacking('tier', `has the tags a=\${zone}\${tier} and b=\${zone} and c=*`),
        lacking('zone', `has the tags a=\${zone}\${tier} and b=\${zone} and c=*`),
      ],
    },
    {
      say: 'a tag named like a property of every object',
      selector: byName(ref('constructor')),
      reasons: [lacking('constructor', `is named \${constructor}`)],
    },
  ])('that refers to $say selects nothing, even when it is optional', ({ selector, reasons }) => {
    expect(resolveGroups([selector], world)).toEqual({ desired: [], reasons });
    expect(resolveGroups([optional(selector)], world)).toEqual({ desired: [], reasons });
  });
});

it('names the tag that was probably meant by one that is missing', () => {
  const remedy = (key: string) => resolveGroups([byName(ref(key))], world).reasons[0]?.remedy;
  expect(remedy('Environment')).toMatch(/^Add the tag \w+, or correct the key: it has environment=prod$/);
  expect(remedy('enviroment')).toMatch(/^Add the tag \w+, or correct the key: it has environment=prod$/);
  expect(remedy('blank')).toMatch(/^Add the tag \w+$/);
});

describe('a tag key that refers to a tag', () => {
  const keyed = (...key: Template): Selector => ({ by: 'tags', tags: [[key, oneOf(['owned'])]], optional: false });
  const clusters = live({
    tags: { cluster: 'shop' },
    usable: [
      group(1, { tags: { 'kubernetes.io/cluster/shop': 'owned' } }),
      group(2, { tags: { 'kubernetes.io/cluster/shop': 'shared' } }),
      group(3, { tags: { 'kubernetes.io/cluster/other': 'owned' } }),
    ],
  });

  it('finds the groups with the key that it makes', () => {
    const selector = keyed('kubernetes.io/cluster/', ref('cluster'));
    expect(resolveGroups([selector], clusters)).toEqual({ desired: [sg(1)], reasons: [] });
  });

  it('names a tag that is missing', () => {
    const text = `fs-00000001 has no value for the tag zone, so no security group that has the tag k/\${zone}=owned can be found`;
    const reasons = [{ code: 'unresolved-tag', text, remedy: 'Add the tag zone' }];
    expect(resolveGroups([keyed('k/', ref('zone'))], clusters)).toEqual({ desired: [], reasons });
  });
});

describe('groups of several owners', () => {
  const other = '222233334444';
  const shared = live({
    usable: [
      group(1, { name: 'nfs', tags: { nfs: 'x' } }),
      group(2, { name: 'nfs', owner: other, tags: { nfs: 'x' } }),
      group(3, { name: 'own', tags: { nfs: 'x', own: 'x' } }),
      group(4, { name: 'own', tags: { own: 'x' } }),
    ],
  });
  const code = (...selectors: readonly Selector[]) => resolveGroups(selectors, shared).reasons.map((it) => it.code);

  it('are refused by one name, with whose they are', () => {
    expect(resolveGroups([byName('nfs')], shared).reasons).toEqual([
      {
        code: 'ambiguous-group',
        text: `more than one security group is named nfs: nfs (sg-00000001 of account ${self}), nfs (sg-00000002 of account ${other})`,
        remedy: 'Set owner to one of these accounts, or select by id',
      },
    ]);
  });

  it.each([
    { say: 'a name with a wildcard', selector: byName('n', star) },
    { say: 'tags', selector: byTags({ nfs: any }) },
    { say: 'a name that two groups of one owner have', selector: byName('own') },
  ])('are refused by $say', ({ selector }) => {
    expect(code(selector)).toEqual(['ambiguous-group']);
  });

  it.each([
    { say: 'tags of one owner alone', selector: byTags({ own: any }) },
    { say: 'a wildcard of one owner alone', selector: byName('o', star) },
    { say: 'an id', selector: byId(2) },
  ])('are no question with $say', ({ selector }) => {
    expect(code(selector)).toEqual([]);
  });

  it.each([
    { owner: 'self', desired: [sg(1), sg(3)] },
    { owner: 'shared', desired: [sg(2)] },
    { owner: other, desired: [sg(2)] },
    { owner: self, desired: [sg(1), sg(3)] },
  ])('are told apart by owner $owner', ({ owner, desired }) => {
    expect(resolveGroups([{ ...byTags({ nfs: any }), owner }], shared)).toEqual({ desired, reasons: [] });
  });

  it.each([
    {
      say: 'this account',
      owner: 'self',
      groups: [group(1, { name: 'nfs' }), { ...group(2, { name: 'nfs' }), vpcId: vpc(9) }],
    },
    {
      say: 'that account',
      owner: other,
      groups: [group(1, { name: 'nfs', owner: other }), group(2, { name: 'nfs', owner: other })],
    },
  ])(
    'of one name are refused also where both are of $say, with a remedy that tells them apart',
    ({ owner, groups }) => {
      const { desired, reasons } = resolveGroups([{ ...byName('nfs'), owner }], live({ usable: groups }));
      expect(desired).toEqual([sg(1), sg(2)]);
      expect(reasons.map((it) => it.code)).toEqual(['ambiguous-group']);
      expect(reasons[0]?.remedy).toBe('Select by id, or by a tag that only one of them has');
    },
  );

  it('tells in which VPC each of one name is, where AWS says it', () => {
    const usable = [group(1, { name: 'nfs' }), { ...group(2, { name: 'nfs' }), vpcId: vpc(9) }];
    expect(resolveGroups([{ ...byName('nfs'), owner: 'self' }], live({ usable })).reasons[0]?.text).toBe(
      `more than one security group of this account is named nfs: nfs (sg-00000001 of account ${self}), nfs (sg-00000002 of account ${self} in vpc-00000009)`,
    );
  });

  it('of two other accounts are told apart by the account, not by shared', () => {
    const usable = [group(1, { name: 'nfs', owner: other }), group(2, { name: 'nfs', owner: '333344445555' })];
    const reasons = (owner: string) => resolveGroups([{ ...byName('nfs'), owner }], live({ usable })).reasons;
    expect(reasons('shared')[0]).toMatchObject({
      text: expect.stringMatching(/^more than one security group of another account is named nfs: /),
      remedy: expect.stringMatching(/^Set owner/),
    });
    expect(reasons(other)).toEqual([]);
  });

  it.each([
    { owner: 'shared', of: 'of another account' },
    { owner: other, of: `of account ${other}` },
    { owner: 'self', of: 'of this account' },
  ])('are said to be lacking $of', ({ owner, of }) => {
    expect(resolveGroups([{ ...byName('x'), owner }], live()).reasons[0]?.text).toBe(
      `no security group ${of} in vpc-00000001 is named x`,
    );
  });

  it('names no more than five of many', () => {
    const usable = Array.from({ length: 9 }, (_, n) => group(n, { name: 'nfs' }));
    const [reason] = resolveGroups([byName('nfs')], live({ usable })).reasons;
    expect(reason?.text).toMatch(/: (?:nfs \(sg-\w+ of account \d+\), ){4}nfs \(sg-\w+ of account \d+\) and 4 more$/);
  });
});

describe('what may never be attached', () => {
  it('is found by id whether it can be used or not, and by name and tags', () => {
    const selectors = [byId(77), byName('nfs-s', star), byTags({ access: oneOf(['']) }), byName('none')];
    expect(forbiddenGroups(selectors, world)).toEqual([sg(2), sg(5), sg(77)]);
  });

  it('is nothing where a reference has no value', () => {
    expect(forbiddenGroups([byName(star, ref('zone')), byName(star, ref('blank'))], world)).toEqual([]);
  });
});

it('does not write out more than a name can be: 4,000,000 references would not go into memory', () => {
  const endless: Template = Array(4_000_000).fill(ref('long'));
  const { desired } = resolveGroups(
    [{ by: 'name', name: endless, optional: true }],
    live({ tags: { long: 'x'.repeat(256) } }),
  );
  expect(desired).toEqual([]);
});

describe('several selectors', () => {
  it('want the union of what each finds, sorted and without repetition', () => {
    const selectors = [byName('nfs-prod'), byId(2), optional(byId(7)), byId(9)];
    expect(resolveGroups(selectors, world)).toEqual({ desired: [sg(2), sg(9)], reasons: [] });
  });

  it('give every reason, in their own order, beside what the others find', () => {
    const { desired, reasons } = resolveGroups([byId(8), byId(2), byName(ref('tier')), byName('none')], world);
    expect(desired).toEqual([sg(2)]);
    expect(reasons.map((reason) => reason.code)).toEqual(['group-not-in-vpc', 'unresolved-tag', 'no-matching-group']);
  });

  it('want nothing when there are none', () => {
    expect(resolveGroups([], world)).toEqual({ desired: [], reasons: [] });
  });
});

it('fills a template in once, however many groups there are to compare', () => {
  const read: string[] = [];
  class Observed extends Map<string, string> {
    override get(key: string) {
      read.push(key);
      return super.get(key);
    }
  }
  const fileSystem = { tags: new Observed([['team', 'data']]) };
  const usable = Array.from({ length: 50 }, (_, n) =>
    group(n, { name: `data-data${n === 0 ? '' : n}`, tags: { team: 'data' } }),
  );
  const selectors = [byName(ref('team'), '-', ref('team')), byTags({ team: oneOf([ref('team')], ['web']) })];
  expect(resolveGroups(selectors, live({ fileSystem, usable })).desired).toHaveLength(50);
  expect(read.length).toBeLessThan(10);
});

it('looks at the tags of groups only where it names some', () => {
  const selectors = [byId(1), byName('nfs'), byTags({ a: any, b: oneOf(['1']) })];
  expect(selectors.map((selector) => meaningOf(selector).tagKeys)).toEqual([[], [], [['a'], ['b']]]);
});

it.each([
  { selector: byId(1), saying: 'has the id sg-00000001' },
  { selector: byName('nfs-', ref('environment'), '-x'), saying: `is named nfs-\${environment}-x` },
  { selector: byTags({ a: any, b: oneOf(['1'], [ref('b'), '2']) }), saying: `has the tags a=* and b=1|\${b}2` },
])('says $saying as the policy does', ({ selector, saying }) => {
  expect(meaningOf(selector).say()).toBe(saying);
});
