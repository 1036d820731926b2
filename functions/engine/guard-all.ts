import type { Decision } from '../core/decision.ts';
import type { Finding } from '../core/finding.ts';
import { groupSet } from '../core/group-set.ts';
import { cutOffMembers, guard, lostGroups, openNow } from '../core/guard.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import type { Live } from '../core/live.ts';
import type { RulesOfGroups } from '../core/nfs-reach.ts';
import type { Policy } from '../core/policy.ts';
import type { Reason } from '../core/reason.ts';
import { toBeWritten } from './drift.ts';
import { cutShort } from './fault.ts';
import type { Ports, Reader } from './ports.ts';
import { report } from './report.ts';

type Groups = readonly SecurityGroupId[];

/** What was decided of one mount target, before the guards have seen it; a finding where nothing could be decided. */
export type Decided = { readonly live: Live; readonly decision: Decision } | { readonly finding: Finding };

/** What a survey found of one mount target, and whether the policy would have it written. */
export interface Surveyed {
  readonly finding: Finding;
  readonly toBeWritten: boolean;
}

/** Who is in these groups; the error when AWS would not say. */
const usageOf = async (
  { groupsInUse }: Reader,
  groups: Groups,
): Promise<{ readonly members: Awaited<ReturnType<Reader['groupsInUse']>> } | { readonly error: unknown }> => {
  try {
    return { members: groups.length > 0 ? await groupsInUse(groups) : new Map() };
  } catch (error) {
    return { error };
  }
};

/** Every way in which attached groups leave NFS open. Sets of groups recur, so each is judged once. */
const openings = (rules: RulesOfGroups, policy: Policy) => {
  const known = new Map<string, readonly Reason[]>();
  return (attached: Groups): readonly Reason[] => {
    const key = attached.join();
    const reasons = known.get(key) ?? openNow(attached, { rules }, policy);
    known.set(key, reasons);
    return reasons;
  };
};

/**
 * Shows every decision to the guards. Groups whose members would lose access are asked about all at once; when AWS would
 * not say whether they are in use, drift that takes access from them ends in a fault, and nothing else does.
 */
export const guardAll = async (
  { reader, journal }: Pick<Ports, 'reader' | 'journal'>,
  policy: Policy,
  all: readonly Decided[],
  rules: RulesOfGroups,
): Promise<readonly Surveyed[]> => {
  const lostBy = (it: Decided): Groups =>
    'live' in it && it.decision.status === 'drifted' ? lostGroups(it.live.attached, it.decision.after, rules) : [];
  const losing = all.map((it) => ({ it, lost: lostBy(it) }));
  const usage = await usageOf(reader, groupSet(losing.flatMap(({ lost }) => lost)));
  const openingsOf = openings(rules, policy);

  return losing.map(({ it, lost }) => {
    if ('finding' in it) return { finding: it.finding, toBeWritten: false };
    const { live, decision } = it;
    const attached = groupSet(live.attached);
    if (decision.status !== 'drifted')
      return { finding: report(live.mountTarget, live, decision, policy, openingsOf(attached)), toBeWritten: false };
    if ('error' in usage && lost.length > 0) {
      const found = report(live.mountTarget, live, decision, policy);
      return { finding: cutShort(journal, found, usage.error), toBeWritten: false };
    }
    const known = new Map('members' in usage ? [...usage.members].filter(([id]) => lost.includes(id)) : []);
    const inUse = cutOffMembers(known, decision.after, rules);
    const judged = guard(decision, attached, { rules, inUse }, policy);
    const finding = report(live.mountTarget, live, judged.decision, policy, [
      ...openingsOf(attached),
      ...judged.warnings,
    ]);
    return { finding, toBeWritten: toBeWritten(judged.decision) };
  });
};
