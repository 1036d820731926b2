import { describe, expect, it } from 'vitest';
import type { IngressSource } from '../../../../functions/core/model/ingress.ts';
import { nfsCutOff } from '../../../../functions/core/nfs/cut-off.ts';
import type { Convicted, FlowVerdict } from '../../../../functions/core/nfs/flow-evidence.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { contestOf, weighed } from '../../../../functions/core/nfs/weigh.ts';
import { any, client, place, policy, self, sg, tags, vpc } from '../../../support/builders.ts';
import { cidr, group, reachOf } from '../../../support/nfs-rules.ts';

const one = client(1, { groups: [sg(1)], addresses: ['10.0.0.1'] });
const two = client(2, { groups: [sg(1)], addresses: ['10.0.0.2', 'fd00::2'] });
const scanner = client(3, { addresses: ['fd00::3'], tags: tags({ role: 'scanner' }) });
const shutOut = [4, 5, 6].map((n) => client(n, { groups: [sg(2)] }));
const everybody = [one, two, scanner, ...shutOut];
const known = knownClients(everybody, {
  blocks: new Map([[vpc(1), { owner: self, blocks: ['10.0.0.0/16', 'fd00::/64'] }]]),
});
const { safety: defaults } = policy([]);
const safety = { ...defaults, clients: { ...defaults.clients, ignore: new Map([['role', any]]) } };

/** Long ago a group was let in that nobody is in. */
const ever = reachOf(group(9)).sources;

const cutOff = (before: readonly IngressSource[], after: readonly IngressSource[] = [group(2)]) =>
  nfsCutOff(reachOf(...before), reachOf(...after), place(undefined, [1, 2]), known, { ever }, safety);
const verdict = (say: Partial<FlowVerdict> = {}): FlowVerdict => ({
  acquitted: new Set(),
  unused: new Set(),
  convicted: [],
  gone: [],
  why: ['the log says so'],
  ...say,
});
const talker = (address: string, by?: Convicted['by']): Convicted => ({
  ...{ address, origins: [], bytes: 9_999, packets: 99, intervals: 9, last: 0 },
  ...(by && { by }),
});
const ids = (all: readonly { readonly id: string }[] | undefined) => all?.map(({ id }) => id);

describe('what a flow log can decide', () => {
  it('is about the losers, all that come by what is lost, and all that are there', () => {
    const contest = contestOf(cutOff([group(1), cidr('fd00::/80')]), known, vpc(1));
    expect(ids(contest?.losers)).toEqual(['eni-1', 'eni-2', 'eni-3']);
    expect(contest?.lost.map(({ cidr: block, members }) => [block, ids(members)])).toEqual([
      [undefined, ['eni-1', 'eni-2']],
      ['fd00::/80', ['eni-2', 'eni-3']],
    ]);
    expect(ids(contest?.present)).toEqual(everybody.map(({ id }) => id));
  });

  it.each([
    { when: 'only one loses access that is not counted', before: [cidr('fd00::3/128')], losers: ['eni-3'] },
    { when: 'only the rest of a block that is too wide does', before: [cidr('12.0.0.0/7')], losers: [] },
    { when: 'only a source outside the VPC does', before: [cidr('192.168.0.0/24')], losers: [] },
    { when: 'only an empty block does', before: [cidr('10.0.9.0/24')], losers: [] },
    { when: 'nobody does', before: [group(2)], losers: undefined },
  ])('is asked where something is contested: $when', ({ before, losers }) => {
    expect(ids(contestOf(cutOff(before), known, vpc(1))?.losers)).toEqual(losers);
  });
});

describe('who loses access, by what a flow log says', () => {
  const before = cutOff([group(1), cidr('fd00::3/128'), cidr('192.168.0.0/24')]);
  const named = (of: ReturnType<typeof cutOff>) =>
    of.lost.map(({ counts, by, via: _, ...source }) => [
      counts,
      Object.values(source)[1],
      by.map((it) => it.client.id),
    ]);
  const idle = ['idle', 'fd00::3/128', []];
  const remote = ['remote', '192.168.0.0/24', []];
  const rest = [idle, remote];
  // Others may have been in the group, and come again.
  const group1 = ['idle', sg(1), []];

  it.each([
    { when: 'it says nothing of any', say: {}, lost: [['clients', sg(1), ['eni-1', 'eni-2']], ...rest], ignored: 1 },
    {
      when: 'it acquits one',
      say: { acquitted: new Set(['eni-1']) },
      lost: [['clients', sg(1), ['eni-2']], ...rest],
      ignored: 1,
    },
    { when: 'it acquits all', say: { acquitted: new Set(['eni-1', 'eni-2']) }, lost: [group1, ...rest], ignored: 1 },
    {
      when: 'nothing came from far away',
      say: { unused: new Set(['192.168.0.0/24', 'fd00::3/128']) },
      lost: [['clients', sg(1), ['eni-1', 'eni-2']], idle],
      ignored: 1,
    },
    {
      when: 'it convicts one that the policy does not count',
      say: { acquitted: new Set(['eni-1', 'eni-2']), convicted: [talker('fd00::3', scanner)] },
      lost: [group1, ...rest, ['clients', 'fd00::3/128', ['eni-3']]],
      ignored: 0,
    },
    {
      when: 'it convicts addresses that no client has',
      say: { acquitted: new Set(['eni-1', 'eni-2']), convicted: [talker('192.168.0.9'), talker('fd00::9')] },
      lost: [group1, ...rest, ['seen', '192.168.0.9/32', []], ['seen', 'fd00::9/128', []]],
      ignored: 1,
    },
  ])('is right when $when', ({ say, lost, ignored }) => {
    const found = weighed(before, verdict({ gone: ['10.0.0.9'], ...say }));
    expect(named(found)).toEqual(lost);
    expect(found.ignored).toHaveLength(ignored);
    expect(found.evidence).toEqual({ why: ['the log says so'], gone: ['10.0.0.9'] });
  });

  it('outweighs an outage where one of them uses NFS', () => {
    const outweighed = cutOff([group(1)]);
    expect(outweighed.relieved).toBe(3);
    expect(weighed(outweighed, verdict()).relieved).toBe(3);
    expect(weighed(outweighed, verdict({ convicted: [talker('10.0.0.1', one)] }))).not.toHaveProperty('relieved');
  });
});
