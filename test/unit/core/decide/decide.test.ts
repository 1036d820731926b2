import { describe, expect, it } from 'vitest';
import { decide } from '../../../../functions/core/decide/decide.ts';
import type { Match, Policy, Rule, Selector } from '../../../../functions/core/model/policy.ts';
import {
  any,
  byId,
  byName,
  exemption,
  fs,
  group,
  live,
  mt,
  oneOf,
  optional,
  policy,
  ref,
  rule,
  sg,
  when,
} from '../../../support/builders.ts';

const ids = (...numbers: readonly number[]) => numbers.map(sg);
const usable = (...numbers: readonly number[]) => numbers.map((n) => group(n));
const wanting = (match: Match, ...selectors: readonly Selector[]): Rule => rule({ match, securityGroups: selectors });

describe('the groups, against what the rule wants', () => {
  it.each([
    { when: 'they are exactly its groups', match: 'exactly', attached: [1, 2] },
    { when: 'they are exactly its groups, in another order', match: 'exactly', attached: [2, 1] },
    { when: 'they are exactly its groups, one repeated', match: 'exactly', attached: [2, 1, 2] },
    { when: 'they include its groups', match: 'at-least', attached: [3, 2, 1] },
    { when: 'they are at least its groups', match: 'at-least', attached: [1, 2] },
    { when: 'they are at most its groups', match: 'at-most', attached: [2, 1] },
    { when: 'they are some of the most it allows', match: 'at-most', attached: [2] },
  ] as const)('are compliant when $when', ({ match, attached }) => {
    const world = live({ attached: ids(...attached), usable: usable(1, 2, 3) });
    const decision = decide(world, policy([wanting(match, byId(1), byId(2))]), 0);
    expect(decision).toEqual({ status: 'compliant', rule: 'the-rule' });
  });

  it.each([
    { when: 'one is missing', match: 'exactly', attached: [2], add: [1], remove: [], keep: [2], after: [1, 2] },
    {
      when: 'one is foreign',
      match: 'exactly',
      attached: [3, 2, 1],
      add: [],
      remove: [3],
      keep: [1, 2],
      after: [1, 2],
    },
    { when: 'all differ', match: 'exactly', attached: [4, 3], add: [1, 2], remove: [3, 4], keep: [], after: [1, 2] },
    { when: 'none is attached', match: 'exactly', attached: [], add: [1, 2], remove: [], keep: [], after: [1, 2] },
    {
      when: 'one of the least is missing',
      match: 'at-least',
      attached: [3, 2],
      add: [1],
      remove: [],
      keep: [2, 3],
      after: [1, 2, 3],
    },
    {
      when: 'one is more than the most',
      match: 'at-most',
      attached: [3, 2],
      add: [],
      remove: [3],
      keep: [2],
      after: [2],
    },
  ] as const)('have drifted when $when', ({ match, attached, add, remove, keep, after }) => {
    const world = live({ attached: ids(...attached), usable: usable(1, 2, 3, 4) });
    expect(decide(world, policy([wanting(match, byId(2), byId(1))]), 0)).toEqual({
      status: 'drifted',
      rule: 'the-rule',
      mode: 'enforce',
      add: ids(...add),
      remove: ids(...remove),
      keep: ids(...keep),
      after: ids(...after),
    });
  });

  it.each(['audit', 'enforce'] as const)('have drifted in the mode of the rule: %s', (mode) => {
    const world = live({ attached: ids(2), usable: usable(1, 2) });
    expect(decide(world, policy([rule({ mode })]), 0)).toMatchObject({ status: 'drifted', mode });
  });

  it('are no question when no rule matches', () => {
    expect(decide(live(), policy([rule({ when: when({ team: any }) })]), 0)).toEqual({ status: 'unmanaged' });
  });

  it('are judged by the first rule that matches', () => {
    const rules = [
      rule({ name: 'other', when: when({ team: oneOf('web') }) }),
      rule({ name: 'ours', when: when({ team: oneOf('data') }) }),
      rule({ name: 'late' }),
    ];
    expect(decide(live({ tags: { team: 'data' } }), policy(rules), 0)).toEqual({ status: 'compliant', rule: 'ours' });
  });
});

