import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../functions/core/model/decision.ts';
import { groupSet } from '../../../../functions/core/model/group-set.ts';
import { groupsToJudge, judging, together } from '../../../../functions/core/nfs/judging.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { client, group, live, policy, sg, vpc } from '../../../support/builders.ts';
import { anySources, cidr, group as groupSource, nfsFrom } from '../../../support/nfs-rules.ts';

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
const known = knownClients([client(1, { groups: [sg(3)], addresses: ['10.0.0.1'] })], numbers.map(sg));
const here = (attached: readonly number[], families?: readonly ('IPv4' | 'IPv6')[], n = 1) =>
  live({
    mountTarget: { vpcId: vpc(n), ...(families && { families }) },
    attached: attached.map(sg),
    usable: numbers.map((each) => group(each)),
  });

describe('what to judge by', () => {
  it('are the rules of the groups that are attached, and of those to be written', () => {
    expect(groupsToJudge(here([3, 1]), drift([2, 1]))).toEqual([1, 2, 3].map(sg));
    expect(groupsToJudge(here([3, 1, 3]), { status: 'unmanaged' })).toEqual([1, 3].map(sg));
  });

  it('is asked for all together, each once', () => {
    const all = [
      { groups: [sg(2), sg(3)], vpcs: [vpc(1)] },
      { groups: [sg(1), sg(2)], vpcs: [] },
      { groups: [], vpcs: [vpc(2), vpc(1)] },
    ];
    expect(together(all)).toEqual({ groups: [1, 2, 3].map(sg), vpcs: [vpc(1), vpc(2)] });
  });

  it('is asked only for drift that takes access', () => {
    const { asks } = judging(new Map([[sg(1), [nfsFrom(cidr('10.0.0.0/8'))]]]), policy([]));
    expect(asks(here([1]), drift([1]))).toEqual({ groups: [], vpcs: [] });
    expect(asks(here([1]), { status: 'unmanaged' })).toEqual({ groups: [], vpcs: [] });
    expect(asks(here([1]), drift([2]))).toEqual({ groups: [], vpcs: [vpc(1)] });
    expect(asks(here([1], ['IPv6']), drift([2]))).toEqual({ groups: [], vpcs: [] });
  });
});

describe('judging', () => {
  const rules = new Map([
    [sg(1), [nfsFrom(groupSource(3)), nfsFrom(cidr('0.0.0.0/0'))]],
    [sg(2), [nfsFrom(cidr('fd00::/64'))]],
  ]);
  const judge = judging(rules, policy([])).by(known);

  it('leaves a decision that calls for no change as it is, and says what is open', () => {
    const { decision, warnings, openings } = judge(here([1]), { status: 'unmanaged' });
    expect(decision).toEqual({ status: 'unmanaged' });
    expect(warnings).toEqual([]);
    expect(openings.map(({ code }) => code)).toEqual(['nfs-open-to-world']);
  });

  it('gives back the very decision when nothing is against it', () => {
    const same = drift([1]);
    expect(judge(here([1]), same).decision).toBe(same);
  });

  it('tells apart changes that differ in their rule, VPC or families only', () => {
    const reasons = (...[at, decision]: Parameters<typeof judge>) => {
      const judged = judge(at, decision).decision;
      return 'reasons' in judged ? `${judged.rule}: ${judged.reasons.map(({ text }) => text).join()}` : judged.status;
    };
    expect(reasons(here([1]), drift([2]))).toMatch(/^r: .*i-1 at 10\.0\.0\.1\) would lose/);
    expect(reasons(here([1]), drift([2], 'other'))).toMatch(/^other: .*i-1 at 10\.0\.0\.1\) would lose/);
    expect(reasons(here([1], ['IPv4']), drift([2]))).toMatch(/^r: nothing could reach NFS any more/);
    expect(reasons(here([1], undefined, 2), drift([2]))).not.toContain('10.0.0.1');
  });

  it('judges many as it judges each alone', () => {
    const some = fc.subarray(numbers);
    const changes = fc.array(fc.tuple(some, some, fc.constantFrom(undefined, ['IPv4' as const])), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(anySources, { minLength: 2, maxLength: 3 }), changes, (sources, all) => {
        const admitted = new Map(sources.map((each, n) => [sg(n + 1), each.map(nfsFrom)]));
        const together = judging(admitted, policy([]));
        const said = ({ asks, by }: ReturnType<typeof judging>, [attached, after, families]: (typeof all)[number]) => [
          asks(here(attached, families), drift(after)),
          by(known)(here(attached, families), drift(after)),
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
