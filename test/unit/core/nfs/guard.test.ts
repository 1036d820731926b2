import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../functions/core/model/decision.ts';
import type { IngressSource } from '../../../../functions/core/model/ingress.ts';
import type { Safety } from '../../../../functions/core/model/policy.ts';
import type { ReasonCode } from '../../../../functions/core/model/reason.ts';
import { sayReason } from '../../../../functions/core/model/reason.ts';
import { judging } from '../../../../functions/core/nfs/judging.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { NOTHING } from '../../../../functions/core/nfs/reach.ts';
import { client, live, policy, self, sg, group as usable, vpc } from '../../../support/builders.ts';
import { cidr, group, nfsFrom, prefixList } from '../../../support/nfs-rules.ts';

type Known = Readonly<Record<number, readonly IngressSource[]>>;

const rulesOf = (known: Known) =>
  new Map(Object.entries(known).map(([n, sources]) => [sg(Number(n)), sources.map(nfsFrom)]));

const drift = (after: readonly number[]): Extract<Decision, { status: 'drifted' }> => ({
  status: 'drifted',
  rule: 'the-rule',
  mode: 'enforce',
  add: [],
  remove: [],
  keep: [],
  after: after.map(sg),
});

interface Case {
  readonly attached: readonly number[];
  readonly after: readonly number[];
  readonly known: Known;
  readonly inUse?: readonly number[];
  readonly safety?: Partial<Safety>;
  readonly despite?: readonly ReasonCode[];
  readonly isUndoing?: boolean;
  /** Nothing is on record, and no policy was before. */
  readonly ever?: true;
}

/** All groups are of the mount target's VPC, and somebody is in those that are in use. */
const judge = ({ attached, after, known, inUse = [], safety = {}, despite, ever, isUndoing = false }: Case) => {
  const seen = [3, 5, 6, 7];
  const here = live({ attached: attached.map(sg), usable: seen.map((n) => usable(n)) });
  const clients = inUse.map((n) => client(n, { groups: [sg(n)] }));
  const { by } = judging(rulesOf(known), policy([], { safety }));
  const around = knownClients(clients, {
    blocks: new Map([[vpc(1), { owner: self, blocks: ['10.0.0.0/16'] }]]),
    missing: [sg(9)],
  });
  const { decision, warnings } = by(around).judge({
    live: here,
    decision: drift(after),
    protection: ever ? { ever: NOTHING } : {},
    despite,
    isUndoing,
  });
  return { decision, warnings };
};

/** What was refused and what was warned of, as texts. */
const verdict = (say: Case) => {
  const { decision, warnings } = judge(say);
  return {
    refused: decision.status === 'refused' ? decision.reasons.map(sayReason) : [],
    warned: warnings.map(sayReason),
  };
};

const WORLD = cidr('0.0.0.0/0');
const VPC = cidr('10.0.0.0/16');
const open = (n: number, when = 'once written') =>
  `${when}, 0.0.0.0/0 may reach NFS, and nothing wider than a /8 should: sg-0000000${n} (tcp 2049 from 0.0.0.0/0) (safety.nfsOpenToWorld)${when === 'once written' ? '. Narrow that rule first, or select another group' : ''}`;
const unread = (n: number, when = 'once written') =>
  `${when}, the rules of ${n === 3 ? 'group-3 (sg-00000003)' : `sg-0000000${n}`} could not be read and may let anyone reach NFS (safety.nfsOpenToWorld)`;
const lost = (text: string) =>
  expect.stringMatching(new RegExp(`^${text} would lose access to NFS: .*\\(safety\\.nfsCutOff\\)(?:\\. To .*)?$`));
const idle = (text: string) => `${text} would lose access to NFS; no machine that is there at the moment depends on it`;
const nothing =
  'the new set lets in no source that exists, as far as can be read: nothing could reach NFS any more. To go on, give one of its groups an inbound rule for TCP 2049';
const i5 = 'i-5 \\(by group-5 \\(sg-00000005\\), let in by sg-00000001\\)';

describe('a harmless change', () => {
  it('is let through as it is, without a warning', () => {
    const known = { 1: [VPC], 2: [VPC, group(3)] };
    expect(judge({ attached: [1], after: [2], known })).toEqual({ decision: drift([2]), warnings: [] });
  });

  it('may open access where there was none', () => {
    expect(verdict({ attached: [], after: [1], known: { 1: [VPC] } })).toEqual({ refused: [], warned: [] });
    expect(verdict({ attached: [2], after: [1], known: { 1: [VPC], 2: [] } })).toEqual({ refused: [], warned: [] });
  });
});