const wouldBeEmpty = {
  code: 'empty-set',
  text: 'it would leave no security group, which AWS does not allow and clients would not survive',
};
const namesNone = { code: 'empty-set', text: 'its selectors, all optional, name no group at all' };
const cannotUse = (id: string) => ({ code: 'group-not-in-vpc', text: `${id} cannot be used in vpc-00000001` });
const tooMany = (count: number, limit: number) => ({
  code: 'too-many-groups',
  text: `it needs ${count} groups and the limit is ${limit}`,
  setting: 'limits.securityGroupsPerMountTarget',
  remedy: 'Have fewer groups selected, or have the quota of AWS (L-2AFB9258) and the limit raised',
});
const noSuchGroup = {
  code: 'group-not-in-vpc',
  text: 'no security group in vpc-00000001 has the id sg-00000009',
  remedy: 'Correct the id, or mark the selector optional',
};
const noSuchTag = {
  code: 'unresolved-tag',
  text: `fs-00000001 has no value for the tag tier, so no security group that is named \${tier} can be found`,
  remedy: 'Add the tag tier',
};

describe('a write is refused', () => {
  it.each([
    { when: 'a selector finds nothing', rule: wanting('exactly', byId(9)), attached: [1], reasons: [noSuchGroup] },
    {
      when: 'a selector finds nothing although the groups would satisfy the others',
      rule: wanting('exactly', byId(1), byId(9)),
      attached: [1],
      reasons: [noSuchGroup],
    },
    {
      when: 'two selectors are at fault',
      rule: wanting('at-most', byName(ref('tier')), byId(9)),
      attached: [1],
      reasons: [noSuchTag, noSuchGroup],
    },
    {
      when: 'no selector finds a group',
      rule: wanting('exactly', optional(byId(9))),
      attached: [1],
      reasons: [namesNone],
    },
    {
      when: 'at most nothing is wanted',
      rule: wanting('at-most', optional(byId(9))),
      attached: [1],
      reasons: [namesNone],
    },
    { when: 'there is no selector', rule: wanting('exactly'), attached: [], reasons: [namesNone] },
    { when: 'nothing attached may stay', rule: wanting('at-most', byId(1)), attached: [2], reasons: [wouldBeEmpty] },
    {
      when: 'nothing is attached or may be added',
      rule: wanting('at-most', byId(1)),
      attached: [],
      reasons: [wouldBeEmpty],
    },
    {
      when: 'one group more than the limit is wanted',
      rule: wanting('exactly', byId(1), byId(2), byId(3), byId(4)),
      attached: [1],
      reasons: [tooMany(4, 3)],
    },
    {
      when: 'what is attached leaves no room for what is wanted',
      rule: wanting('at-least', byId(4)),
      attached: [1, 2, 3],
      reasons: [tooMany(4, 3)],
    },
    {
      when: 'groups that would stay cannot be used in the VPC',
      rule: wanting('at-least', byId(1)),
      attached: [8, 7],
      reasons: [cannotUse(sg(7)), cannotUse(sg(8))],
    },
    {
      when: 'the set is too large and holds a group that cannot be used',
      rule: wanting('at-least', byId(1), byId(2)),
      attached: [3, 7],
      reasons: [tooMany(4, 3), cannotUse(sg(7))],
    },
    {
      when: 'a selector finds nothing and the others find too many',
      rule: wanting('exactly', byId(9), byId(1), byId(2), byId(3), byId(4)),
      attached: [1],
      reasons: [noSuchGroup, tooMany(4, 3)],
    },
    {
      when: 'a selector finds nothing and a group that would stay cannot be used',
      rule: wanting('at-least', byName(ref('tier')), byId(1)),
      attached: [7],
      reasons: [noSuchTag, cannotUse(sg(7))],
    },
    {
      when: 'a selector finds nothing, and of too many attached groups nothing else is asked',
      rule: wanting('at-least', byId(9), byId(1)),
      attached: [1, 2, 3, 4],
      reasons: [noSuchGroup],
    },
  ])('when $when', ({ rule, attached, reasons }) => {
    const world = live({ attached: ids(...attached), usable: usable(1, 2, 3, 4) });
    const decision = decide(world, policy([rule], { limit: 3 }), 0);
    expect(decision).toEqual({ status: 'refused', rule: 'the-rule', reasons });
  });

  it('never for a set as large as the limit', () => {
    const world = live({ attached: ids(1, 2), usable: usable(1, 2, 3) });
    const decision = decide(world, policy([wanting('at-least', byId(3))], { limit: 3 }), 0);
    expect(decision).toMatchObject({ status: 'drifted', after: ids(1, 2, 3) });
  });

  it('never for groups that already satisfy the rule, however many and wherever from', () => {
    const world = live({ attached: ids(1, 7, 8), usable: usable(1) });
    const decision = decide(world, policy([wanting('at-least', byId(1))], { limit: 2 }), 0);
    expect(decision).toMatchObject({ status: 'compliant' });
  });
});

