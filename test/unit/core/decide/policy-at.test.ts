import { describe, expect, it } from 'vitest';
import { decide } from '../../../../functions/core/decide/decide.ts';
import { isLookedAfter, policyAt } from '../../../../functions/core/decide/policy-at.ts';
import { exemption, group, live, policy, rule, sg, when } from '../../../support/builders.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const units = ['r-ab12', 'ou-ab12-11111111'];
const rulesAt = (say: object, facts = {}) =>
  policyAt(policy([rule({ when: { ...when(), ...say } })]), place, facts).rules;

describe('a rule', () => {
  it.each([
    { say: { accounts: [place.account], regions: [place.region] }, facts: {}, left: 1 },
    { say: { accounts: ['999988887777'] }, facts: {}, left: 0 },
    { say: { regions: ['us-east-1'] }, facts: {}, left: 0 },
    { say: { units: ['ou-ab12-11111111'] }, facts: { units }, left: 1 },
    { say: { units: ['ou-ab12-99999999'] }, facts: { units }, left: 0 },
    { say: { units: ['ou-ab12-99999999'], accounts: ['999988887777'] }, facts: {}, left: 0 },
  ])('of $say stays $left times, without what it says of places', ({ say, facts, left }) => {
    expect(rulesAt(say, facts)).toEqual(left ? [rule({ when: when() })] : []);
  });

  it('that asks for units which are not known is refused, and no later rule governs', () => {
    const asked = policy([rule({ when: { ...when(), units } }), rule({ name: 'rest' })]);
    expect(decide(live({ usable: [group(1)] }), policyAt(asked, place), 0)).toMatchObject({
      status: 'refused',
      rule: 'the-rule',
      reasons: [{ code: 'unknown-place' }],
    });
  });

  it.each([
    { mode: 'enforce', attached: [sg(2)], facts: { isEnforced: false }, expected: 'refused' },
    { mode: 'enforce', attached: [sg(1)], facts: { isEnforced: false }, expected: 'compliant' },
    { mode: 'audit', attached: [sg(2)], facts: { isEnforced: false }, expected: 'drifted' },
    { mode: 'enforce', attached: [sg(2)], facts: { isEnforced: true }, expected: 'drifted' },
  ] as const)(
    'in mode $mode is $expected where isEnforced is $facts.isEnforced',
    ({ mode, attached, facts, expected }) => {
      const world = live({ attached, usable: [group(1), group(2)] });
      expect(decide(world, policyAt(policy([rule({ mode })]), place, facts), 0).status).toBe(expected);
    },
  );
});

it.each([
  { covers: place.account, left: 1 },
  { covers: place.account, region: place.region, left: 1 },
  { covers: place.account, region: 'us-east-1', left: 0 },
  { covers: '999988887777', left: 0 },
  { covers: 'fs-00000001', left: 1 },
])('an exemption of $covers in $region stays $left times', ({ left, ...say }) => {
  expect(policyAt(policy([], { exemptions: [exemption(say)] }), place).exemptions).toHaveLength(left);
});

it('an exemption of the account covers every mount target in it', () => {
  const world = live();
  const exemptions = [exemption({ covers: world.fileSystem.owner })];
  expect(decide(world, policy([rule()], { exemptions }), 0)).toMatchObject({ status: 'exempt' });
});

describe('an organisation', () => {
  const organization = {
    accounts: { units: ['ou-ab12-11111111'], unless: ['999988887777'] },
    regions: [place.region],
    changesPerSweep: { count: 100 },
    placesDrifted: { percent: 20 },
    paused: [place.account],
  };

  it.each([
    { at: place, of: units, expected: true },
    { at: { ...place, region: 'us-east-1' }, of: units, expected: false },
    { at: { ...place, account: '999988887777' }, of: units, expected: false },
    { at: place, of: ['r-ab12'], expected: false },
  ])('looks after $at in $of: $expected', ({ at, of, expected }) => {
    expect(isLookedAfter(organization, { ...at, units: of })).toBe(expected);
    expect(isLookedAfter({ accounts: {}, regions: [at.region] }, { ...at, units: of })).toBe(true);
  });

  it('pauses by account', () => {
    const all = { ...policy([]), organization };
    expect(policyAt(all, place).paused).toBe(true);
    expect(policyAt(all, { ...place, account: '222233334444' }).paused).toBe(false);
  });
});
