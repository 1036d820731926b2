import { describe, expect, it } from 'vitest';
import { securityGroupId } from '../../../functions/core/model/ids.ts';
import type { IngressRule, IngressSource } from '../../../functions/core/model/ingress.ts';
import type { Reason } from '../../../functions/core/model/reason.ts';
import { waysOf } from '../../../functions/report/explain/ways.ts';
import type { PlanRow } from '../../../functions/report/plan/plan-report.ts';
import { must } from '../../support/must.ts';
import { cidr, prefixList } from '../../support/nfs-rules.ts';

const target = 'fsmt-0123456789abcdef0';
const row = (more: Partial<PlanRow>): PlanRow => ({
  fileSystem: { id: 'fs-0123456789abcdef0', name: 'data', tags: {} },
  mountTarget: { id: target, zone: null, ip: null, vpc: null },
  status: 'refused',
  mode: 'enforce',
  reasons: [],
  warnings: [],
  rule: { name: 'nfs', line: 4, match: 'exactly' },
  attached: [],
  desired: null,
  add: [{ id: 'sg-0000000000000000a', name: 'wanted' }],
  remove: [{ id: 'sg-0000000000000000b', name: 'old' }],
  keep: [],
  since: null,
  causedBy: null,
  nearest: null,
  explanation: '',
  ...more,
});
const clients = must(securityGroupId('sg-0000000000000000c'));
const openBy = (rule: IngressRule): Reason => ({
  code: 'nfs-open-to-world',
  text: 'it is open',
  openBy: [{ groupId: must(securityGroupId('sg-0000000000000000b')), rule }],
});
const tcp = (source: IngressSource): IngressRule => ({ protocol: 'tcp', fromPort: 0, toPort: 65535, source });
const ways = (more: Partial<PlanRow>) =>
  waysOf({ row: row(more), id: target, policyUri: 'policy.yaml', day: '2026-12-31' });

describe('what a person can do', () => {
  it('is to let in the group that would lose access, by the group that the rule wants', () => {
    const loss = { who: 'i-1 (by batch)', names: 'i-1', groups: [clients] };
    expect(ways({ reasons: [{ code: 'nfs-cut-off', text: 'i-1 would lose access to NFS', loss }] })).toEqual([
      {
        what: 'let them in',
        how: 'aws ec2 authorize-security-group-ingress --group-id sg-0000000000000000a --protocol tcp --port 2049 --source-group sg-0000000000000000c',
      },
      {
        what: 'keep the group',
        how: 'add { name: "old", optional: true } to the rule (policy.yaml:4), or match: at-least',
      },
      { what: 'leave it', how: `mountguard exempt ${target} --until 2026-12-31 --reason "…"` },
      { what: 'do it anyway', how: `mountguard apply ${target} --despite nfs-cut-off --reason "…"   (once, recorded)` },
    ]);
  });

  it('never is to let in a block, or to keep a group that is open to the world', () => {
    const loss = { who: 'i-1 at 10.0.0.9 (by 0.0.0.0/0)', names: 'i-1 at 10.0.0.9', groups: [] };
    const all = ways({
      reasons: [{ code: 'nfs-cut-off', text: 'i-1 would lose access to NFS', loss }],
      warnings: [openBy({ protocol: 'tcp', fromPort: 2049, toPort: 2049, source: cidr('0.0.0.0/0') })],
    });
    expect(all.map(({ what }) => what)).toEqual(['close it', 'let them in', 'leave it', 'do it anyway']);
    expect(all[0]?.how).toMatch(
      /revoke-security-group-ingress --group-id sg-0000000000000000b .* --cidr 0\.0\.0\.0\/0$/,
    );
    expect(all[1]?.how).toMatch(/--source-group GROUP-OF-THE-CLIENTS$/);
  });

  it.each<{ of: string; rule: IngressRule; how: RegExp }>([
    { of: 'some ports', rule: tcp(cidr('0.0.0.0/0')), how: / --protocol tcp --port 0-65535 --cidr 0\.0\.0\.0\/0$/ },
    {
      of: 'all traffic',
      rule: { protocol: '-1', source: cidr('0.0.0.0/0') },
      how: / --protocol all --cidr 0\.0\.0\.0\/0$/,
    },
    {
      of: 'IPv6',
      rule: tcp(cidr('::/0')),
      how: / 'IpProtocol=tcp,FromPort=0,ToPort=65535,Ipv6Ranges=\[\{CidrIpv6=::\/0\}\]'$/,
    },
    {
      of: 'a prefix list',
      rule: { protocol: '-1', source: prefixList('pl-1') },
      how: / 'IpProtocol=-1,PrefixListIds=\[\{PrefixListId=pl-1\}\]'$/,
    },
  ])('takes away a rule of $of as it is', ({ rule, how }) => {
    expect(ways({ status: 'compliant', warnings: [openBy(rule)] })[0]?.how).toMatch(how);
  });

  it.each<{ when: string; more: Partial<PlanRow>; first: RegExp }>([
    { when: 'it is held', more: { reasons: [{ code: 'held', text: 'held' }] }, first: /^mountguard release fsmt/ },
    {
      when: 'a group does not exist',
      more: { reasons: [{ code: 'no-matching-group', text: 'no group is named x', remedy: 'Create one' }] },
      first: /^Create one$/,
    },
    { when: 'it drifted', more: { status: 'drifted' as const }, first: /^mountguard apply fsmt/ },
    {
      when: 'it drifted under audit',
      more: { status: 'drifted' as const, mode: 'audit' as const },
      first: /mode: enforce/,
    },
    { when: 'it is exempt', more: { status: 'exempt' as const }, first: /remove the exemption from policy\.yaml/ },
    {
      when: 'no rule governs it',
      more: { status: 'unmanaged' as const, rule: null, nearest: 'rule a requires b' },
      first: /Nearest: rule a requires b\.$/,
    },
  ])('begins with the mildest when $when', ({ more, first }) => expect(ways(more)[0]?.how).toMatch(first));

  it('is nothing where all is well', () => expect(ways({ status: 'compliant' })).toEqual([]));
});
