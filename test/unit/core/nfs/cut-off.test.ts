import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr } from '../../../../functions/core/net/cidr.ts';
import { arriving } from '../../../../functions/core/nfs/arriving.ts';
import type { Client } from '../../../../functions/core/nfs/client.ts';
import { type LostSource, nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import type { IngressSource } from '../../../../functions/core/nfs/ingress.ts';
import { type ClientAt, knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { difference, isEmpty, nfsReach } from '../../../../functions/core/nfs/reach.ts';
import { client, place, sg, vpc } from '../../../support/builders.ts';
import { must } from '../../../support/must.ts';
import { anySources, cidr, group, nfsFrom, prefixList, reachOf } from '../../../support/nfs-rules.ts';

type Sources = readonly IngressSource[];

const groups = [1, 2, 3];
const here = place(undefined, groups);
const ipv4Only = place(['IPv4'], groups);
const ipv6Only = place(['IPv6'], groups);
const nobody = knownClients([], []);

const said = (kind: LostSource['kind'], by: readonly ClientAt[]): readonly string[] =>
  by.map(({ client, at }) => (kind === 'group' ? client.name : `${client.name} at ${at.join(', ')}`));
/** With the names of clients in their place. */
const cutOff = (before: Sources, after: Sources, clients: readonly Client[] = [], at = here) => {
  const known = knownClients(clients, groups.map(sg));
  const { lost, ...rest } = nfsCutOff(reachOf(...before), reachOf(...after), at, known);
  return { ...rest, lost: lost.map((source) => ({ ...source, by: said(source.kind, source.by) })) };
};
const asSource = (lost: ReturnType<typeof cutOff>['lost'][number]): IngressSource => {
  switch (lost.kind) {
    case 'group':
      return { kind: 'group', groupId: lost.groupId };
    case 'prefix-list':
      return prefixList(lost.id);
    case 'cidr':
    case 'unreadable-cidr':
      return cidr(lost.cidr);
    case 'unread':
      throw new Error('every group is known here');
  }
};
const unknown = { inUse: 'unknown', by: [] };
const unreadable = { inUse: 'unreadable', by: [] };
const lostCidr = (text: string) => ({ kind: 'cidr', cidr: text, ...unknown });
const lostGroup = (n: number, ...by: readonly string[]) => ({
  kind: 'group',
  groupId: sg(n),
  inUse: by.length > 0,
  by,
});
const inGroup1 = client(1, { groups: [sg(1)] });

describe('nfsCutOff', () => {
  it.each<{ when: string; before: Sources; after: Sources; extent: string; lost: readonly unknown[] }>([
    {
      when: 'nothing changes',
      before: [cidr('10.0.0.0/8'), group(1)],
      after: [group(1), cidr('10.0.0.0/8')],
      extent: 'none',
      lost: [],
    },
    { when: 'nobody had access', before: [], after: [], extent: 'none', lost: [] },
    {
      when: 'a wider block takes over',
      before: [cidr('10.1.0.0/16')],
      after: [cidr('10.0.0.0/8')],
      extent: 'none',
      lost: [],
    },
    {
      when: 'two halves replace the whole',
      before: [cidr('0.0.0.0/0')],
      after: ['0.0.0.0/1', '128.0.0.0/1'].map(cidr),
      extent: 'none',
      lost: [],
    },
    {
      when: 'a prefix list takes over',
      before: [cidr('10.0.0.0/24')],
      after: [prefixList('pl-1', ['10.0.0.0/16'])],
      extent: 'none',
      lost: [],
    },
    {
      when: 'a block shrinks',
      before: [cidr('10.0.0.0/22')],
      after: [cidr('10.0.1.0/24')],
      extent: 'some',
      lost: ['10.0.0.0/24', '10.0.2.0/23'].map(lostCidr),
    },
    {
      when: 'groups are swapped',
      before: [group(2), group(1)],
      after: [group(4)],
      extent: 'some',
      lost: [lostGroup(1, 'i-1'), lostGroup(2)],
    },
    {
      when: 'a group goes of which others than its own account sees may be in',
      before: [group(4), cidr('10.0.0.0/8')],
      after: [cidr('10.0.0.0/8')],
      extent: 'some',
      lost: [{ kind: 'group', groupId: sg(4), ...unknown }],
    },
    {
      when: 'no rule is left',
      before: [cidr('10.0.0.0/8'), cidr('fd00::/8')],
      after: [],
      extent: 'all',
      lost: ['10.0.0.0/8', 'fd00::/8'].map(lostCidr),
    },
    {
      when: 'only a prefix list without entries is left',
      before: [cidr('10.0.0.0/8')],
      after: [prefixList('pl-1', [])],
      extent: 'all',
      lost: [lostCidr('10.0.0.0/8')],
    },
    {
      when: 'all that is left cannot be read',
      before: [group(1)],
      after: [prefixList('pl-1'), cidr('x')],
      extent: 'all',
      lost: [lostGroup(1, 'i-1')],
    },
    {
      when: 'an unreadable prefix list stays',
      before: [group(1), prefixList('pl-1')],
      after: [prefixList('pl-1')],
      extent: 'some',
      lost: [lostGroup(1, 'i-1')],
    },
    {
      when: 'an unreadable text stays',
      before: [group(1), cidr('x')],
      after: [cidr('x')],
      extent: 'some',
      lost: [lostGroup(1, 'i-1')],
    },
    {
      when: 'what cannot be read goes',
      before: [cidr('y'), cidr('x'), prefixList('pl-2'), prefixList('pl-1'), cidr('10.0.0.0/8')],
      after: [cidr('10.0.0.0/8')],
      extent: 'some',
      lost: [
        { kind: 'prefix-list', id: 'pl-1', ...unreadable },
        { kind: 'prefix-list', id: 'pl-2', ...unreadable },
        { kind: 'unreadable-cidr', cidr: 'x', ...unreadable },
        { kind: 'unreadable-cidr', cidr: 'y', ...unreadable },
      ],
    },
    {
      when: 'only addresses are left from which nobody can come',
      before: [cidr('10.0.0.0/8')],
      after: ['127.0.0.0/8', '169.254.0.0/16', '0.0.0.0/8', '224.0.0.0/3', '::1/128', 'fe80::/10'].map(cidr),
      extent: 'all',
      lost: [lostCidr('10.0.0.0/8')],
    },
    {
      when: 'addresses go from which nobody could come',
      before: [cidr('10.0.0.0/8'), cidr('127.0.0.1/32'), cidr('ff00::/8')],
      after: [cidr('10.0.0.0/8')],
      extent: 'none',
      lost: [],
    },
    {
      when: 'everything goes but a block, and is named as it stood',
      before: [cidr('::/0')],
      after: [cidr('8000::/1')],
      extent: 'some',
      lost: [lostCidr('::/1')],
    },
  ])('says $extent when $when', ({ before, after, extent, lost }) =>
    expect(cutOff(before, after, [inGroup1])).toEqual({ extent, lost, deserted: [] }),
  );

  it.each([
    { when: 'all groups that are not known stay', before: [2, 3], after: [2, 3], extent: 'none', lost: [] },
    { when: 'some of them go', before: [3, 2, 4], after: [4], extent: 'some', lost: [2, 3] },
    { when: 'others take their place', before: [2], after: [3], extent: 'all', lost: [2] },
    { when: 'one whose rules are known takes their place', before: [2], after: [1], extent: 'some', lost: [2] },
  ])('says $extent when $when', ({ before, after, extent, lost }) => {
    const [from, to] = [before, after].map((groups) =>
      nfsReach(groups.map(sg), new Map([[sg(1), [nfsFrom(group(9))]]])),
    );
    expect(nfsCutOff(must(from), must(to), here, nobody)).toEqual({
      extent,
      lost: lost.map((n) => ({ kind: 'unread', groupId: sg(n), ...unreadable })),
      deserted: [],
    });
  });

  it.each([
    { when: 'the other family remains', at: ipv4Only, after: [cidr('fd00::/8')], extent: 'all' },
    { when: 'its own family remains', at: ipv6Only, after: [cidr('fd00::/8')], extent: 'some' },
    { when: 'either may remain', at: here, after: [cidr('fd00::/8')], extent: 'some' },
  ])('goes by the addresses of the mount target when $when', ({ at, after, extent }) => {
    expect(cutOff([cidr('10.0.0.0/8'), cidr('fd00::/7')], after, [], at).extent).toBe(extent);
  });

  it('misses no source of another family', () => {
    expect(cutOff([cidr('10.0.0.0/8'), cidr('::/0')], [cidr('10.0.0.0/8')], [], ipv4Only).extent).toBe('none');
  });

  it.each([
    { when: 'nobody is in it', clients: [], extent: 'all', deserted: [2] },
    { when: 'somebody is', clients: [client(1, { groups: [sg(2)] })], extent: 'some', deserted: [] },
  ])('says $extent of a change after which a group is all that is let in when $when', (it) => {
    const { extent, deserted } = cutOff([cidr('10.0.0.0/8')], [group(2)], it.clients);
    expect({ extent, deserted }).toEqual({ extent: it.extent, deserted: it.deserted.map(sg) });
  });

  it('does not take one deserted group in place of another for an end', () => {
    expect(cutOff([group(1)], [group(2)]).extent).toBe('some');
  });

  it('is none exactly when the reach after contains what can arrive of the reach before', () => {
    fc.assert(
      fc.property(anySources, anySources, (before, after) => {
        const arrives = arriving(reachOf(...before).sources, undefined);
        const contained = isEmpty(difference(arrives, reachOf(...after).sources));
        expect(cutOff(before, after).extent === 'none').toBe(contained);
        expect(cutOff(before, [...after, ...before])).toEqual({ extent: 'none', lost: [], deserted: [] });
      }),
    );
  });

  it('loses exactly the difference: giving the lost sources back cuts nobody off', () => {
    fc.assert(
      fc.property(anySources, anySources, (before, after) => {
        const lost = cutOff(before, after).lost.map(asSource);
        const arrives = (sources: Sources) => arriving(reachOf(...sources).sources, undefined);
        expect(arrives(lost)).toEqual(difference(arrives(before), arrives(after)));
        expect(cutOff(before, [...after, ...lost]).extent).toBe('none');
      }),
    );
  });

  it('does not depend on the order of the rules', () => {
    fc.assert(
      fc.property(anySources, anySources, (before, after) => {
        expect(cutOff(before.toReversed(), after.toReversed())).toEqual(cutOff(before, after));
      }),
    );
  });

  it('never loses more when more is kept', () => {
    fc.assert(
      fc.property(anySources, anySources, anySources, (before, after, kept) => {
        const lost = reachOf(...cutOff(before, after).lost.map(asSource)).sources;
        const less = reachOf(...cutOff(before, [...after, ...kept]).lost.map(asSource)).sources;
        expect(isEmpty(difference(less, lost))).toBe(true);
      }),
    );
  });

  it('speaks of all when something is lost and no address, group or known unreadable source remains', () => {
    fc.assert(
      fc.property(anySources, (before) => {
        const readable = before.filter(
          (source) =>
            source.kind === 'group' ||
            (source.kind === 'cidr' &&
              parseCidr(source.cidr) &&
              !isEmpty(arriving(reachOf(source).sources, undefined))),
        );
        const all = nfsCutOff(reachOf(...before), reachOf(), here, nobody).extent;
        expect(all).toBe(isEmpty(arriving(reachOf(...before).sources, undefined)) ? 'none' : 'all');
        fc.pre(readable.length > 0);
        const some = nfsCutOff(reachOf(...before), reachOf(...readable.slice(0, 1)), here, nobody);
        expect(some.extent).not.toBe('all');
      }),
    );
  });
});

describe('a client in use', () => {
  const vpcBlock = cidr('10.0.0.0/16');
  const half = cidr('10.0.0.0/17');

  it.each<{ when: string; who: Client; before: Sources; after: Sources; at?: typeof here; by: readonly string[] }>([
    {
      when: 'its address was in a block that goes',
      who: client(1, { addresses: ['10.0.200.1'] }),
      before: [vpcBlock],
      after: [half],
      by: ['i-1 at 10.0.200.1'],
    },
    {
      when: 'its address is in the part that stays',
      who: client(1, { addresses: ['10.0.100.1'] }),
      before: [vpcBlock],
      after: [half],
      by: [],
    },
    {
      when: 'a group that it is in is let in now',
      who: client(1, { groups: [sg(1)], addresses: ['10.0.200.1'] }),
      before: [vpcBlock],
      after: [half, group(1)],
      by: [],
    },
    {
      when: 'another of its groups stays',
      who: client(1, { groups: [sg(1), sg(2)] }),
      before: [group(1), group(2)],
      after: [group(2)],
      by: [],
    },
    {
      when: 'its group goes, and no address of it is known',
      who: inGroup1,
      before: [group(1)],
      after: [vpcBlock],
      by: ['i-1'],
    },
    {
      when: 'its group goes, and all its addresses are let in',
      who: client(1, { groups: [sg(1)], addresses: ['10.0.0.1', '10.0.255.255'] }),
      before: [group(1)],
      after: [vpcBlock],
      by: [],
    },
    {
      when: 'its group goes, and one of its addresses is not let in',
      who: client(1, { groups: [sg(1)], addresses: ['10.0.0.1', '10.1.0.0'] }),
      before: [group(1)],
      after: [vpcBlock],
      by: ['i-1'],
    },
    {
      when: 'its group goes, and its address cannot be read',
      who: client(1, { groups: [sg(1)], addresses: ['here'] }),
      before: [group(1)],
      after: [vpcBlock],
      by: ['i-1'],
    },
    {
      when: 'its group goes, and only its address of another family is not let in',
      who: client(1, { groups: [sg(1)], addresses: ['10.0.0.1', '2001:db8::1'] }),
      before: [group(1)],
      after: [vpcBlock],
      at: ipv4Only,
      by: [],
    },
    {
      when: 'it is in another VPC, where the block may be of other addresses',
      who: client(1, { vpcId: vpc(2), addresses: ['10.0.200.1'] }),
      before: [vpcBlock],
      after: [half],
      by: [],
    },
    {
      when: 'it is in another VPC and came by a group that goes',
      who: client(1, { vpcId: vpc(2), groups: [sg(1)], addresses: ['10.5.0.1'] }),
      before: [group(1), vpcBlock],
      after: [vpcBlock],
      by: ['i-1'],
    },
    {
      when: 'the block that is delegated to it stays',
      who: client(1, { addresses: ['10.0.127.240/28'] }),
      before: [vpcBlock],
      after: [half],
      by: [],
    },
    {
      when: 'the block that is delegated to it goes',
      who: client(1, { addresses: ['10.0.200.0/28'] }),
      before: [vpcBlock],
      after: [half],
      by: ['i-1 at 10.0.200.0/28'],
    },
    {
      when: 'a part of the block that is delegated to it goes',
      who: client(1, { addresses: ['10.0.200.0/28'] }),
      before: [cidr('10.0.200.0/27')],
      after: [cidr('10.0.200.0/29')],
      by: ['i-1 at 10.0.200.0/28'],
    },
    {
      when: 'it never had access',
      who: client(1, { groups: [sg(3)], addresses: ['10.9.0.1', 'here'] }),
      before: [vpcBlock],
      after: [half],
      by: [],
    },
  ])('is named as losing access only when it does: $when', ({ who, before, after, at, by }) => {
    expect(cutOff(before, after, [who], at).lost.flatMap((lost) => lost.by)).toEqual(by);
  });
});
