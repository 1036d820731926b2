import type { Decision } from '../../core/model/decision.ts';
import type { Finding } from '../../core/model/finding.ts';
import { groupSet } from '../../core/model/group-set.ts';
import type { SecurityGroupId, VpcId } from '../../core/model/ids.ts';
import type { LiveState } from '../../core/model/live-state.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Whereabouts } from '../../core/nfs/cut-off.ts';
import { guard, openNow } from '../../core/nfs/guard.ts';
import type { RulesOfGroups } from '../../core/nfs/reach.ts';
import { once } from '../../core/model/once.ts';
import { cutShort } from '../findings/fault.ts';
import { report } from '../findings/report.ts';
import type { Ports } from '../ports/ports.ts';
import type { Reader } from '../ports/reader.ts';
import { clientsAt, cutOffBy, type Replacement, toAsk } from './affected-clients.ts';
import { toBeWritten } from './drift.ts';

type Groups = readonly SecurityGroupId[];

/** What was decided of one mount target, before the guards have seen it; a finding where nothing could be decided. */
export type Decided = { readonly live: LiveState; readonly decision: Decision } | { readonly finding: Finding };

/** What a survey found of one mount target, and whether the policy would have it written. */
export interface Surveyed {
  readonly finding: Finding;
  readonly toBeWritten: boolean;
}

/** What may be said of those who are in these groups and VPCs; the error when AWS would not say. */
const presenceAt = async (reader: Reader, groups: Groups, vpcs: readonly VpcId[]) => {
  try {
    return { clients: await clientsAt(reader, groups, vpcs), asked: groups };
  } catch (error) {
    return { error };
  }
};

/** Every way in which attached groups leave NFS open. Sets of groups recur, so each is judged once. */
const openings = (rules: RulesOfGroups, policy: Policy) =>
  once(
    (attached: Groups) => attached.join(),
    (attached) => openNow(attached, { rules }, policy),
  );

/** Who a change cuts off. The same change recurs on many mount targets, so each is judged once. */
const cutOffs = (rules: RulesOfGroups, presence: Parameters<typeof cutOffBy>[2]) =>
  once(
    ({ live: { mountTarget, attached }, after }: Replacement) =>
      JSON.stringify([mountTarget.vpcId, mountTarget.families, groupSet(attached), after]),
    (change) => cutOffBy(change, rules, presence),
  );

/**
 * Shows every decision to the guards. Whoever would lose access is asked about all at once; when AWS would not say who is
 * there, drift that takes access from somebody ends in a fault, and nothing else does.
 */
export const judgeAll = async (
  { reader, journal }: Pick<Ports, 'reader' | 'journal'>,
  policy: Policy,
  all: readonly Decided[],
  rules: RulesOfGroups,
): Promise<readonly Surveyed[]> => {
  const questionOf = (it: Decided): Whereabouts =>
    'live' in it && it.decision.status === 'drifted'
      ? toAsk({ live: it.live, after: it.decision.after }, rules)
      : { groups: [], inVpc: false };
  const asking = all.map((it) => ({ it, question: questionOf(it) }));
  const vpcs = asking.flatMap(({ it, question }) =>
    'live' in it && question.inVpc ? [it.live.mountTarget.vpcId] : [],
  );
  const groups = groupSet(asking.flatMap(({ question }) => question.groups));
  const presence = await presenceAt(reader, groups, [...new Set(vpcs)]);
  const openingsOf = openings(rules, policy);
  const cutOffOf = cutOffs(rules, 'error' in presence ? { clients: [], asked: [] } : presence);

  return asking.map(({ it, question }) => {
    if ('finding' in it) return { finding: it.finding, toBeWritten: false };
    const { live, decision } = it;
    const attached = groupSet(live.attached);
    if (decision.status !== 'drifted')
      return { finding: report(live.mountTarget, live, decision, policy, openingsOf(attached)), toBeWritten: false };
    if ('error' in presence && (question.inVpc || question.groups.length > 0)) {
      const found = report(live.mountTarget, live, decision, policy);
      return { finding: cutShort(journal, found, presence.error), toBeWritten: false };
    }
    const cutOff = cutOffOf({ live, after: decision.after });
    const judged = guard(decision, attached, { rules, cutOff }, policy);
    const finding = report(live.mountTarget, live, judged.decision, policy, [
      ...openingsOf(attached),
      ...judged.warnings,
    ]);
    return { finding, toBeWritten: toBeWritten(judged.decision) };
  });
};
