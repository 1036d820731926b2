import { describe, expect, it } from 'vitest';
import { explain } from '../../../../functions/core/decide/explain.ts';
import type { Decision } from '../../../../functions/core/model/decision.ts';
import { any, byId, byName, exemption, fs, group, live, policy, rule, sg, when } from '../../../support/builders.ts';

const world = live({ usable: [group(1, { name: 'nfs-prod' }), group(2, { name: 'nfs-admin' })] });
const rules = policy([
  rule({ name: 'shared', match: 'exactly' }),
  rule({ name: 'floor', match: 'at-least' }),
  rule({ name: 'ceiling', match: 'at-most' }),
]);

const none = policy([]);

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
      expected: 'Compliant: rule shared requires exactly these groups, and they are attached.',
    },
    {
      of: 'compliant with at least',
      decision: { status: 'compliant', rule: 'floor' },
      expected: 'Compliant: rule floor requires at least its groups, and they are attached.',
    },
    {
      of: 'compliant with at most',
      decision: { status: 'compliant', rule: 'ceiling' },
      expected: 'Compliant: rule ceiling allows only its groups, and no others are attached.',
    },
    {
      of: 'a rule that the policy does not have',
      decision: { status: 'compliant', rule: 'old' },
      expected: 'Compliant: rule old is met.',
    },
    {
      of: 'groups to add, remove and keep, of which one is not usable and has no known name',
      decision: drifted({ add: [sg(1), sg(2)], remove: [sg(3)], keep: [sg(4)] }),
      expected:
        'Rule shared requires exactly its groups; add nfs-prod (sg-00000001), nfs-admin (sg-00000002); remove sg-00000003; keep sg-00000004.',
    },
    {
      of: 'groups to remove only',
      decision: drifted({ remove: [sg(2)] }),
      expected: 'Rule shared requires exactly its groups; remove nfs-admin (sg-00000002).',
    },
    { of: 'unmanaged', decision: { status: 'unmanaged' }, expected: 'No rule matches fs-00000001.' },
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
      expected: 'Refused: rule floor requires at least its groups, but one thing; another.',
    },
    {
      of: 'deferred',
      decision: { status: 'deferred', rule: 'shared', reasons: [{ code: 'lifecycle-state', text: 'it is creating' }] },
      expected: 'Deferred: rule shared requires exactly its groups, but it is creating.',
    },
  ])('of $of', ({ decision, expected }) => {
    expect(explain(decision, world, decision.status === 'unmanaged' ? none : rules)).toBe(expected);
  });

  it('begins each of several reasons anew where one has a remedy', () => {
    const reasons = [
      { code: 'group-not-in-vpc', text: 'one thing', remedy: 'Do this' },
      { code: 'too-many-groups', text: 'another' },
    ] as const;
    expect(explain({ status: 'refused', rule: 'floor', reasons }, world, rules)).toBe(
      'Refused: rule floor requires at least its groups, but one thing. Do this. Also, another.',
    );
  });

  it('of drift says which of the groups that go never forbids', () => {
    const never = [byName('nfs-admin'), byId(9)];
    expect(explain(drifted({ remove: [sg(2), sg(3)] }), world, policy([rule({ name: 'shared', never })]))).toBe(
      'Rule shared requires exactly its groups; remove nfs-admin (sg-00000002), sg-00000003; never forbids nfs-admin (sg-00000002).',
    );
  });

  it('says of a mount target that was not there that it no longer exists', () => {
    expect(explain({ status: 'gone' }, undefined, rules)).toBe('The mount target no longer exists.');
    expect(explain({ status: 'unmanaged' }, undefined, rules)).toBe('The mount target no longer exists.');
  });

  it('names the nearest rule where none matches', () => {
    expect(explain({ status: 'unmanaged' }, world, policy([rule({ when: when({ a: any }) })]))).toBe(
      'No rule matches fs-00000001. Nearest: rule the-rule requires a=*; the file system has no tag a.',
    );
  });

  it('of drift says which exemptions are over', () => {
    const over = [exemption({ until: '2025-12-31' }), exemption({ covers: fs(2) })];
    const said = explain(drifted({ remove: [sg(3)] }), world, { ...rules, exemptions: over });
    expect(said).toBe(
      'Rule shared requires exactly its groups; remove sg-00000003. The exemption of fs-00000001 ended on 2025-12-31.',
    );
  });

  it('shows what a name holds that does not print', () => {
    const hostile = live({ usable: [group(1, { name: 'a\u202eb\n' })] });
    expect(explain(drifted({ remove: [sg(1)] }), hostile, rules)).toContain('remove "a\\u{202e}b\\u{a}" (sg-00000001)');
  });
});
