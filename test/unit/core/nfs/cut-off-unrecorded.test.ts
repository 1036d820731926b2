import { describe, expect, it } from 'vitest';
import { nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { nfsReach } from '../../../../functions/core/nfs/reach.ts';
import { client, place, sg, vpc } from '../../../support/builders.ts';
import { cidr, group, nfsFrom, prefixList } from '../../../support/nfs-rules.ts';
import { at, type Case, check, defaults, foreign, here, inGroup, OFFICE, stale, VPC, WORLD } from './cutting-off.ts';

describe('the new set', () => {
  it.each<Case>([
    { when: 'no rule is left', before: [VPC], after: [], extent: 'all', lost: ['idle: 10.0.0.0/16'] },
    {
      when: 'nothing but loopback is left',
      before: [group(1)],
      after: [cidr('127.0.0.0/8'), cidr('fe80::/10')],
      extent: 'all',
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'nothing but an empty prefix list is left',
      before: [group(1)],
      after: [prefixList('pl-1', [])],
      extent: 'all',
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'nothing but a new prefix list that cannot be read is left',
      before: [group(1)],
      after: [prefixList('pl-1')],
      extent: 'all',
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'nothing but another family than the mount target has is left',
      at: place(['IPv4'], [1]),
      before: [group(1)],
      after: [cidr('fd00::/8')],
      extent: 'all',
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'nothing but a group that is gone is left',
      before: [group(1)],
      after: [group(5)],
      missing: [5],
      extent: 'all',
      lost: ['idle: sg-00000001'],
    },
    {
      when: "nothing but a stale peer's group is left",
      before: [group(1)],
      after: [stale],
      extent: 'all',
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'all goes that came with the drift, and nothing comes',
      before: [WORLD],
      after: [],
      good: [[group(1)]],
      extent: 'all',
      lost: ['idle: sg-00000001'],
    },
  ])('lets nobody in when $when', check);

  it.each<Case>([
    { when: 'a group is left that is empty and exists', before: [WORLD], after: [group(2)] },
    { when: 'a group is left that is in the VPC of a peer', before: [WORLD], after: [group(5)] },
    { when: "another account's group is left", before: [WORLD], after: [foreign] },
    { when: 'a block is left where nothing is', before: [WORLD], after: [OFFICE] },
    { when: 'a group is gone and another is left', before: [WORLD], after: [group(5), group(6)], missing: [5] },
    {
      when: 'a prefix list stays that could not be read before',
      before: [WORLD, prefixList('pl-1')],
      after: [prefixList('pl-1')],
    },
    { when: 'a text stays that is no block', before: [WORLD, cidr('x')], after: [cidr('x')] },
  ])('lets somebody in when $when', check);

  it.each<Case>([
    { when: 'nothing changes', before: [VPC, group(1)], after: [group(1), VPC], extent: 'none' },
    { when: 'nobody had access', before: [], after: [], extent: 'none' },
    {
      when: 'only another family than the mount target has goes',
      at: place(['IPv4']),
      before: [VPC, cidr('::/0')],
      after: [VPC],
      extent: 'none',
    },
    {
      when: 'a wider block takes over',
      before: [VPC, prefixList('pl-1', ['10.1.0.0/16'])],
      after: [cidr('10.0.0.0/8')],
      extent: 'none',
    },
  ])('takes access from nobody when $when', check);
});

describe('without a record, all who get in now are protected', () => {
  it.each<Case>([
    {
      when: 'a group that is in use',
      before: [group(1)],
      after: [VPC],
      clients: [inGroup(1)],
      lost: ['clients: sg-00000001 by i-1'],
    },
    { when: 'a group that nobody is in', before: [group(1)], after: [VPC], lost: ['idle: sg-00000001'] },
    { when: 'a group of a peer', before: [group(5)], after: [VPC], lost: ['remote: sg-00000005'] },
    {
      when: 'a group of a peer of which one interface is shown and stays',
      before: [group(5), VPC],
      after: [VPC],
      clients: [inGroup(5, { vpcId: vpc(2), addresses: ['10.0.0.9'] })],
      lost: ['remote: sg-00000005'],
    },
    { when: "another account's group", before: [foreign], after: [VPC], lost: ['remote: sg-00000007'] },
    {
      when: 'a block of the VPC in which one is',
      before: [VPC],
      after: [cidr('10.0.0.0/17')],
      clients: [at(1, '10.0.200.1')],
      lost: ['clients: 10.0.128.0/17 by i-1'],
    },
    {
      when: 'a block of the VPC in which nobody is',
      before: [VPC],
      after: [cidr('10.0.0.0/17')],
      clients: [at(1, '10.0.1.1')],
      lost: ['idle: 10.0.128.0/17'],
    },
    { when: 'a block outside the VPC', before: [OFFICE, VPC], after: [VPC], lost: ['remote: 192.168.0.0/24'] },
    {
      when: 'a block half outside the VPC',
      before: [cidr('10.0.0.0/15')],
      after: [group(1)],
      lost: ['idle: 10.0.0.0/15', 'remote: 10.1.0.0/16'],
    },
    {
      when: 'one who came by a block that is too wide',
      before: [WORLD],
      after: [group(1)],
      clients: [at(1, '10.0.0.1')],
      lost: ['clients: 0.0.0.0/0 by i-1'],
    },
    { when: 'none of the rest of a block that is too wide', before: [WORLD], after: [group(1)] },
    {
      when: 'a block that is written beside one that is too wide',
      before: [WORLD, OFFICE],
      after: [group(1)],
      lost: ['remote: 192.168.0.0/24'],
    },
    {
      when: 'no block that is wider than the policy lets be',
      before: [OFFICE],
      after: [group(1)],
      safety: { shortestPrefixV4: 25 },
    },
    {
      when: 'a prefix list that cannot be read',
      before: [prefixList('pl-1'), VPC],
      after: [VPC],
      lost: ['unreadable: pl-1'],
    },
    { when: 'a text that is no block', before: [cidr('x'), VPC], after: [VPC], lost: ['unreadable: x'] },
    {
      when: 'no client that keeps another group',
      before: [group(1), group(2)],
      after: [group(2)],
      clients: [client(1, { groups: [sg(1), sg(2)] })],
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'no client whose addresses are all let in',
      before: [group(1)],
      after: [VPC],
      clients: [inGroup(1, { addresses: ['10.0.0.1', '10.0.255.255'] })],
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'a client of which one address is not let in',
      before: [group(1)],
      after: [VPC],
      clients: [inGroup(1, { addresses: ['10.0.0.1', '10.1.0.0'] })],
      lost: ['clients: sg-00000001 by i-1'],
    },
    {
      when: 'a client whose address cannot be read',
      before: [group(1)],
      after: [VPC],
      clients: [inGroup(1, { addresses: ['here'] })],
      lost: ['clients: sg-00000001 by i-1'],
    },
    {
      when: 'no client of another VPC by its address',
      before: [VPC],
      after: [group(1)],
      clients: [at(1, '10.0.0.1', { vpcId: vpc(2) })],
      lost: ['idle: 10.0.0.0/16'],
    },
    {
      when: 'a client by a part of the block that is delegated to it',
      before: [cidr('10.0.9.0/27')],
      after: [cidr('10.0.9.0/29')],
      clients: [at(1, '10.0.9.0/28')],
      lost: ['clients: 10.0.9.8/29 by i-1', 'idle: 10.0.9.16/28'],
    },
  ])('$when', check);

  it('a group whose rules are not known, too', () => {
    const [before, after] = [[sg(1), sg(2)], [sg(2)]].map((ids) => nfsReach(ids, new Map([[sg(2), [nfsFrom(VPC)]]])));
    const found = before && after && nfsCutOff(before, after, here, knownClients([]), {}, defaults);
    expect(found?.lost).toEqual([{ kind: 'unread', groupId: sg(1), counts: 'unreadable', by: [], via: [] }]);
  });
});
