import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IngressSource } from '../../../../functions/core/model/ingress.ts';
import { type OpenFinding, openToWorld, type WorldLimits } from '../../../../functions/core/nfs/open-to-world.ts';
import { difference, isEmpty, nfsReach } from '../../../../functions/core/nfs/reach.ts';
import { policy, sg } from '../../../support/builders.ts';
import {
  anySource,
  anySources,
  cidr,
  group,
  nfsFrom,
  prefixList,
  reachOf,
  reachThrough,
} from '../../../support/nfs-rules.ts';

const DEFAULTS = policy([]).safety;
const open = (sources: readonly IngressSource[], limits: Partial<WorldLimits> = {}) =>
  openToWorld(reachOf(...sources), { ...DEFAULTS, ...limits });
const opening = (finding: OpenFinding): string => {
  switch (finding.kind) {
    case 'wide-block':
    case 'unreadable-cidr':
      return finding.cidr;
    case 'scattered':
      return `scattered ${finding.family} /${finding.shortestPrefix}`;
    case 'prefix-list':
      return finding.id;
    case 'unread':
      return finding.groupId;
  }
};
const everySecond = (count: number, length: number) =>
  Array.from({ length: count }, (_, i) => cidr(`${11 + 2 * i}.0.0.0/${length}`));
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(cidr);

