import { describe, expect, it } from 'vitest';
import type { Safety } from '../../../../functions/core/model/policy.ts';
import type { Client } from '../../../../functions/core/nfs/client.ts';
import { nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import type { IngressSource } from '../../../../functions/core/nfs/ingress.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import type { Protection } from '../../../../functions/core/nfs/known-good.ts';
import { nfsReach, union } from '../../../../functions/core/nfs/reach.ts';
import { any, client, oneOf, place, policy, self, sg, tags, vpc } from '../../../support/builders.ts';
import { cidr, group, nfsFrom, prefixList, reachOf } from '../../../support/nfs-rules.ts';

type Sources = readonly IngressSource[];

/** Groups 1 to 3 can be used here, in a VPC of 10.0.0.0/16; 5 and above cannot. */
interface Case {
  readonly when: string;
  readonly before: Sources;
  readonly after: Sources;
  readonly clients?: readonly Client[];
  readonly at?: ReturnType<typeof place>;
  readonly missing?: readonly number[];
  /** The account that owns the VPC; our own when left out. */
  readonly owner?: string;
  /** What sets let in that satisfied the policy, one after the other; none: nothing is on record. */
  readonly good?: readonly Sources[];
  /** What ever was let in under the policy in force; by default it is not known. */
  readonly ever?: Sources;
  readonly safety?: Partial<Safety>;
  readonly ignore?: Safety['clients']['ignore'];
  readonly extent?: 'none' | 'some' | 'all';
  /** The losers, as `clients: sg-00000001 by i-1`. */
  readonly lost?: readonly string[];
  readonly relieved?: number;
  readonly ignored?: number;
}

const here = place(undefined, [1, 2, 3]);
const { safety: defaults } = policy([]);
const good = (sets: readonly Sources[]): Protection => {
  const all = sets.map((sources) => reachOf(...sources).sources);
  return { recent: { sets: all, sources: union(all), until: 7 } };
};

const cutOff = ({ before, after, at = here, clients = [], missing = [], owner = self, ...say }: Omit<Case, 'when'>) => {
  const known = knownClients(clients, {
    blocks: new Map([[vpc(1), { owner, blocks: ['10.0.0.0/16'] }]]),
    missing: missing.map(sg),
  });
  const protection = say.good ? good(say.good) : say.ever ? { ever: reachOf(...say.ever).sources } : {};
  const ignore = say.ignore ?? new Map();
  const safety = { ...defaults, ...say.safety, clients: { ...defaults.clients, ignore } };
  return nfsCutOff(reachOf(...before), reachOf(...after), at, known, protection, safety);
};
const said = ({ lost }: ReturnType<typeof cutOff>): readonly string[] =>
  lost.map(({ counts, by, via: _, ...source }) => {
    const [, name] = Object.values(source);
    return [`${counts}: ${name}`, ...by.map((it) => it.client.name)].join(' by ');
  });

const WORLD = cidr('0.0.0.0/0');
const VPC = cidr('10.0.0.0/16');
const OFFICE = cidr('192.168.0.0/24');
const foreign: IngressSource = { kind: 'group', groupId: sg(7), isForeign: true };
const stale: IngressSource = { ...foreign, isStale: true };
const inGroup = (n: number, say: Partial<Client> = {}) => client(n, { groups: [sg(n)], ...say });
const at = (n: number, address: string, say: Partial<Client> = {}) => client(n, { addresses: [address], ...say });

const check = ({ when: _, extent = 'some', lost = [], ...say }: Case): void => {
  const found = cutOff(say);
  expect(said(found)).toEqual(lost);
  expect([found.extent, found.relieved, found.ignored.length]).toEqual([extent, say.relieved, say.ignored ?? 0]);
};

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
    expect(cutOff({ before: [WORLD, group(1)], after: [group(1)] }).lostBlocks).not.toContain('8.0.0.0/5');
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
  it.each<Case>([
    { when: 'more are shut out by group', ...swap, ever: [group(2)], relieved: 2 },
    { when: 'nothing is on record and one machine loses access', ...swap, ever: [], relieved: 2 },
    {
      when: 'something is on record and fewer lose access',
      ...swap,
      clients: [
        inGroup(1),
        inGroup(1, { id: 'eni-9', machine: 'i-9' }),
        ...shutOut,
        inGroup(2, { id: 'eni-8', machine: 'i-8' }),
      ],
      ever: [group(2)],
      relieved: 3,
      lost: ['clients: sg-00000001 by i-1 by i-1'],
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
      ...swap,
      clients: [
        inGroup(1),
        inGroup(1, { id: 'eni-9', machine: 'i-9' }),
        ...shutOut,
        inGroup(2, { id: 'eni-8', machine: 'i-8' }),
      ],
      ever: [],
      lost: ['clients: sg-00000001 by i-1 by i-1'],
    },
    {
      when: 'nothing is on record and the machine that loses access is no instance',
      ...swap,
      clients: [inGroup(1, { machine: 'eni-1', name: 'i-1' }), ...shutOut],
      ever: [],
    },
    { when: 'as many lose access', ...swap, clients: [inGroup(1), inGroup(2)], ever: [] },
    { when: 'nobody that is there loses access', ...swap, clients: shutOut, ever: [], lost: ['idle: sg-00000001'] },
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
