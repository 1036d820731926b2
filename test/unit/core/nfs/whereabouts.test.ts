import { describe, expect, it } from 'vitest';
import { whereabouts } from '../../../../functions/core/nfs/cut-off.ts';
import type { IngressSource } from '../../../../functions/core/nfs/ingress.ts';
import { sg, vpc } from '../../../support/builders.ts';
import { cidr, group, reachOf } from '../../../support/nfs-rules.ts';

type Sources = readonly IngressSource[];

const here = { vpcId: vpc(1) };
const ipv4Only = { ...here, families: ['IPv4'] as const };

describe('what to ask', () => {
  const ask = (before: Sources, after: Sources, place: Parameters<typeof whereabouts>[2] = here) =>
    whereabouts(reachOf(...before), reachOf(...after), place);

  it.each([
    { when: 'nobody loses access', before: [group(1)], after: [group(1), group(2)], groups: [], inVpc: false },
    { when: 'a group does', before: [group(2), group(1)], after: [cidr('10.0.0.0/8')], groups: [1, 2], inVpc: false },
    { when: 'only groups remain', before: [group(2)], after: [group(1)], groups: [1, 2], inVpc: false },
    { when: 'a block does', before: [cidr('10.0.0.0/8')], after: [cidr('10.0.0.0/9')], groups: [], inVpc: true },
    { when: 'a block does for groups', before: [cidr('10.0.0.0/8')], after: [group(1)], groups: [1], inVpc: true },
    { when: 'loopback does', before: [cidr('127.0.0.0/8')], after: [group(1)], groups: [], inVpc: false },
  ])('is about whoever decides when $when', ({ before, after, groups, inVpc }) => {
    expect(ask(before, after)).toEqual({ groups: groups.map(sg), vpcs: inVpc ? [vpc(1)] : [] });
  });

  it('is nothing about blocks of another family than the mount target has', () => {
    expect(ask([cidr('::/0'), group(1)], [group(1)], ipv4Only)).toEqual({ groups: [], vpcs: [] });
  });
});
