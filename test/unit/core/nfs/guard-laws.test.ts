import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../functions/core/model/decision.ts';
import { groupSet } from '../../../../functions/core/model/group-set.ts';
import type { SecurityGroupId } from '../../../../functions/core/model/ids.ts';
import type { IngressRule } from '../../../../functions/core/model/ingress.ts';
import type { Guard } from '../../../../functions/core/model/policy.ts';
import { arriving } from '../../../../functions/core/nfs/arriving.ts';
import type { Client } from '../../../../functions/core/nfs/client.ts';
import { openNow } from '../../../../functions/core/nfs/guard.ts';
import { judging } from '../../../../functions/core/nfs/judging.ts';
import { knownClients } from '../../../../functions/core/nfs/known-clients.ts';
import { openToWorld } from '../../../../functions/core/nfs/open-to-world.ts';
import { difference, isEmpty, nfsReach, type RulesOfGroups } from '../../../../functions/core/nfs/reach.ts';
import { client, group, live, policy, sg } from '../../../support/builders.ts';
import { anyAddress, anySources, cidr, nfsFrom } from '../../../support/nfs-rules.ts';
import { addressesLost } from '../../../support/plain-cut-off.ts';
import { shuffles } from '../../../support/worlds.ts';

const groups = [1, 2, 3, 4, 5].map(sg);
const someGroups = fc.subarray(groups);
/** Nothing for a group whose rules are not known. */
const rulesOf = (id: SecurityGroupId): fc.Arbitrary<readonly (readonly [SecurityGroupId, readonly IngressRule[]])[]> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constant([[id, [nfsFrom(cidr('0.0.0.0/0'))]] as const]) },
    { weight: 4, arbitrary: anySources.map((sources) => [[id, sources.map(nfsFrom)] as const]) },
  );
interface Around {
  readonly rules: RulesOfGroups;
  readonly clients: readonly Client[];
}
const clients = fc
  .array(fc.record({ groups: someGroups, addresses: fc.array(anyAddress, { maxLength: 2 }) }), { maxLength: 3 })
  .map((all) => all.map((say, n) => client(n, say)));
const surroundings: fc.Arbitrary<Around> = fc
  .tuple(fc.tuple(...groups.map(rulesOf)), clients)
  .map(([entries, clients]) => ({ rules: new Map(entries.flat()), clients }));
interface Change {
  readonly attached: readonly SecurityGroupId[];
  readonly after: readonly SecurityGroupId[];
  readonly around: Around;
}
const changes: fc.Arbitrary<Change> = fc.record({
  attached: someGroups,
  after: fc.subarray(groups, { minLength: 1 }),
  around: surroundings,
});

const reach = (ids: readonly SecurityGroupId[], { rules }: Pick<Around, 'rules'>) => nfsReach(groupSet(ids), rules);

const judge = ({ attached, after, around }: Change, nfsOpenToWorld: Guard, onCutOff: Guard) => {
  const drift: Decision = { status: 'drifted', rule: 'r', mode: 'enforce', add: [], remove: [], keep: [], after };
  const here = live({ attached, usable: [1, 2, 3, 4, 5].map((n) => group(n)) });
  const { by } = judging(around.rules, policy([], { safety: { nfsOpenToWorld, nfsCutOff: onCutOff } }));
  const { decision, warnings } = by(knownClients(around.clients)).judge({
    live: here,
    decision: drift,
    protection: {},
  });
  return { passed: decision === drift, reasons: 'reasons' in decision ? decision.reasons : [], warnings };
};
const { safety } = policy([]);

const anyChange = (law: (change: Change) => void) => fc.assert(fc.property(changes, law));

describe('any change', () => {
  it('that passes makes nothing open that was not, leaves somebody in, and takes access from nobody in use', () => {
    anyChange((change) => {
      fc.pre(judge(change, 'refuse', 'refuse').passed);
      const before = reach(change.attached, change.around).sources;
      const after = reach(change.after, change.around);
      for (const { sources } of openToWorld(after, safety)) expect(isEmpty(difference(sources, before))).toBe(true);
      // From loopback and link-local addresses nobody comes in, before and after.
      if (!isEmpty(arriving(before, undefined))) expect(isEmpty(arriving(after.sources, undefined))).toBe(false);
      // The mount target may have addresses of both families, so nothing but the whole reach matters.
      for (const it of change.around.clients) {
        const lost = addressesLost(it, before, after.sources);
        const real = lost.filter((address) => !/^(?:0|127|169\.254|22[4-9]|2[3-5]\d)\.|^fe80:/.test(address));
        expect(real).toEqual([]);
      }
    });
  });

  it('that opens what was not open is refused', () => {
    anyChange((change) => {
      const openBefore = openNow(reach(change.attached, change.around), safety, String);
      const openAfter = openNow(reach(change.after, change.around), safety, String);
      fc.pre(openBefore.length === 0 && openAfter.length > 0);
      expect(judge(change, 'refuse', 'warn').passed).toBe(false);
    });
  });

  it('that only removes groups is never refused for what it leaves open', () => {
    anyChange(({ attached, after, around }) => {
      const { reasons } = judge({ attached: groupSet([...attached, ...after]), after, around }, 'refuse', 'warn');
      expect(reasons.filter(({ code }) => code === 'nfs-open-to-world')).toEqual([]);
    });
  });

  it('that only adds groups is never refused for whom it cuts off', () => {
    anyChange(({ attached, after, around }) => {
      const { passed } = judge({ attached, after: groupSet([...attached, ...after]), around }, 'warn', 'refuse');
      expect(passed).toBe(true);
    });
  });

  it('passes where the policy only warns, unless nobody could get in any more; what is refused otherwise is a warning then', () => {
    anyChange((change) => {
      const warned = judge(change, 'warn', 'warn');
      const refused = judge(change, 'refuse', 'refuse');
      expect(warned.reasons.filter(({ text }) => !text.startsWith('the new set lets in no source'))).toEqual([]);
      expect(warned.passed).toBe(warned.reasons.length === 0);
      // Only what is refused names the ways out.
      const said = ({ text }: { readonly text: string }) => text;
      expect(new Set([...warned.reasons, ...warned.warnings].map(said))).toEqual(
        new Set([...refused.reasons, ...refused.warnings].map(said)),
      );
      expect(refused.passed).toBe(refused.reasons.length === 0);
    });
  });

  it('warns of every opening that stays, so that none is passed over in silence', () => {
    anyChange((change) => {
      const { reasons, warnings } = judge(change, 'refuse', 'refuse');
      const said = [...reasons, ...warnings].filter(({ code }) => code === 'nfs-open-to-world');
      expect(said).toHaveLength(openNow(reach(change.after, change.around), safety, String).length);
    });
  });

  it('is judged the same whatever the order of groups, rules and repetitions', () => {
    fc.assert(
      fc.property(changes, shuffles, (change, shuffle) => {
        const { rules, clients } = change.around;
        const shuffled = {
          attached: shuffle([...change.attached, ...change.attached]),
          after: change.after,
          around: {
            rules: new Map(shuffle(rules).map(([id, all]) => [id, shuffle(all)])),
            clients: shuffle(clients),
          },
        };
        expect(judge(shuffled, 'refuse', 'refuse')).toEqual(judge(change, 'refuse', 'refuse'));
      }),
    );
  });
});
