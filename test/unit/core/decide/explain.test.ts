import { describe, expect, it } from 'vitest';
import { explain } from '../../../../functions/core/decide/explain.ts';
import type { Decision } from '../../../../functions/core/model/decision.ts';
import { exemption, group, live, policy, rule, sg } from '../../../support/builders.ts';

const world = live({ usable: [group(1, { name: 'nfs-prod' }), group(2, { name: 'nfs-admin' })] });
const rules = policy([
  rule({ name: 'shared', match: 'exactly' }),
  rule({ name: 'floor', match: 'at-least' }),
  rule({ name: 'ceiling', match: 'at-most' }),
]);

const drifted = (say: Partial<Extract<Decision, { status: 'drifted' }>>): Decision => ({
  status: 'drifted',
  rule: 'shared',
  mode: 'enforce',
  add: [],
  remove: [],
  keep: [],
  after: [sg(1)],
  ...say,
});

describe('an explanation', () => {
  it.each<{ of: string; decision: Decision; expected: string }>([
    { of: 'gone', decision: { status: 'gone' }, expected: 'The mount target no longer exists.' },
    {
      of: 'compliant with exactly',
      decision: { status: 'compliant', rule: 'shared' },
      expected: 'Rule shared wants exactly its groups, and so it is.',
    },
    {
      of: 'compliant with at least',
      decision: { status: 'compliant', rule: 'floor' },
      expected: 'Rule floor wants at least its groups, and so it is.',
    },
    {
      of: 'compliant with at most',
      decision: { status: 'compliant', rule: 'ceiling' },
      expected: 'Rule ceiling wants no groups but its own, and so it is.',
    },
    {
      of: 'a rule that the policy does not have',
      decision: { status: 'compliant', rule: 'old' },
      expected: 'Rule old wants its groups, and so it is.',
    },
    {
      of: 'groups to add, remove and keep, of which one is not usable and has no known name',
      decision: drifted({ add: [sg(1), sg(2)], remove: [sg(3)], keep: [sg(4)] }),
      expected:
        'Rule shared wants exactly its groups; add sg-00000001 (nfs-prod), sg-00000002 (nfs-admin); remove sg-00000003; keep sg-00000004.',
    },
    {
      of: 'groups to remove only',
      decision: drifted({ remove: [sg(2)] }),
      expected: 'Rule shared wants exactly its groups; remove sg-00000002 (nfs-admin).',
    },
    { of: 'unmanaged', decision: { status: 'unmanaged' }, expected: 'No rule matches the tags of fs-00000001.' },
    {
      of: 'exempt',
      decision: { status: 'exempt', exemption: exemption({ reason: 'INC-1234 vendor migration' }) },
      expected: 'fs-00000001 is exempt until 2026-12-31: INC-1234 vendor migration.',
    },
    {
      of: 'refused for two reasons',
      decision: {
        status: 'refused',
        rule: 'floor',
        reasons: [
          { code: 'too-many-groups', text: 'one thing' },
          { code: 'group-not-in-vpc', text: 'another' },
        ],
      },
      expected: 'Rule floor wants at least its groups, but one thing; another.',
    },
    {
      of: 'deferred',
      decision: { status: 'deferred', rule: 'shared', reasons: [{ code: 'lifecycle-state', text: 'it is creating' }] },
      expected: 'Rule shared wants exactly its groups, but it is creating.',
    },
  ])('of $of', ({ decision, expected }) => {
    expect(explain(decision, world, rules)).toBe(expected);
  });

  it('says of a mount target that was not there that it no longer exists', () => {
    expect(explain({ status: 'gone' }, undefined, rules)).toBe('The mount target no longer exists.');
    expect(explain({ status: 'unmanaged' }, undefined, rules)).toBe('The mount target no longer exists.');
  });
});