describe('a change that opens NFS to the world', () => {
  it.each<{ when: string; say: Case; refused: readonly string[]; warned: readonly string[] }>([
    {
      when: 'a group to be added is open',
      say: { attached: [1], after: [1, 2], known: { 1: [VPC], 2: [WORLD] } },
      refused: [open(2)],
      warned: [],
    },
    {
      when: 'the rules of a group to be added are not known',
      say: { attached: [1], after: [1, 2], known: { 1: [VPC] } },
      refused: [unread(2)],
      warned: [],
    },
    {
      when: 'the policy warns',
      say: { attached: [1], after: [1, 2, 3], known: { 1: [VPC], 2: [WORLD] }, safety: { nfsOpenToWorld: 'warn' } },
      refused: [],
      warned: [open(2), unread(3)],
    },
    {
      when: 'it is open already, and a harmless group is added',
      say: { attached: [2], after: [1, 2], known: { 1: [VPC], 2: [WORLD] } },
      refused: [],
      warned: [open(2, 'as before')],
    },
    {
      when: 'it is open already, and one hole of two is closed',
      say: { attached: [1, 2], after: [2], known: { 1: [WORLD], 2: [WORLD] } },
      refused: [],
      warned: [open(2, 'as before')],
    },
    {
      when: 'it is open already, and a group that is added brings another hole, though the first one holds it',
      say: { attached: [1], after: [2], known: { 1: [WORLD, cidr('::/0')], 2: [WORLD, group(3)] } },
      refused: [open(2)],
      warned: [],
    },
    {
      when: 'what is not known stays, and what is known is open',
      say: { attached: [1], after: [1, 2], known: { 2: [WORLD] } },
      refused: [open(2)],
      warned: [unread(1, 'as before')],
    },
    {
      when: 'it is closed',
      say: { attached: [1], after: [2], known: { 1: [WORLD], 2: [VPC] } },
      refused: [],
      warned: [],
    },
  ])('is judged right when $when', ({ say, refused, warned }) => expect(verdict(say)).toEqual({ refused, warned }));

  it('is refused when it is open already and becomes more so', () => {
    const half = cidr('0.0.0.0/1');
    const { refused } = verdict({ attached: [1], after: [1, 2], known: { 1: [half], 2: [cidr('128.0.0.0/1')] } });
    expect(refused).toHaveLength(1);
    const scattered = verdict({
      attached: [1],
      after: [1, 2],
      known: { 1: [half], 2: [cidr('129.0.0.0/8'), cidr('131.0.0.0/32')] },
    });
    expect(scattered.refused).toEqual([expect.stringContaining('more public IPv4 addresses may reach NFS')]);
    expect(scattered.warned).toEqual([expect.stringMatching(/^as before, 0\.0\.0\.0\/1 may reach NFS/)]);
  });

  it('is refused where groups open it only together', () => {
    const known = { 1: [cidr('10.0.0.0/8')], 2: [cidr('11.0.0.0/8')] };
    expect(verdict({ attached: [1], after: [1, 2], known }).refused).toEqual([
      expect.stringContaining('10.0.0.0/7 may reach NFS'),
    ]);
  });

  it('names the rules at fault where it stays open, each once, in one order, and without what a prefix list holds', () => {
    const listed = prefixList('pl-1', ['0.0.0.0/0']);
    const sources = [listed, WORLD, WORLD, VPC];
    for (const own of [sources, sources.toReversed()]) {
      const { warnings } = judge({ attached: [1, 2], after: [1], known: { 1: own, 2: [VPC] } });
      const rules = warnings.flatMap(({ openBy = [] }) => openBy.map(({ rule }) => rule));
      expect(rules).toEqual([nfsFrom(WORLD), nfsFrom(prefixList('pl-1'))]);
    }
  });

  it('is judged by the widths of the policy', () => {
    const known = { 1: [VPC], 2: [cidr('11.0.0.0/16'), cidr('2001:db8::/48')] };
    const say = { attached: [1], after: [1, 2], known };
    expect(verdict(say).refused).toEqual([]);
    expect(verdict({ ...say, safety: { shortestPrefixV4: 17, shortestPrefixV6: 49 } })).toMatchObject({
      refused: [expect.stringContaining('11.0.0.0/16'), expect.stringContaining('2001:db8::/48')],
      warned: [expect.stringMatching(/^as before, 10\.0\.0\.0\/16/)],
    });
  });
});

