import { describe, expect, it } from 'vitest';
import type { Client } from '../../../../functions/core/nfs/client.ts';
import { any, client, oneOf, sg, tags, vpc } from '../../../support/builders.ts';
import { cidr, group, prefixList } from '../../../support/nfs-rules.ts';
import { at, type Case, check, cutOff, foreign, inGroup, OFFICE, VPC, WORLD } from './cutting-off.ts';

describe('the record tells whom to protect', () => {
  const intruder = [inGroup(3), at(4, '10.0.0.4')];
  it.each<Case>([
    {
      when: 'a debugging group came with the drift',
      before: [group(1), group(3)],
      after: [group(1)],
      good: [[group(1)]],
      clients: intruder,
    },
    { when: 'a wide block did', before: [WORLD], after: [group(1)], good: [[group(1)]], clients: intruder },
    {
      when: 'a prefix list that cannot be read did',
      before: [group(1), prefixList('pl-1')],
      after: [group(1)],
      good: [[group(1)]],
      clients: intruder,
    },
    {
      when: 'a group of a peer, and a block outside the VPC, did',
      before: [group(5), foreign, OFFICE],
      after: [group(1)],
      good: [[group(1)]],
    },
    {
      when: 'one on record is shut out already',
      before: [VPC],
      after: [OFFICE, VPC],
      good: [[group(2)]],
      clients: [inGroup(2, { addresses: ['10.9.0.1'] })],
      extent: 'none',
    },
    {
      when: 'one on record has nothing to lose',
      before: [OFFICE],
      after: [group(1)],
      good: [[group(2)]],
      clients: [inGroup(2)],
    },
  ])('not those who came with the drift: $when', check);

  it.each<Case>([
    {
      when: 'of a group of a peer, that gets in now by a block',
      before: [OFFICE],
      after: [group(1)],
      good: [[group(5)]],
      lost: ['remote: sg-00000005'],
    },
    {
      when: 'of a block, that gets in now by a group of a peer',
      before: [group(5)],
      after: [group(1)],
      good: [[OFFICE]],
      lost: ['remote: 192.168.0.0/24'],
    },
    {
      when: 'of a group that is empty, and that a block of the VPC lets in now',
      before: [VPC],
      after: [group(1)],
      good: [[group(2)]],
      lost: ['idle: sg-00000002'],
    },
  ])('those on record $when', check);

  it.each<Case>([
    {
      when: 'by the set before a policy change',
      before: [group(2)],
      after: [group(1)],
      good: [[group(2)]],
      clients: [inGroup(2)],
      lost: ['clients: sg-00000002 by i-2'],
    },
    {
      when: 'by any of the sets of the last day',
      before: [group(2), group(3)],
      after: [group(1)],
      good: [[group(2)], [group(3)]],
      clients: [inGroup(2), inGroup(3)],
      lost: ['clients: sg-00000002 by i-2', 'clients: sg-00000003 by i-3'],
    },
    {
      when: 'although they come by a wide block now',
      before: [WORLD],
      after: [group(1)],
      good: [[group(2)]],
      clients: [inGroup(2, { addresses: ['10.0.0.2'] })],
      lost: ['clients: sg-00000002 by i-2'],
    },
    {
      when: 'although nobody knows by what they come now',
      before: [prefixList('pl-1')],
      after: [group(1)],
      good: [[group(2), OFFICE]],
      clients: [inGroup(2)],
      lost: ['clients: sg-00000002 by i-2', 'remote: 192.168.0.0/24'],
    },
    {
      when: 'outside the VPC',
      before: [OFFICE],
      after: [group(1)],
      good: [[OFFICE]],
      lost: ['remote: 192.168.0.0/24'],
    },
    {
      when: 'in neighbouring blocks, of which one followed the other',
      before: [cidr('10.5.0.0/16')],
      after: [group(1)],
      good: [[cidr('10.4.0.0/16')], [cidr('10.5.0.0/16')]],
      safety: { shortestPrefixV4: 16 },
      lost: ['remote: 10.5.0.0/16'],
    },
    {
      when: 'in a prefix list that could not be read then and cannot now',
      before: [prefixList('pl-1'), VPC],
      after: [VPC],
      good: [[prefixList('pl-1')]],
      lost: ['unreadable: pl-1'],
    },
    {
      when: 'in a group that is empty',
      before: [group(2)],
      after: [group(1)],
      good: [[group(2)]],
      lost: ['idle: sg-00000002'],
    },
  ])('those whom a compliant set let in: $when', check);

  it('and says until when', () => {
    expect(cutOff({ before: [group(2)], after: [group(1)], good: [[group(2)]] }).knownUntil).toBe(7);
    expect(cutOff({ before: [group(2)], after: [group(1)] })).not.toHaveProperty('knownUntil');
  });
});

