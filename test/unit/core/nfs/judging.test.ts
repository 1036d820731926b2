import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../functions/core/model/decision.ts';
import { groupSet } from '../../../../functions/core/model/group-set.ts';
import type { LiveState } from '../../../../functions/core/model/live-state.ts';
import { sayReason } from '../../../../functions/core/model/reason.ts';
import { groupsToJudge, judging, type Question, together } from '../../../../functions/core/nfs/judging.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import type { Protection } from '../../../../functions/core/nfs/known-good.ts';
import { NOWHERE } from '../../../../functions/core/nfs/whereabouts.ts';
import { client, group, live, policy, sg, vpc } from '../../../support/builders.ts';
import { anySources, cidr, group as groupSource, nfsFrom, reachOf } from '../../../support/nfs-rules.ts';

const drift = (after: readonly number[], rule = 'r'): Decision => ({
  status: 'drifted',
  rule,
  mode: 'enforce',
  add: [],
  remove: [],
  keep: [],
  after: groupSet(after.map(sg)),
});
const numbers = [1, 2, 3];
const known = knownClients([client(1, { groups: [sg(3)], addresses: ['10.0.0.1'] })]);
const here = (attached: readonly number[], families?: readonly ('IPv4' | 'IPv6')[], n = 1) =>
  live({
    mountTarget: { vpcId: vpc(n), ...(families && { families }) },
    attached: attached.map(sg),
    usable: numbers.map((each) => group(each)),
  });

/** A question about a mount target of which nothing is on record. */
const about = (live: LiveState, decision: Decision, protection: Protection = {}): Question => ({
  live,
  decision,
  protection,
});

describe('what to judge by', () => {
  it('are the rules of the groups that are attached, and of those to be written', () => {
    expect(groupsToJudge(here([3, 1]), drift([2, 1]))).toEqual([1, 2, 3].map(sg));
    expect(groupsToJudge(here([3, 1, 3]), { status: 'unmanaged' })).toEqual([1, 3].map(sg));
  });

  it('is asked for all together, each once', () => {
    const all = [
      { groups: [sg(2), sg(3)], vpcs: [vpc(1)], blocks: [vpc(1)], abroad: [], doubtful: [] },
      { groups: [sg(1), sg(2)], vpcs: [], blocks: [], abroad: [sg(2)], doubtful: [sg(9), sg(8)] },
      { groups: [], vpcs: [vpc(2), vpc(1)], blocks: [vpc(1)], abroad: [sg(2), sg(1)], doubtful: [sg(8)] },
    ];
    expect(together(all)).toEqual({
      groups: [1, 2, 3].map(sg),
      vpcs: [vpc(1), vpc(2)],
      blocks: [vpc(1)],
      abroad: [1, 2].map(sg),
      doubtful: [8, 9].map(sg),
    });
  });

  it('is asked only for drift that takes access', () => {
    const { asks } = judging(new Map([[sg(1), [nfsFrom(cidr('10.0.0.0/8'))]]]), policy([]));
    expect(asks(about(here([1]), drift([1])))).toBe(NOWHERE);
    expect(asks(about(here([1]), { status: 'unmanaged' }))).toBe(NOWHERE);
    expect(asks(about(here([1]), drift([2])))).toMatchObject({ groups: [], vpcs: [vpc(1)], blocks: [vpc(1)] });
    expect(asks(about(here([1], ['IPv6']), drift([2])))).toBe(NOWHERE);
  });
});

