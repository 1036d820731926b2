import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IngressRule, IngressSource } from '../../../../functions/core/model/ingress.ts';
import type { ClientSafety } from '../../../../functions/core/model/policy.ts';
import { sayReason } from '../../../../functions/core/model/reason.ts';
import { nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import {
  explainCutOff,
  explainGone,
  explainOpen,
  explainWhySafe,
  WAYS_OUT,
} from '../../../../functions/core/nfs/explain.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import type { Protection } from '../../../../functions/core/nfs/known-good.ts';
import { openToWorld } from '../../../../functions/core/nfs/open-to-world.ts';
import { NOTHING, nfsReach } from '../../../../functions/core/nfs/reach.ts';
import { client, place, policy, self, sg, vpc } from '../../../support/builders.ts';
import { must } from '../../../support/must.ts';
import { anySources, cidr, group, prefixList, reachOf, reachThrough } from '../../../support/nfs-rules.ts';

const DEFAULTS = policy([]).safety;
const explain = (...rules: readonly IngressRule[]) =>
  openToWorld(reachThrough(new Map([[sg(1), rules]])), DEFAULTS).map((it) => explainOpen(it, String));
const tcp = (source: IngressSource, fromPort = 2049, toPort = 2049): IngressRule => ({
  protocol: 'tcp',
  fromPort,
  toPort,
  source,
});
const here = place(undefined, [2, 4]);
const blocks = new Map([[vpc(1), { owner: self, blocks: ['10.0.0.0/8'] }]]);
const nameOf = (id: string) => (id === sg(2) ? `web (${id})` : id);
const safetyWith = (say: Partial<ClientSafety>) => ({ ...DEFAULTS, clients: { ...DEFAULTS.clients, ...say } });
const clients = [
  client(1, { groups: [sg(2)] }),
  client(2, { groups: [sg(9)], addresses: ['10.0.0.7', '10.1.0.7', '10.2.0.7'] }),
];
const cutOff = (
  before: readonly IngressSource[],
  after: readonly IngressSource[],
  protection: Protection = {},
  of = clients,
) => nfsCutOff(reachOf(...before), reachOf(...after), here, knownClients(of, { blocks }), protection, DEFAULTS);
const explainAll = (...of: Parameters<typeof explainCutOff>) => sayReason(explainCutOff(...of));
const explained = (...of: Parameters<typeof cutOff>) => explainAll(cutOff(...of), DEFAULTS, nameOf, WAYS_OUT);
const good = (...sources: readonly IngressSource[]): Protection => {
  const set = reachOf(...sources).sources;
  return { recent: { sets: [set], sources: set, until: Date.UTC(2026, 10, 1) } };
};
const waysOut =
  '(safety.nfsCutOff). To go on, let them in by the groups that the policy wants, exempt the file system, wait until they use it no more, or decide once: {"fix": ["ID"], "despite": ["nfs-cut-off"], "by": "…", "reason": "…"}';

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
    expect(openToWorld(nfsReach([sg(1)], new Map()), DEFAULTS).map((it) => explainOpen(it, String))).toEqual([
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
  const unrecorded =
    'the groups that are attached let them in, and no set that satisfied the policy is on record for the time before (safety.clients.undoWithin)';
  const advice = 'a flow log would tell whether they use it (safety.clients.flowLogs)';

  it('names who loses access and by what, what is not shown, how that is known, and the ways out', () => {
    expect(explained([group(2), cidr('10.0.0.0/8'), group(7), prefixList('pl-1'), cidr('x')], [group(3)])).toBe(
      `i-1 (by web (sg-00000002), let in by sg-00000001), i-2 at 10.0.0.7, 10.1.0.7 (by 10.0.0.0/8, let in by sg-00000001), sg-00000007 (let in by sg-00000001, where AWS does not show clients), pl-1 (could not be read), "x" (could not be read) would lose access to NFS: ${unrecorded}; ${advice} ${waysOut}`,
    );
  });

  it('names them briefly, too, and the groups that they are in', () => {
    const sources = [group(2), cidr('10.0.0.0/8'), cidr('172.16.0.0/12')];
    expect(explainCutOff(cutOff(sources, [group(3)]), DEFAULTS, nameOf, WAYS_OUT).loss).toMatchObject({
      names: 'i-1, i-2 at 10.0.0.7, 10.1.0.7, 172.16.0.0/12',
      groups: [sg(2)],
    });
  });

  it('names a block as it is written, of which the new set lets in a part', () => {
    const before = ['172.16.0.0/12', '192.168.7.0/24', '192.168.9.0/24', '198.18.0.0/15'].map(cidr);
    const after = ['172.16.8.0/24', '198.18.7.0/24'].map(cidr);
    expect(explained([group(2), group(7), ...before], [group(2), ...after])).toMatch(
      /^sg-00000007 \(let[^)]*\), 172\.16\.0\.0\/12 \(in part, let in by sg-00000001, where AWS does not show clients\), 192\.168\.7\.0\/24 \(let in by sg-00000001, where [^)]*\), 192\.168\.9\.0\/24 \(let[^)]*\), 198\.18\.0\.0\/15 \(in part[^)]*\) would lose/,
    );
  });

  it('says until when a compliant set let them in', () => {
    expect(explained([group(2)], [group(3)], good(group(2)))).toBe(
      `i-1 (by web (sg-00000002), let in by sg-00000001) would lose access to NFS: a set that satisfied the policy let them in within safety.clients.undoWithin before the drift; ${advice} ${waysOut}`,
    );
  });

  it('does not advise a flow log where there is one, and says what that shows', () => {
    const safety = safetyWith({ flowLogs: { logGroup: 'flows', windowMs: 1 } });
    const evidence = { why: ['flow logs show that it uses NFS'], gone: [] };
    expect(explainAll({ ...cutOff([group(2)], [group(3)]), evidence }, safety, nameOf, WAYS_OUT)).toBe(
      `i-1 (by web (sg-00000002), let in by sg-00000001) would lose access to NFS: ${unrecorded}; flow logs show that it uses NFS ${waysOut}`,
    );
  });

  it('says that a flow log was not asked where there is one', () => {
    const safety = safetyWith({ flowLogs: { logGroup: 'flows', windowMs: 1 } });
    expect(explainAll(cutOff([group(2)], [group(3)]), safety, nameOf, WAYS_OUT)).toBe(
      `i-1 (by web (sg-00000002), let in by sg-00000001) would lose access to NFS: ${unrecorded}; the flow log was not asked (a sweep asks it about the first changes only; a look at this mount target alone asks it) ${waysOut}`,
    );
  });

  it('names who is let in, too, and is protected by nothing: a machine behind the emergency group of others', () => {
    const others = [
      client(5, { groups: [sg(4)] }),
      client(6, { groups: [sg(4), sg(2)] }),
      client(7, { addresses: ['10.9.0.1'] }),
      client(8, { addresses: ['10.9.0.2'], cannotMount: 'a load balancer' }),
    ];
    const before = [group(2), group(4), cidr('10.9.0.0/24'), cidr('192.168.7.0/24')];
    expect(explained(before, [group(3)], good(group(2)), [...clients, ...others])).toMatch(
      /^i-1 \(by web .*?\), i-6 \(by web .*?\) would lose access .*\. Also let in now, and protected by nothing: i-5 \(by sg-00000004, let in by sg-00000001\), i-7 at 10\.9\.0\.1 \(by 10\.9\.0\.0\/24, let in by sg-00000001\), 192\.168\.7\.0\/24 \(let in by sg-00000001, nothing there depends on it at the moment\) \(safety\.nfsCutOff\)\. To go on/,
    );
    expect(explained([group(2)], [group(3)], good(group(2)), [...clients, ...others])).not.toContain('Also let in');
    expect(explained([cidr('10.9.0.0/24')], [group(3)], {}, others)).not.toContain('Also let in');
  });

  it('names the group whose rules are not known', () => {
    const [before, after] = [[sg(1), sg(2)], [sg(2)]].map((groups) => nfsReach(groups, new Map()));
    const all = nfsCutOff(must(before), must(after), here, knownClients(clients), {}, DEFAULTS);
    expect(explainAll(all, DEFAULTS, nameOf, WAYS_OUT)).toMatch(
      /^what sg-00000001 admits \(could not be read\) would lose access/,
    );
  });

  it('says when the new set lets nobody in', () => {
    expect(explained([group(2)], [])).toBe(
      'the new set lets in no source that exists, as far as can be read: nothing could reach NFS any more. To go on, give one of its groups an inbound rule for TCP 2049',
    );
  });

  it('says where nothing is at the moment', () => {
    expect(explained([group(4), cidr('10.9.0.0/16')], [group(2)])).toBe(
      'sg-00000004, 10.9.0.0/16 would lose access to NFS; no machine that is there at the moment depends on it',
    );
  });

  it('says nothing of ways out, nor of who is unprotected, where the change is only warned of', () => {
    const all = [...clients, client(5, { groups: [sg(4)] })];
    const found = cutOff([group(2), group(4)], [group(3)], good(group(2)), all);
    const warned = explainCutOff(found, DEFAULTS, nameOf, undefined);
    expect(warned).not.toHaveProperty('remedy');
    expect(warned.because).not.toContain('Also let in now');
  });

  it('says of what only a flow log has seen that it uses NFS', () => {
    const { lost, ...found } = cutOff([group(2)], [group(3)]);
    const seen = { kind: 'cidr', cidr: '192.168.7.9/32', counts: 'seen', by: [], via: [] } as const;
    expect(explainAll({ ...found, lost: [...lost, seen] }, DEFAULTS, nameOf, WAYS_OUT)).toContain(
      '192.168.7.9/32 (a flow log shows that it uses NFS, and no interface has it now) would lose',
    );
  });

  it('names the first two of the groups that let something in', () => {
    const [before, after] = [[sg(2), sg(3), sg(4)], []].map((groups) => {
      const rule = tcp(cidr('192.168.7.0/24'));
      return nfsReach(
        [...groups, sg(5)],
        new Map([[sg(5), [tcp(group(9))]], ...groups.map((id) => [id, [rule]] as const)]),
      );
    });
    const found = nfsCutOff(must(before), must(after), here, knownClients(clients, { blocks }), {}, DEFAULTS);
    expect(explainAll(found, DEFAULTS, nameOf, WAYS_OUT)).toMatch(
      /^192\.168\.7\.0\/24 \(let in by web \(sg-00000002\) and sg-00000003, where/,
    );
  });

  it('says that an outage weighs more', () => {
    const shutOut = [5, 6].map((n) => client(n, { groups: [sg(3)] }));
    expect(explained([group(2)], [group(3)], { ever: NOTHING }, [...clients, ...shutOut])).toBe(
      'i-1 (by web (sg-00000002), let in by sg-00000001) would lose access to NFS: none of them is on record, and 2 machines that the rule wants in are shut out now (safety.nfsCutOff)',
    );
  });

  it('names once a machine with several interfaces, or that loses access in several ways', () => {
    const all = [1, 1, 2].map((n, index) =>
      client(n, { id: `eni-${index}`, groups: [sg(2)], addresses: [`10.9.0.${index}`] }),
    );
    expect(explained([group(2), cidr('10.9.0.0/16')], [group(3)], {}, all)).toMatch(
      /^i-1 \(by web .*?\), i-2 \(by web .*?\) would lose/,
    );
    for (const before of [[group(2)], [group(2), prefixList('pl-1')]])
      expect(explained(before, [group(3)], {}, all)).toMatch(
        /^i-1 \(by web [^)]*\)[^)]*\), i-2 \(by web [^)]*\)[^)]*\)(, pl-1 \([^)]*\))? would lose/,
      );
  });

  it.each([
    { losers: 10, end: 'i-9 \\(by web [^)]*\\)[^)]*\\) would' },
    { losers: 11, end: 'i-8 \\(by web [^)]*\\)[^)]*\\) and 1 more would' },
    { losers: 500, end: 'i-106 \\(by web [^)]*\\)[^)]*\\) and 490 more would' },
  ])('names ten of $losers and counts the rest', ({ losers, end }) => {
    const all = Array.from({ length: losers }, (_, n) => client(n, { groups: [sg(2)] }));
    expect(explained([group(2)], [group(3)], {}, all)).toMatch(new RegExp(end));
  });
});

