import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCidr } from '../../../functions/core/cidr.ts';
import type { IngressSource } from '../../../functions/core/ingress.ts';
import { type LostSource, nfsCutOff } from '../../../functions/core/nfs-cut-off.ts';
import { difference, isEmpty, nfsReach } from '../../../functions/core/nfs-reach.ts';
import { sg } from '../../support/builders.ts';
import { must } from '../../support/must.ts';
import { anySources, cidr, group, nfsFrom, prefixList, reachOf } from '../../support/nfs-rules.ts';

const cutOff = (before: readonly IngressSource[], after: readonly IngressSource[]) =>
  nfsCutOff(reachOf(...before), reachOf(...after), new Set([sg(1)]));
const asSource = (lost: LostSource): IngressSource => {
  switch (lost.kind) {
    case 'group':
      return { kind: 'group', groupId: lost.groupId };
    case 'prefix-list':
      return prefixList(lost.id);
    case 'cidr':
    case 'malformed-cidr':
      return cidr(lost.cidr);
    case 'unread':
      throw new Error('every group is known here');
  }
};
const lostCidr = (text: string) => ({ kind: 'cidr', cidr: text, inUse: 'unknown' });

describe('nfsCutOff', () => {
  it.each<{
    when: string;
    before: readonly IngressSource[];
    after: readonly IngressSource[];
    extent: string;
    lost: readonly unknown[];
  }>([
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
      after: [group(3)],
      extent: 'some',
      lost: [
        { kind: 'group', groupId: sg(1), inUse: true },
        { kind: 'group', groupId: sg(2), inUse: false },
      ],
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
      lost: [{ kind: 'group', groupId: sg(1), inUse: true }],
    },
    {
      when: 'an unreadable prefix list stays',
      before: [group(1), prefixList('pl-1')],
      after: [prefixList('pl-1')],
      extent: 'some',
      lost: [{ kind: 'group', groupId: sg(1), inUse: true }],
    },
    {
      when: 'an unreadable text stays',
      before: [group(1), cidr('x')],
      after: [cidr('x')],
      extent: 'some',
      lost: [{ kind: 'group', groupId: sg(1), inUse: true }],
    },
    {
      when: 'what cannot be read goes',
      before: [cidr('y'), cidr('x'), prefixList('pl-2'), prefixList('pl-1'), cidr('10.0.0.0/8')],
      after: [cidr('10.0.0.0/8')],
      extent: 'some',
      lost: [
        { kind: 'prefix-list', id: 'pl-1', inUse: 'unknown' },
        { kind: 'prefix-list', id: 'pl-2', inUse: 'unknown' },
        { kind: 'malformed-cidr', cidr: 'x', inUse: 'unknown' },
        { kind: 'malformed-cidr', cidr: 'y', inUse: 'unknown' },
      ],
    },
  ])('says $extent when $when', ({ before, after, extent, lost }) =>
    expect(cutOff(before, after)).toEqual({ extent, lost }),
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
    expect(nfsCutOff(must(from), must(to), new Set())).toEqual({
      extent,
      lost: lost.map((n) => ({ kind: 'unread', groupId: sg(n), inUse: 'unknown' })),
    });
  });

  it('is none exactly when the reach after contains the reach before', () => {
    fc.assert(
      fc.property(anySources, anySources, (before, after) => {
        const contained = isEmpty(difference(reachOf(...before).sources, reachOf(...after).sources));
        expect(cutOff(before, after).extent === 'none').toBe(contained);
        expect(cutOff(before, [...after, ...before])).toEqual({ extent: 'none', lost: [] });
      }),
    );
  });

  it('loses exactly the difference: giving the lost sources back cuts nobody off', () => {
    fc.assert(
      fc.property(anySources, anySources, (before, after) => {
        const lost = cutOff(before, after).lost.map(asSource);
        expect(reachOf(...lost).sources).toEqual(difference(reachOf(...before).sources, reachOf(...after).sources));
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

  it('speaks of all exactly when something is lost and no address, group or known unreadable source remains', () => {
    fc.assert(
      fc.property(anySources, (before) => {
        const readable = before.filter(
          (source) => source.kind === 'group' || (source.kind === 'cidr' && parseCidr(source.cidr)),
        );
        expect(cutOff(before, []).extent).toBe(isEmpty(reachOf(...before).sources) ? 'none' : 'all');
        fc.pre(readable.length > 0);
        expect(cutOff(before, readable.slice(0, 1)).extent).not.toBe('all');
      }),
    );
  });
});