describe('a client is none', () => {
  const machine = { machine: 'i-1' };
  const second = (say: Partial<Client>) => client(2, { ...machine, ...say });
  const change = { before: [group(1)], after: [group(2), cidr('10.0.9.0/28')] };
  const loses = { lost: ['clients: sg-00000001 by i-1'] };
  const one = inGroup(1, machine);
  it.each<Case>([
    {
      when: 'its machine keeps access by the group of another interface',
      ...change,
      clients: [one, second({ groups: [sg(2)] })],
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'its machine keeps access by the address of another interface',
      ...change,
      clients: [one, second({ addresses: ['10.0.9.1'] })],
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'it cannot mount',
      ...change,
      clients: [inGroup(1, { cannotMount: 'a load balancer' })],
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'the policy does not count it',
      ...change,
      ignore: new Map([['role', any]]),
      clients: [inGroup(1, { tags: tags({ role: 'x' }) })],
      ignored: 1,
      lost: ['idle: sg-00000001'],
    },
    {
      when: 'the policy does not count it by a value',
      ...change,
      ignore: new Map([['role', oneOf('x', 'y')]]),
      clients: [inGroup(1, { tags: tags({ role: 'y' }) })],
      ignored: 1,
      lost: ['idle: sg-00000001'],
    },
  ])('when $when', check);

  it.each<Case>([
    {
      when: 'the other interface is of a branch, which is a machine of its own',
      ...change,
      clients: [one, second({ groups: [sg(2)], machine: 'eni-2' })],
      ...loses,
    },
    {
      when: 'the other interface is in another VPC',
      ...change,
      clients: [one, second({ groups: [sg(2)], vpcId: vpc(2) })],
      ...loses,
    },
    {
      when: 'the other interface has no access either',
      ...change,
      clients: [one, second({ addresses: ['10.0.9.77', 'here'] })],
      ...loses,
    },
    {
      when: 'only a part of the block that is delegated to the other interface gets in',
      ...change,
      clients: [one, second({ addresses: ['10.0.9.0/24'] })],
      ...loses,
    },
    {
      when: 'its tag has another value',
      ...change,
      ignore: new Map([['role', oneOf('x')]]),
      clients: [inGroup(1, { tags: tags({ role: 'y' }) })],
      ...loses,
    },
    {
      when: 'it has the tag and is on record',
      ...change,
      good: [[group(1)]],
      ignore: new Map([['role', any]]),
      clients: [inGroup(1, { tags: tags({ role: 'x' }) })],
      ...loses,
    },
  ])('but not when $when', check);
});

describe('a VPC that another account shares', () => {
  const shared = { owner: '444455556666', after: [group(1)] };
  it.each<Case>([
    {
      when: 'a block of it',
      before: [VPC, group(1)],
      ...shared,
      lost: ['remote: 10.0.0.0/16'],
    },
    {
      when: 'a block of it in which machines of ours are, too',
      before: [VPC, group(1)],
      ...shared,
      clients: [at(2, '10.0.0.2')],
      lost: ['clients: 10.0.0.0/16 by i-2', 'remote: 10.0.0.0/16'],
    },
  ])('has machines that AWS does not show: $when', check);

  it('leaves a block that is too wide to the flow log, also where it is within the VPC', () => {
    const { lostBlocks } = cutOff({ before: [WORLD, group(1)], ...shared });
    expect(lostBlocks).toContain('8.0.0.0/5');
    const own = cutOff({ before: [WORLD, group(1)], after: [group(1)] });
    expect(own.lostBlocks).not.toContain('8.0.0.0/5');
    expect(own.wideBlocks).toEqual(['10.0.0.0/16']);
  });

  it('is said of the narrowest block of a rule, or of its prefix list, that it is a part of, in whatever order they stand', () => {
    const list = { kind: 'prefix-list', id: 'pl-1', entries: ['12.0.0.0/8', '20.0.0.0/9', 'no block'] } as const;
    const rules = [cidr('12.0.0.0/6'), cidr('12.0.0.0/8')];
    const unread = { kind: 'prefix-list', id: 'pl-2' } as const;
    for (const before of [rules, rules.toReversed(), [cidr('12.0.0.0/6'), list], [unread, ...rules]])
      expect(cutOff({ before: [...before, group(1)], after: [group(1), cidr('12.0.0.0/9')] }).lost).toContainEqual(
        expect.objectContaining({ cidr: '12.128.0.0/9', of: '12.0.0.0/8', counts: 'remote' }),
      );
  });
});