describe('a change that cuts clients off', () => {
  const warn: Case['safety'] = { nfsCutOff: 'warn' };
  const OFFICE = cidr('172.16.0.0/16');
  const inUse = { attached: [1], after: [2], known: { 1: [group(5)], 2: [VPC] }, inUse: [5] };
  it.each<{ when: string; say: Case; refused: readonly unknown[]; warned: readonly unknown[] }>([
    {
      when: 'nobody is left',
      say: { attached: [1], after: [2], known: { 1: [VPC], 2: [] } },
      refused: [nothing],
      warned: [],
    },
    {
      when: 'nobody is left, and the policy warns',
      say: { attached: [1], after: [2], known: { 1: [VPC], 2: [] }, safety: warn },
      refused: [nothing],
      warned: [],
    },
    {
      when: 'nobody is left, whatever a person decided',
      say: { attached: [1], after: [2], known: { 1: [VPC], 2: [group(9)] }, despite: ['nfs-cut-off'] },
      refused: [nothing],
      warned: [],
    },
    {
      when: 'only a group is left that is empty',
      say: { attached: [1], after: [2], known: { 1: [VPC], 2: [group(6)] } },
      refused: [],
      warned: [idle('10.0.0.0/16')],
    },
    { when: 'a client loses access', say: inUse, refused: [lost(i5)], warned: [] },
    {
      when: 'a client loses access by an undoing',
      say: { ...inUse, isUndoing: true },
      refused: [
        expect.stringMatching(/To undo it all the same, send the order again with "despite": \["nfs-cut-off"\]/),
      ],
      warned: [],
    },
    { when: 'the policy warns', say: { ...inUse, safety: warn }, refused: [], warned: [lost(i5)] },
    { when: 'a person decided', say: { ...inUse, despite: ['nfs-cut-off'] }, refused: [], warned: [lost(i5)] },
    {
      when: 'a client loses access, and an empty group',
      say: { ...inUse, known: { 1: [group(5), group(6)], 2: [VPC] } },
      refused: [lost(i5)],
      warned: [idle('group-6 (sg-00000006)')],
    },
    {
      when: 'sources lose access that AWS does not show',
      say: { ...inUse, known: { 1: [VPC, OFFICE, prefixList('pl-1'), group(8)], 2: [VPC] } },
      refused: [
        lost(
          'sg-00000008 \\(let in by sg-00000001, where AWS does not show clients\\), 172.16.0.0/16 \\(let in by sg-00000001, where AWS does not show clients\\), pl-1 \\(could not be read\\)',
        ),
      ],
      warned: [],
    },
    {
      when: 'a group goes whose rules are not known',
      say: { ...inUse, known: { 2: [VPC] } },
      refused: [lost('what sg-00000001 admits \\(could not be read\\)')],
      warned: [],
    },
    {
      when: 'more are shut out now than lose access, and none of these is on record',
      say: { ...inUse, known: { 1: [group(5)], 2: [group(6), group(7)] }, inUse: [5, 6, 7], ever: true },
      refused: [],
      warned: [
        expect.stringMatching(
          /^i-5 .* none of them is on record, and 2 machines .* are shut out now \(safety\.nfsCutOff\)$/,
        ),
      ],
    },
  ])('is judged right when $when', ({ say, refused, warned }) => expect(verdict(say)).toEqual({ refused, warned }));

  it('tells the ways out where it is refused, and none where the policy warns', () => {
    for (const nfsCutOff of ['refuse', 'warn'] as const) {
      const { decision, warnings } = judge({ ...inUse, safety: { nfsCutOff } });
      const [reason] = decision.status === 'refused' ? decision.reasons : warnings;
      expect(reason?.remedy).toEqual(nfsCutOff === 'refuse' ? expect.stringContaining('To go on') : undefined);
    }
  });
});

describe('a change that is bad in several ways', () => {
  const say: Case = { attached: [1], after: [2, 3], known: { 1: [group(5)], 2: [WORLD] }, inUse: [5] };

  it('is refused for all of them', () => {
    expect(verdict(say)).toEqual({ refused: [open(2), unread(3), lost(i5)], warned: [] });
    expect(judge(say).decision).toMatchObject({
      rule: 'the-rule',
      reasons: [
        { code: 'nfs-open-to-world' },
        { code: 'nfs-open-to-world' },
        { code: 'nfs-cut-off', loss: { names: 'i-5', groups: [sg(5)] } },
      ],
    });
  });

  it('is refused for what the policy refuses and warned of for the rest', () => {
    expect(verdict({ ...say, safety: { nfsOpenToWorld: 'warn' } })).toEqual({
      refused: [lost(i5)],
      warned: [open(2), unread(3)],
    });
    expect(verdict({ ...say, safety: { nfsCutOff: 'warn' } })).toEqual({
      refused: [open(2), unread(3)],
      warned: [lost(i5)],
    });
  });
});

describe('what is open now', () => {
  const now = (attached: readonly number[], known: Known, safety: Partial<Safety> = {}) =>
    judging(rulesOf(known), policy([], { safety }))
      .by(knownClients([]))
      .judge({
        live: live({ attached: attached.map(sg) }),
        decision: { status: 'unmanaged' },
        protection: {},
      }).openings;

  it('says nothing of a set that is not open', () => {
    expect(now([1], { 1: [VPC], 2: [WORLD] })).toEqual([]);
  });

  it('warns of every opening of the groups attached, whatever the policy refuses', () => {
    for (const nfsOpenToWorld of ['warn', 'refuse'] as const)
      expect(now([1, 2, 2], { 1: [WORLD] }, { nfsOpenToWorld })).toEqual([
        {
          code: 'nfs-open-to-world',
          text: '0.0.0.0/0 may reach NFS, and nothing wider than a /8 should: group-1 (sg-00000001) (tcp 2049 from 0.0.0.0/0)',
          openBy: [{ groupId: sg(1), rule: { protocol: 'tcp', fromPort: 2049, toPort: 2049, source: WORLD } }],
        },
        {
          code: 'nfs-open-to-world',
          text: 'the rules of sg-00000002 could not be read and may let anyone reach NFS',
          openBy: [],
        },
      ]);
  });

  it('goes by the widths of the policy', () => {
    expect(now([1], { 1: [VPC] }, { shortestPrefixV4: 17 })).toHaveLength(1);
  });
});