describe('what may never be attached', () => {
  const forbidding = (match: Match, never: readonly Selector[], ...selectors: readonly Selector[]): Policy =>
    policy([rule({ match, never, securityGroups: selectors })]);
  const named = [...usable(1, 2), group(3, { name: 'default' })];
  const never = [byName('default')];

  it('is drift under at-least too', () => {
    const world = live({ attached: ids(1, 2, 3), usable: named });
    expect(decide(world, forbidding('at-least', never, byId(1)), 0)).toMatchObject({
      status: 'drifted',
      remove: ids(3),
      after: ids(1, 2),
    });
  });

  it('is all that changes where at least nothing is wanted, unless no group would be left', () => {
    const nothing = (attached: readonly number[], ...selectors: readonly Selector[]) =>
      decide(live({ attached: ids(...attached), usable: named }), forbidding('at-least', never, ...selectors), 0);
    expect(nothing([1, 3])).toMatchObject({ status: 'drifted', remove: ids(3), after: ids(1) });
    expect(nothing([1, 3], optional(byName('none')))).toMatchObject({ status: 'drifted', after: ids(1) });
    expect(nothing([1])).toMatchObject({ status: 'compliant' });
    expect(nothing([3])).toMatchObject({ status: 'refused', reasons: [{ code: 'empty-set' }] });
  });

  it('is no matter while it is not attached', () => {
    const world = live({ attached: ids(1, 2), usable: named });
    expect(decide(world, forbidding('at-least', never, byId(1)), 0)).toMatchObject({ status: 'compliant' });
  });

  it.each(['exactly', 'at-least', 'at-most'] as const)('is refused where it is wanted, under %s', (match) => {
    const world = live({ attached: ids(1, 3), usable: named });
    expect(decide(world, forbidding(match, never, byId(1), byId(3)), 0)).toMatchObject({
      status: 'refused',
      reasons: [
        {
          code: 'forbidden-group',
          text: 'group default (sg-00000003) is selected by rule the-rule and forbidden by never',
          remedy: 'Change one of the two',
        },
      ],
    });
  });

  it('is removed by id even where it cannot be used', () => {
    const world = live({ attached: ids(1, 9), usable: named });
    expect(decide(world, forbidding('at-least', [byId(9)], byId(1)), 0)).toMatchObject({ remove: ids(9) });
  });

  it('cannot be told of a group that is not listed: refused', () => {
    const world = live({ attached: ids(1, 9), usable: named });
    expect(decide(world, forbidding('at-least', never, byId(1)), 0)).toMatchObject({
      status: 'refused',
      reasons: [cannotUse(sg(9))],
    });
  });

  it('is nothing while a tag that it refers to is missing', () => {
    const world = live({ attached: ids(1), usable: named });
    const refers = [byName(ref('tier'))];
    expect(decide(world, forbidding('exactly', refers, byId(1)), 0)).toMatchObject({ status: 'compliant' });
  });

  it('leaves no set: refused', () => {
    const world = live({ attached: ids(3), usable: named });
    expect(decide(world, forbidding('at-most', never, byId(1)), 0)).toMatchObject({
      status: 'refused',
      reasons: [wouldBeEmpty],
    });
  });

  it('is said where no other group would be left', () => {
    const text = `${wouldBeEmpty.text}; never forbids default (sg-00000003)`;
    const world = live({ attached: ids(3), usable: named });
    expect(decide(world, forbidding('at-least', never), 0)).toMatchObject({ reasons: [{ code: 'empty-set', text }] });
  });
});