describe('an outage weighs more', () => {
  const shutOut = [inGroup(2), inGroup(2, { id: 'eni-3', machine: 'i-3' })];
  const swap = {
    before: [group(1)],
    after: [group(2)],
    clients: [inGroup(1), ...shutOut],
    lost: ['clients: sg-00000001 by i-1'],
  };
  /** Two machines lose access, and three are shut out. */
  const twoOrThree = {
    ...swap,
    clients: [
      ...swap.clients,
      inGroup(1, { id: 'eni-9', machine: 'i-9' }),
      inGroup(2, { id: 'eni-8', machine: 'i-8' }),
    ],
    lost: ['clients: sg-00000001 by i-1 by i-1'],
  };
  it.each<Case>([
    { when: 'more are shut out by group', ...swap, ever: [group(2)], relieved: 2 },
    { when: 'nothing is on record and one machine loses access', ...swap, ever: [], relieved: 2 },
    {
      when: 'something is on record and fewer lose access',
      ...twoOrThree,
      ever: [group(2)],
      relieved: 3,
    },
    {
      when: 'more are shut out by address',
      before: [group(1)],
      after: [VPC],
      clients: [inGroup(1, { addresses: ['10.9.0.1'] }), at(2, '10.0.0.2'), at(3, '10.0.0.3')],
      ever: [],
      relieved: 2,
      lost: ['clients: sg-00000001 by i-1'],
    },
  ])('when $when', check);

  it.each<Case>([
    { when: 'the policy changed since a set was good', ...swap },
    { when: 'a loser was ever on record', ...swap, ever: [group(1)] },
    { when: 'a loser is on record of late', ...swap, good: [[group(1)]] },
    {
      when: 'nothing is on record and two machines lose access',
      ...twoOrThree,
      ever: [],
    },
    {
      when: 'nothing is on record and the machine that loses access is no instance',
      ...swap,
      clients: [inGroup(1, { machine: 'eni-1', name: 'i-1' }), ...shutOut],
      ever: [],
    },
    { when: 'as many lose access', ...swap, clients: [inGroup(1), inGroup(2)], ever: [] },
    ...[[], [group(2)]].map((ever) => ({
      when: `nobody that is there loses access, with ${ever.length} on record`,
      ...{ ...swap, clients: shutOut, ever, lost: ['idle: sg-00000001'] },
    })),
    {
      when: 'one of two losers was ever on record',
      ...{ ...twoOrThree, before: [group(1), cidr('10.0.9.0/24')], ever: [cidr('10.0.9.0/24')] },
      clients: [inGroup(1), at(4, '10.0.9.4'), ...shutOut, inGroup(2, { id: 'eni-8', machine: 'i-8' })],
      lost: ['clients: sg-00000001 by i-1', 'clients: 10.0.9.0/24 by i-4'],
    },
    {
      when: 'those who are shut out are in another VPC',
      ...swap,
      clients: [inGroup(1), ...shutOut.map((it) => ({ ...it, vpcId: vpc(2) }))],
      ever: [],
    },
    {
      when: 'some that cannot be seen lose access',
      ...swap,
      before: [group(1), OFFICE],
      ever: [],
      lost: [...swap.lost, 'remote: 192.168.0.0/24'],
    },
    {
      when: 'what loses access could not be read',
      ...swap,
      before: [group(1), prefixList('pl-1')],
      ever: [],
      lost: [...swap.lost, 'unreadable: pl-1'],
    },
    {
      when: 'those who are shut out cannot mount',
      ...swap,
      clients: [inGroup(1), ...shutOut.map((it) => ({ ...it, cannotMount: 'a load balancer' }))],
      ever: [],
    },
    {
      when: 'those who are shut out are not counted',
      ...swap,
      clients: [inGroup(1), ...shutOut.map((it) => ({ ...it, tags: tags({ role: 'x' }) }))],
      ignore: new Map([['role', any]]),
      ever: [],
    },
    {
      when: 'those who are shut out get in by another interface',
      ...swap,
      before: [group(1), cidr('10.0.9.0/24')],
      after: [group(2), cidr('10.0.9.0/24')],
      clients: [...swap.clients, at(8, '10.0.9.8', { machine: 'i-3' })],
      ever: [],
    },
    {
      when: 'those who are shut out are one machine',
      ...swap,
      clients: [inGroup(1), ...shutOut.map((it) => ({ ...it, machine: 'i-2' }))],
      ever: [],
    },
  ])('but not when $when', check);
});