describe('openToWorld', () => {
  it.each<{ when: string; sources: readonly IngressSource[]; limits?: Partial<WorldLimits>; found: readonly string[] }>(
    [
      { when: 'all of IPv4', sources: [cidr('0.0.0.0/0')], found: ['0.0.0.0/0'] },
      { when: 'all of IPv6', sources: [cidr('::/0')], found: ['::/0'] },
      { when: 'two halves of IPv4', sources: ['0.0.0.0/1', '128.0.0.0/1'].map(cidr), found: ['0.0.0.0/0'] },
      { when: 'all of both', sources: ['::/0', '0.0.0.0/0'].map(cidr), found: ['0.0.0.0/0', '::/0'] },
      { when: 'a /7', sources: [cidr('2.0.0.0/7')], found: ['2.0.0.0/7'] },
      {
        when: 'a /7 made of 512 /16',
        sources: Array.from({ length: 512 }, (_, i) => cidr(`${2 + (i >> 8)}.${i & 255}.0.0/16`)),
        found: ['2.0.0.0/7'],
      },
      { when: 'a public /8', sources: [cidr('11.0.0.0/8')], found: [] },
      { when: 'every private range', sources: PRIVATE, found: [] },
      {
        when: 'the private range and its neighbour',
        sources: ['10.0.0.0/8', '11.0.0.0/8'].map(cidr),
        found: ['10.0.0.0/7'],
      },
      {
        when: 'public neighbours that make no block',
        sources: ['11.0.0.0/8', '12.0.0.0/8'].map(cidr),
        found: ['scattered IPv4 /8'],
      },
      { when: 'half of IPv4 in single /8', sources: everySecond(100, 8), found: ['scattered IPv4 /8'] },
      {
        when: 'exactly a /8 in pieces, beside the private ranges',
        sources: [...everySecond(2, 9), ...PRIVATE],
        found: [],
      },
      {
        when: 'one address more than a /8',
        sources: [...everySecond(2, 9), cidr('1.1.1.1/32')],
        found: ['scattered IPv4 /8'],
      },
      { when: 'an IPv6 /31', sources: [cidr('2001:db8::/31')], found: ['2001:db8::/31'] },
      { when: 'an IPv6 /32', sources: [cidr('2001:db8::/32')], found: [] },
      { when: 'a wide block of unique local addresses', sources: [cidr('fd00::/8')], found: [] },
      ...[1, 31, 32].map((shortestPrefixV6) => ({
        when: `unique local blocks within a limit of ${shortestPrefixV6}, meant for public ones`,
        sources: ['fd00::/8', 'fc00::/16'].map(cidr),
        limits: { shortestPrefixV6 },
        found: [],
      })),
      ...[33, 48].map((shortestPrefixV6) => ({
        when: `unique local blocks above a limit of ${shortestPrefixV6}`,
        sources: ['fd00::/8', 'fc00:1::/32', `fc00:3::/${shortestPrefixV6}`].map(cidr),
        limits: { shortestPrefixV6 },
        found: ['fc00:1::/32', 'fd00::/8'],
      })),
      {
        when: 'unique local neighbours above a limit that each is within',
        sources: ['fd00::/48', 'fd00:0:1::/48'].map(cidr),
        limits: { shortestPrefixV6: 48 },
        found: ['fd00::/47'],
      },
      {
        when: 'private IPv4 whatever the limit on IPv6',
        sources: [cidr('10.0.0.0/8')],
        limits: { shortestPrefixV6: 128 },
        found: [],
      },
      { when: 'more than the unique local addresses', sources: [cidr('fc00::/6')], found: ['fc00::/6'] },
      {
        when: 'much of IPv6 in pieces',
        sources: ['2000::/8', '2800::/128'].map(cidr),
        limits: { shortestPrefixV6: 8 },
        found: ['scattered IPv6 /8'],
      },
      {
        when: 'a private /8 above a stricter limit',
        sources: [cidr('10.0.0.0/8')],
        limits: { shortestPrefixV4: 9 },
        found: ['10.0.0.0/8'],
      },
      {
        when: 'many blocks within a stricter limit',
        sources: everySecond(4, 10),
        limits: { shortestPrefixV4: 10 },
        found: [],
      },
      {
        when: 'too many blocks within a stricter limit',
        sources: everySecond(5, 10),
        limits: { shortestPrefixV4: 10 },
        found: ['scattered IPv4 /8'],
      },
      { when: 'a /4 within a laxer limit', sources: [cidr('16.0.0.0/4')], limits: { shortestPrefixV4: 4 }, found: [] },
      {
        when: 'more than a laxer limit in pieces',
        sources: ['16.0.0.0/4', '48.0.0.0/4'].map(cidr),
        limits: { shortestPrefixV4: 4 },
        found: ['scattered IPv4 /4'],
      },
      {
        when: 'a whole family without a limit',
        sources: ['0.0.0.0/0', '::/0'].map(cidr),
        limits: { shortestPrefixV4: 0, shortestPrefixV6: 0 },
        found: ['0.0.0.0/0', '::/0'],
      },
      {
        when: 'a prefix list that could not be read',
        sources: [prefixList('pl-2'), prefixList('pl-1')],
        found: ['pl-1', 'pl-2'],
      },
      {
        when: 'a prefix list that holds the world',
        sources: [prefixList('pl-1', ['0.0.0.0/1', '128.0.0.0/1'])],
        found: ['0.0.0.0/0'],
      },
      { when: 'a narrow prefix list', sources: [prefixList('pl-1', ['10.0.0.0/16'])], found: [] },
      {
        when: 'texts that are no CIDR blocks',
        sources: [cidr('world'), cidr('10.0.0.0/33')],
        found: ['10.0.0.0/33', 'world'],
      },
      { when: 'groups', sources: [group(1), group(2)], found: [] },
      { when: 'nobody', sources: [], found: [] },
    ],
  )('finds $found in $when', ({ sources, limits, found }) => expect(open(sources, limits).map(opening)).toEqual(found));

  it('blames the rules that are too wide by themselves', () => {
    const rules = ['0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8', '2001::/20'].map((text) => nfsFrom(cidr(text)));
    const reach = reachThrough(
      new Map([
        [sg(1), rules.slice(0, 1)],
        [sg(2), rules.slice(1)],
      ]),
    );
    expect(openToWorld(reach, DEFAULTS)).toMatchObject([
      {
        kind: 'wide-block',
        cidr: '0.0.0.0/0',
        shortestPrefix: 8,
        by: [
          { groupId: sg(1), rule: rules[0] },
          { groupId: sg(2), rule: rules[1] },
        ],
      },
      { kind: 'wide-block', cidr: '2001::/20', shortestPrefix: 32, by: [{ groupId: sg(2), rule: rules[3] }] },
    ]);
  });

  it('blames every rule that makes up the block when none is too wide by itself', () => {
    const sources = [cidr('10.0.0.0/8'), prefixList('pl-1', ['11.0.0.0/8', '128.0.0.0/1']), cidr('192.168.0.0/16')];
    expect(open(sources).map(({ by }) => by.map(({ rule }) => rule.source))).toEqual([
      sources.slice(0, 2),
      sources.slice(1, 2),
    ]);
  });

  it('blames the rules with public addresses of the family when they are scattered', () => {
    const sources = ['11.0.0.0/8', '1.1.1.1/32', '10.0.0.0/9', '2001:db8::/32'].map(cidr);
    expect(open(sources).map(({ by }) => by.map(({ rule }) => rule.source))).toEqual([sources.slice(0, 2)]);
  });

  it('finds scattered addresses beside a block that is too wide, not counting those of the block', () => {
    const wide = cidr('128.0.0.0/2');
    const outside = everySecond(2, 8);
    expect(open([wide, cidr('11.0.0.0/8')]).map(opening)).toEqual(['128.0.0.0/2']);
    expect(open([wide, ...outside]).map(opening)).toEqual(['128.0.0.0/2', 'scattered IPv4 /8']);
    expect(open([wide, ...outside])[1]?.by.map(({ rule }) => rule.source)).toEqual(outside);
  });

  it('counts as open all of a group whose rules are not known', () => {
    const reach = nfsReach([sg(2), sg(3), sg(1)], new Map([[sg(1), []]]));
    expect(openToWorld(reach, DEFAULTS)).toMatchObject([
      { kind: 'unread', groupId: sg(2), by: [] },
      { kind: 'unread', groupId: sg(3), by: [] },
    ]);
  });

  it('says what is open, which is part of what may reach NFS and open by itself', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const reach = reachOf(...sources);
        for (const finding of openToWorld(reach, DEFAULTS)) {
          expect(isEmpty(difference(finding.sources, reach.sources))).toBe(true);
          expect(openToWorld({ sources: finding.sources, admissions: [] }, DEFAULTS).map(opening)).toEqual([
            opening(finding),
          ]);
        }
      }),
    );
  });

  it('blames exactly the rules that cannot be read', () => {
    const sources = [cidr('10.0.0.0/8'), cidr('x'), prefixList('pl-1'), prefixList('pl-2', ['x'])];
    expect(open(sources).map(({ by }) => by.map(({ rule }) => rule.source))).toEqual([
      [sources[2]],
      [sources[1], sources[3]],
    ]);
  });

  it('always blames somebody, and finds the same in any order of the rules', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const found = open(sources);
        expect(found.every(({ by }) => by.length > 0)).toBe(true);
        expect(open(sources.toReversed()).map(opening)).toEqual(found.map(opening));
      }),
    );
  });

  it('stays open, whatever is added', () => {
    fc.assert(
      fc.property(
        anySources,
        anySource,
        fc.nat(32),
        fc.nat(128),
        (sources, added, shortestPrefixV4, shortestPrefixV6) => {
          const limits = { shortestPrefixV4, shortestPrefixV6 };
          fc.pre(open(sources, limits).length > 0);
          expect(open([...sources, added], limits)).not.toEqual([]);
        },
      ),
    );
  });

  it('finds any single public block exactly when it is wider than the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 1, max: 32 }), (length, shortestPrefixV4) => {
        expect(open([cidr(`193.0.0.1/${length}`)], { shortestPrefixV4 }).length > 0).toBe(length < shortestPrefixV4);
      }),
    );
  });
});