describe('an availability zone', () => {
  const zoned = policy([
    rule({ when: { ...when(), availabilityZones: ['eu-west-1a'] } }),
    rule({ name: 'rest', securityGroups: [byId(2)] }),
  ]);

  it.each([
    { zone: 'eu-west-1a', rule: 'the-rule' },
    { zone: 'eu-west-1b', rule: 'rest' },
  ])('$zone chooses rule $rule', ({ zone, rule }) => {
    const world = live({ mountTarget: { availabilityZone: zone }, usable: usable(1, 2) });
    expect(decide(world, zoned, 0)).toMatchObject({ rule });
  });

  it('that AWS does not tell is refused, and no later rule governs', () => {
    expect(decide(live({ usable: usable(1, 2) }), zoned, 0)).toEqual({
      status: 'refused',
      rule: 'the-rule',
      reasons: [{ code: 'unknown-zone', text: 'AWS does not say in which availability zone fsmt-00000001 is' }],
    });
  });
});

describe('the lifecycle state', () => {
  const inState = (lifeCycleState: string, attached = ids(2)) =>
    decide(live({ mountTarget: { lifeCycleState }, attached, usable: usable(1, 2) }), policy([rule()]), 0);

  it.each(['available', 'creating', 'updating'])('%s allows a write', (state) => {
    expect(inState(state)).toMatchObject({ status: 'drifted' });
  });

  it('error refuses a write and says what to do: it does not pass', () => {
    const remedy = 'Delete it and create it again';
    expect(inState('error')).toMatchObject({ status: 'refused', reasons: [{ code: 'lifecycle-state', remedy }] });
  });

  it.each(['deleting', 'a state that AWS adds'])('%s defers a write', (state) => {
    const text = `fsmt-00000001 is ${state}; it can be changed only while it is available, creating, updating`;
    expect(inState(state)).toEqual({
      status: 'deferred',
      rule: 'the-rule',
      reasons: [{ code: 'lifecycle-state', text }],
    });
  });

  it('does not matter to groups that are right', () => {
    expect(inState('error', ids(1))).toMatchObject({ status: 'compliant' });
  });

  it('does not hide that a write would be refused', () => {
    const world = live({ mountTarget: { lifeCycleState: 'deleting' } });
    expect(decide(world, policy([wanting('exactly', byId(9))]), 0)).toMatchObject({ status: 'refused' });
  });

  it('deleted means gone, whatever else is true', () => {
    const exempted = policy([rule()], { exemptions: [exemption()] });
    expect(decide(live({ mountTarget: { lifeCycleState: 'deleted' } }), exempted, 0)).toEqual({ status: 'gone' });
  });

  it('is not known of a mount target that does not exist: it is gone', () => {
    expect(decide(undefined, policy([rule()]), 0)).toEqual({ status: 'gone' });
  });
});

describe('an exemption', () => {
  const drifted = live({ attached: ids(2), usable: usable(1, 2) });
  const at = (now: number, ...exemptions: Parameters<typeof exemption>[0][]) =>
    decide(drifted, policy([rule()], { exemptions: exemptions.map((say) => exemption(say)) }), now);

  it.each([
    { of: 'the file system', say: { covers: fs(1) } },
    { of: 'the mount target', say: { covers: mt(1) } },
  ])('of $of holds until the instant at which it expires', ({ say }) => {
    expect(at(999, say)).toEqual({ status: 'exempt', exemption: exemption(say) });
    expect(at(1000, say)).toMatchObject({ status: 'drifted' });
    expect(at(1001, say)).toMatchObject({ status: 'drifted' });
  });

  it.each([
    { of: 'another file system', say: { covers: fs(2) } },
    { of: 'another mount target', say: { covers: mt(2) } },
  ])('of $of changes nothing', ({ say }) => {
    expect(at(0, say)).toMatchObject({ status: 'drifted' });
  });

  it('that has expired does not hide one that holds', () => {
    const holds = { covers: mt(1), expiresAt: 2000 };
    expect(at(1500, { expiresAt: 1000 }, holds)).toEqual({ status: 'exempt', exemption: exemption(holds) });
  });

  it('comes before the question which rule governs', () => {
    expect(decide(live(), policy([], { exemptions: [exemption()] }), 0)).toMatchObject({ status: 'exempt' });
  });
});

it('knows no match but the three', () => {
  // @ts-expect-error no such match
  expect(() => decide(live(), policy([wanting('roughly', byId(1))]), 0)).toThrow('unreachable: "roughly"');
});
