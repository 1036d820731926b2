import { BlockList, isIP, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IngressRule, IngressSource } from '../../../../functions/core/model/ingress.ts';
import { blocksOf, formatBlock, parseCidr } from '../../../../functions/core/net/cidr.ts';
import {
  difference,
  isEmpty,
  nfsReach,
  type Sources,
  union,
  unreadableIn,
} from '../../../../functions/core/nfs/reach.ts';
import { sg } from '../../../support/builders.ts';
import {
  anyAddress,
  anySource,
  anySources,
  cidr,
  group,
  nfsFrom,
  prefixList,
  reachOf,
  reachThrough,
} from '../../../support/nfs-rules.ts';

const family = (text: string) => (isIPv6(text) ? 'ipv6' : 'ipv4');
const bitsOf = (address: string) => (isIPv6(address) ? 128 : 32);
const cidrsOf = (source: IngressSource): readonly string[] => {
  if (source.kind === 'cidr') return [source.cidr];
  return source.kind === 'prefix-list' ? (source.entries ?? []) : [];
};
/** Node's own evaluation, one family at a time: it takes IPv4 addresses for members of IPv6 blocks such as ::/0. */
const admits = (sources: readonly IngressSource[], address: string): boolean => {
  const list = new BlockList();
  for (const [start = '', length] of sources.flatMap(cidrsOf).map((text) => text.split('/'))) {
    if (isIP(start) === isIP(address) && Number(length) <= bitsOf(address))
      list.addSubnet(start, Number(length), family(address));
  }
  return list.check(address, family(address));
};
const holds = (sources: Sources, address: string): boolean => {
  const place = parseCidr(`${address}/${bitsOf(address)}`)?.first ?? -1n;
  return sources.addresses.some(({ first, last }) => first <= place && place <= last);
};
const intersection = (a: Sources, b: Sources) => difference(a, difference(a, b));
const anySet = anySources.map((sources) => reachOf(...sources).sources);