describe('judging', () => {
  const rules = new Map([
    [sg(1), [nfsFrom(groupSource(3)), nfsFrom(cidr('0.0.0.0/0'))]],
    [sg(2), [nfsFrom(cidr('fd00::/64'))]],
  ]);
  const { judge } = judging(rules, policy([])).by(known);

  it('leaves a decision that calls for no change as it is, and says what is open', () => {
    const { decision, warnings, openings } = judge(about(here([1]), { status: 'unmanaged' }));
    expect(decision).toEqual({ status: 'unmanaged' });
    expect(warnings).toEqual([]);
    expect(openings.map(({ code }) => code)).toEqual(['nfs-open-to-world']);
  });

  it('gives back the very decision when nothing is against it', () => {
    const same = drift([1]);
    expect(judge(about(here([1]), same)).decision).toBe(same);
  });

  it('tells apart changes that differ in their rule, VPC or families only', () => {
    const reasons = (...[at, decision, protection]: Parameters<typeof about>) => {
      const judged = judge(about(at, decision, protection)).decision;
      return 'reasons' in judged ? `${judged.rule}: ${judged.reasons.map(sayReason).join()}` : judged.status;
    };
    expect(reasons(here([1]), drift([2]))).toMatch(
      /^r: i-1 \(by group-3 \(sg-00000003\), let in by group-1 \(sg-00000001\)\) would lose/,
    );
    expect(reasons(here([1]), drift([2], 'other'))).toMatch(/^other: i-1 \(by group-3/);
    expect(reasons(here([1], ['IPv4']), drift([2]))).toMatch(/^r: the new set lets in no source that exists/);
    expect(reasons(here([1], undefined, 2), drift([2]))).toMatch(/^r: i-1 \(by group-3/);
    const good = (n: number): Protection => {
      const set = reachOf(cidr(`10.0.${n}.0/24`)).sources;
      return { recent: { sets: [set], sources: set, until: n } };
    };
    expect(reasons(here([1]), drift([2]), good(0))).toMatch(/^r: i-1 at 10\.0\.0\.1 .*a set that satisfied the policy/);
    expect(reasons(here([1]), drift([2]), good(1))).toMatch(
      /^r: 10\.0\.1\.0\/24 \(.*where AWS does not show clients.*a set that satisfied the policy/,
    );
  });

  it('tells what is let in, before a change or after it, and who loses access by it', () => {
    expect(judge(about(here([1]), { status: 'unmanaged' }))).toMatchObject({
      lets: { blocks: ['0.0.0.0/0'], groups: [sg(3)] },
      losers: [],
    });
    expect(judge(about(here([1]), drift([2])))).toMatchObject({
      lets: { blocks: ['fd00::/64'], groups: [] },
      losers: ['10.0.0.1', '10.0.0.1'],
    });
  });

  it('shows names of groups as what they are, whoever gave them', () => {
    const hostile = live({ attached: [sg(1)], usable: [group(3, { name: 'web\u202e) is safe\n' }), group(2)] });
    const { decision } = judge(about(hostile, drift([2], 'hostile')));
    expect('reasons' in decision && decision.reasons.map(sayReason).join()).toMatch(
      /^i-1 \(by "web\\u\{202e\}\) is safe\\u\{a\}" \(sg-00000003\)/,
    );
  });

  it('says why a change is safe by which some lose access', () => {
    const some = judging(new Map([...rules, [sg(3), [nfsFrom(cidr('0.0.0.0/0'))]]]), policy([])).by(knownClients([]));
    expect(some.judge(about(here([3]), drift([2]))).whySafe).toMatch(/^Safe: /);
    expect(some.judge(about(here([2]), drift([2])))).not.toHaveProperty('whySafe');
  });

  it('heeds what a person has decided, for that change only', () => {
    const despite = { ...about(here([1]), drift([2])), despite: ['nfs-cut-off' as const] };
    expect(judge(about(here([1]), drift([2]))).decision.status).toBe('refused');
    expect(judge(despite)).toMatchObject({ decision: drift([2]), warnings: [{ code: 'nfs-cut-off' }] });
    expect(judge({ ...despite, ...about(here([1], ['IPv4']), drift([2])) }).decision.status).toBe('refused');
  });

  it('weighs what a flow log says, for that change only', () => {
    const question = about(here([1]), drift([2]));
    const silent = {
      acquitted: new Set(['eni-1']),
      unused: new Set<string>(),
      convicted: [],
      gone: ['10.0.0.9'],
      why: ['the log is silent'],
    };
    const { contest, judge } = judging(rules, policy([])).by(known);
    expect(contest(question)?.losers.map(({ id }) => id)).toEqual(['eni-1']);
    expect(contest(about(here([1]), { status: 'unmanaged' }))).toBeUndefined();
    expect(judge(question).decision.status).toBe('refused');
    const { decision, warnings, whySafe } = judge(question, silent);
    // One of addresses that are gone, and one of the group that they may have had.
    expect([decision, warnings.length]).toEqual([drift([2]), 2]);
    expect(whySafe).toBeUndefined();
    expect(judge(question).decision.status).toBe('refused');
  });

  it('judges many as it judges each alone', () => {
    const some = fc.subarray(numbers);
    const changes = fc.array(fc.tuple(some, some, fc.constantFrom(undefined, ['IPv4' as const])), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(anySources, { minLength: 2, maxLength: 3 }), changes, (sources, all) => {
        const admitted = new Map(sources.map((each, n) => [sg(n + 1), each.map(nfsFrom)]));
        const together = judging(admitted, policy([]));
        const said = ({ asks, by }: ReturnType<typeof judging>, [attached, after, families]: (typeof all)[number]) => [
          asks(about(here(attached, families), drift(after))),
          by(known).judge(about(here(attached, families), drift(after))),
        ];
        const byAll = together.by(known);
        for (const change of all) {
          const alone = said(judging(admitted, policy([])), change);
          expect(said({ ...together, by: () => byAll }, change)).toEqual(alone);
          expect(said({ ...together, by: () => byAll }, change)).toEqual(alone);
        }
      }),
    );
  });
});
