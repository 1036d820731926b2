import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import { explainCutOff, explainOpen } from '../../../../functions/core/nfs/explain.ts';
import type { IngressRule, IngressSource } from '../../../../functions/core/nfs/ingress.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { openToWorld } from '../../../../functions/core/nfs/open-to-world.ts';
import { nfsReach } from '../../../../functions/core/nfs/reach.ts';
import { client, place, policy, sg } from '../../../support/builders.ts';
import { must } from '../../../support/must.ts';
import { anySources, cidr, group, prefixList, reachOf, reachThrough } from '../../../support/nfs-rules.ts';

const DEFAULTS = policy([]).safety;
const explain = (...rules: readonly IngressRule[]) =>
  openToWorld(reachThrough(new Map([[sg(1), rules]])), DEFAULTS).map(explainOpen);
const tcp = (source: IngressSource, fromPort = 2049, toPort = 2049): IngressRule => ({
  protocol: 'tcp',
  fromPort,
  toPort,
  source,
});
const here = place(undefined, [2, 4]);
const known = knownClients(
  [client(1, { groups: [sg(2)] }), client(2, { groups: [sg(9)], addresses: ['10.0.0.7', '10.1.0.7'] })],
  [sg(2), sg(4)],
);
const cutOff = (before: readonly IngressSource[], after: readonly IngressSource[]) =>
  explainCutOff(nfsCutOff(reachOf(...before), reachOf(...after), here, known));

describe('explainOpen', () => {
  it.each<{ of: string; rules: readonly IngressRule[]; text: string }>([
    {
      of: 'a wide block',
      rules: [tcp(cidr('128.0.0.0/1'), 2000, 3000), { protocol: '-1', source: cidr('0.0.0.0/1') }],
      text: '0.0.0.0/0 may reach NFS, and nothing wider than a /8 should: sg-00000001 (all traffic from 0.0.0.0/1), sg-00000001 (tcp 2000 to 3000 from 128.0.0.0/1)',
    },
    {
      of: 'scattered blocks',
      rules: [tcp(cidr('11.0.0.0/8')), { protocol: '6', source: cidr('13.0.0.0/8') }],
      text: 'more public IPv4 addresses may reach NFS than one /8 holds: sg-00000001 (tcp 0 to 65535 from 13.0.0.0/8), sg-00000001 (tcp 2049 from 11.0.0.0/8)',
    },
    {
      of: 'a prefix list',
      rules: [tcp(prefixList('pl-1'))],
      text: 'prefix list pl-1 could not be read and may let anyone reach NFS: sg-00000001 (tcp 2049 from pl-1)',
    },
    {
      of: 'a malformed block, line breaks escaped',
      rules: [tcp(cidr('a\nb'))],
      text: '"a\\nb" is not a CIDR block and may let anyone reach NFS: sg-00000001 (tcp 2049 from "a\\nb")',
    },
  ])('names the rules at fault of $of', ({ rules, text }) => expect(explain(...rules)).toEqual([text]));

  it('names the group whose rules are not known, and blames none', () => {
    expect(openToWorld(nfsReach([sg(1)], new Map()), DEFAULTS).map(explainOpen)).toEqual([
      'the rules of sg-00000001 could not be read and may let anyone reach NFS',
    ]);
  });

  it('says the same in any order of the rules', () => {
    fc.assert(
      fc.property(anySources, (sources) => {
        const rules = sources.map((source) => tcp(source));
        expect(explain(...rules.toReversed())).toEqual(explain(...rules));
      }),
    );
  });
});

describe('explainCutOff', () => {
  it('names who is cut off, those in use first', () => {
    expect(cutOff([group(1), group(2), cidr('10.0.0.0/8'), prefixList('pl-1'), cidr('x')], [group(3)])).toBe(
      'sg-00000002 (in use by i-1), 10.0.0.0/8 (in use by i-2 at 10.0.0.7, 10.1.0.7), sg-00000001, pl-1 (could not be read), "x" (could not be read) would lose access to NFS',
    );
  });

  it('names the group whose rules are not known', () => {
    const [before, after] = [[sg(1), sg(2)], [sg(2)]].map((groups) => nfsReach(groups, new Map()));
    const all = nfsCutOff(must(before), must(after), here, known);
    expect(explainCutOff(all)).toBe('whoever sg-00000001 admits (could not be read) would lose access to NFS');
  });

  it('says when nothing could reach NFS any more', () => {
    expect(cutOff([group(2)], [])).toBe('nothing could reach NFS any more, not even sg-00000002 (in use by i-1)');
    expect(cutOff([cidr('10.9.0.0/16')], [group(4)])).toBe(
      'nothing could reach NFS any more, not even 10.9.0.0/16; nobody is in sg-00000004, which would be let in',
    );
  });

  it('names three who are in a group, an instance with two interfaces once, and counts the rest', () => {
    const clients = [1, 2, 3, 3, 4, 5].map((n) => client(n, { groups: [sg(2)] }));
    const all = nfsCutOff(reachOf(group(2)), reachOf(group(3)), here, knownClients(clients, []));
    expect(explainCutOff(all)).toBe('sg-00000002 (in use by i-1, i-2, i-3 and 2 more) would lose access to NFS');
  });

  it.each([
    { losers: 10, end: '10.0.9.1/32 would' },
    { losers: 11, end: '10.0.9.1/32 and 1 more would' },
    { losers: 500, end: '10.0.9.1/32 and 490 more would' },
  ])('names ten of $losers and counts the rest', ({ losers, end }) => {
    const before = Array.from({ length: losers }, (_, i) => cidr(`10.${i >> 8}.${i & 255}.1/32`));
    expect(cutOff(before, [group(1)])).toMatch(new RegExp(`10.0.8.1/32, ${end} lose access to NFS$`));
  });
});