describe('nfsReach', () => {
  it.each<{ when: string; traffic: Omit<IngressRule, 'source'>; admitted: boolean }>([
    { when: 'TCP 2049', traffic: { protocol: 'tcp', fromPort: 2049, toPort: 2049 }, admitted: true },
    { when: 'all traffic', traffic: { protocol: '-1' }, admitted: true },
    {
      when: 'all traffic, whatever its ports say',
      traffic: { protocol: '-1', fromPort: 22, toPort: 22 },
      admitted: true,
    },
    { when: 'TCP by number', traffic: { protocol: '6', fromPort: 2049, toPort: 2049 }, admitted: true },
    { when: 'TCP in capitals', traffic: { protocol: 'TCP', fromPort: 2049, toPort: 2049 }, admitted: true },
    { when: 'every port', traffic: { protocol: 'tcp', fromPort: 0, toPort: 65535 }, admitted: true },
    { when: 'ports not given', traffic: { protocol: 'tcp' }, admitted: true },
    { when: 'ports of -1', traffic: { protocol: 'tcp', fromPort: -1, toPort: -1 }, admitted: true },
    { when: 'a range that ends at 2049', traffic: { protocol: 'tcp', fromPort: 111, toPort: 2049 }, admitted: true },
    { when: 'a range that starts at 2049', traffic: { protocol: 'tcp', fromPort: 2049, toPort: 3000 }, admitted: true },
    { when: 'a range that ends before', traffic: { protocol: 'tcp', fromPort: 111, toPort: 2048 }, admitted: false },
    { when: 'a range that starts after', traffic: { protocol: 'tcp', fromPort: 2050, toPort: 3000 }, admitted: false },
    { when: 'UDP 2049', traffic: { protocol: 'udp', fromPort: 2049, toPort: 2049 }, admitted: false },
    { when: 'UDP by number', traffic: { protocol: '17', fromPort: 2049, toPort: 2049 }, admitted: false },
    { when: 'a number that only holds a 6', traffic: { protocol: '16' }, admitted: false },
    { when: 'a number that only starts with 6', traffic: { protocol: '66' }, admitted: false },
  ])('says $admitted to $when', ({ traffic, admitted }) => {
    const reach = reachThrough(new Map([[sg(1), [{ ...traffic, source: cidr('10.0.0.0/8') }]]]));
    expect(reach.admissions).toHaveLength(admitted ? 1 : 0);
    expect(isEmpty(reach.sources)).toBe(!admitted);
  });

  it('keeps every kind of source, and which rule of which group admits it', () => {
    const rules = [
      cidr('10.0.0.0/8'),
      group(3),
      prefixList('pl-1'),
      prefixList('pl-2', ['10.0.0.0/9', 'x']),
      cidr('10.0.0.0/33'),
    ].map(nfsFrom);
    const { sources, admissions } = reachThrough(
      new Map([
        [sg(1), rules.slice(0, 2)],
        [sg(2), rules.slice(2)],
      ]),
    );
    expect(blocksOf(sources.addresses).map(formatBlock)).toEqual(['10.0.0.0/8']);
    expect(sources.groups).toEqual(new Set([sg(3)]));
    expect(unreadableIn(sources).map(([, thing]) => thing)).toEqual([
      { kind: 'prefix-list', id: 'pl-1' },
      { kind: 'unreadable-cidr', cidr: '10.0.0.0/33' },
      { kind: 'unreadable-cidr', cidr: 'x' },
    ]);
    expect(admissions.map(({ groupId }) => groupId)).toEqual([sg(1), sg(1), sg(2), sg(2), sg(2)]);
    expect(admissions.map(({ rule }) => rule)).toEqual(rules);
    expect(admissions[1]?.sources).toEqual(reachOf(group(3)).sources);
  });

  it('knows nothing of a group whose rules are not known, and looks at no group that is not asked about', () => {
    const rules = new Map([
      [sg(1), [nfsFrom(group(5))]],
      [sg(2), [nfsFrom(group(6))]],
    ]);
    const { sources, admissions } = nfsReach([sg(1), sg(3)], rules);
    expect(sources.groups).toEqual(new Set([sg(5)]));
    expect(unreadableIn(sources).map(([, thing]) => thing)).toEqual([{ kind: 'unread', groupId: sg(3) }]);
    expect(isEmpty(nfsReach([sg(3)], rules).sources)).toBe(false);
    expect(admissions).toHaveLength(1);
  });

  it('counts a reference of a group to itself as any other', () => {
    expect(reachOf(group(1)).sources.groups).toEqual(new Set([sg(1)]));
  });

  it('is empty without groups, without rules, and for a prefix list without entries', () => {
    expect(isEmpty(reachThrough(new Map()).sources)).toBe(true);
    expect(isEmpty(reachOf().sources)).toBe(true);
    expect(isEmpty(reachOf(prefixList('pl-1', [])).sources)).toBe(true);
  });

  it.each([cidr('10.0.0.0/8'), group(1), prefixList('pl-1'), cidr('x')])('is not empty with %o', (source) => {
    expect(isEmpty(reachOf(source).sources)).toBe(false);
  });

  it('holds an address exactly when a rule does, by the judgement of Node', () => {
    fc.assert(
      fc.property(anySources, anyAddress, (sources, address) => {
        expect(holds(reachOf(...sources).sources, address)).toBe(admits(sources, address));
      }),
    );
  });

  it('does not depend on the order of rules, nor on which group holds them', () => {
    fc.assert(
      fc.property(anySources, fc.nat(8), (sources, cut) => {
        const rules = sources.toReversed().map(nfsFrom);
        const split = reachThrough(
          new Map([
            [sg(2), rules.slice(0, cut)],
            [sg(1), rules.slice(cut)],
          ]),
        );
        expect(split.sources).toEqual(reachOf(...sources).sources);
      }),
    );
  });
});

describe('union and difference', () => {
  it('union is idempotent, commutative and associative, and nothing is its neutral element', () => {
    fc.assert(
      fc.property(anySet, anySet, anySet, (a, b, c) => {
        expect(union([a, a])).toEqual(a);
        expect(union([a, b])).toEqual(union([b, a]));
        expect(union([union([a, b]), c])).toEqual(union([a, union([b, c])]));
        expect(union([a, union([])])).toEqual(a);
      }),
    );
  });

  it('difference and intersection part a set in two', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        const [common, rest] = [intersection(a, b), difference(a, b)];
        expect(union([common, rest])).toEqual(a);
        expect(isEmpty(intersection(rest, b))).toBe(true);
        expect(common).toEqual(intersection(b, a));
        expect(difference(union([a, b]), b)).toEqual(rest);
      }),
    );
  });

  it('difference is empty exactly when the one contains the other', () => {
    fc.assert(
      fc.property(anySet, anySet, anySource, (a, b, source) => {
        expect(isEmpty(difference(a, union([a, b])))).toBe(true);
        const extra = difference(reachOf(source).sources, a);
        expect(isEmpty(difference(union([a, extra]), a))).toBe(isEmpty(extra));
      }),
    );
  });

  it('difference holds an address exactly when the first set does and the second does not', () => {
    fc.assert(
      fc.property(anySources, anySources, anyAddress, (a, b, address) => {
        const rest = difference(reachOf(...a).sources, reachOf(...b).sources);
        const [inA, inB] = [a, b].map((sources) => admits(sources, address));
        expect(holds(rest, address)).toBe(inA === true && inB === false);
      }),
    );
  });
});