describe('why a change is safe by which some lose access', () => {
  it.each([
    { when: 'nobody loses access', of: cutOff([group(2)], [group(2)]), text: undefined },
    { when: 'one does who counts', of: cutOff([group(2)], [group(3)]), text: undefined },
    { when: 'nobody is left', of: cutOff([group(2)], []), text: undefined },
    {
      when: 'none is there',
      of: cutOff([cidr('0.0.0.0/0')], [group(3)], {}, []),
      text: 'Safe: no machine that can mount a file system loses access.',
    },
    {
      when: 'none is on record',
      of: cutOff([group(2), group(3)], [group(3)], good(group(3))),
      text: 'Safe: no client that a compliant set let in loses access, as is known until 2026-11-01T00:00:00.000Z.',
    },
    {
      when: 'a flow log has shown nothing, and some are not counted',
      of: {
        ...cutOff([cidr('0.0.0.0/0')], [group(3)], {}, []),
        ignored: knownClients(clients).membersOf(sg(2)),
        evidence: { why: ['flow logs show nothing'], gone: [] },
      },
      text: 'Safe: no machine that can mount a file system loses access; flow logs show nothing; not counted, by safety.clients.ignore: 1 interfaces.',
    },
  ])('is told when $when', ({ of, text }) => expect(explainWhySafe(of)).toBe(text));
});

it('says of machines that are gone that they used NFS', () => {
  expect(explainGone(['10.0.0.1', '10.0.0.2'])).toBe(
    'flow logs show NFS traffic from 10.0.0.1, 10.0.0.2, which no interface has now',
  );
});
