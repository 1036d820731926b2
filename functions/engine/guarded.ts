import type { Decision } from '../core/decision.ts';
import { groupSet, without } from '../core/group-set.ts';
import { cutOffMembers, guard, lostGroups, openNow, type Surroundings } from '../core/guard.ts';
import type { SecurityGroupId } from '../core/ids.ts';
import type { Live } from '../core/live.ts';
import type { Policy } from '../core/policy.ts';
import type { Reason } from '../core/reason.ts';
import type { Reader } from './ports.ts';

/** A decision that the guards have seen: drift may have become a refusal, and what is open is said. */
export interface Guarded {
  readonly decision: Decision;
  /** Of what would be attached, once the decision is carried out. */
  readonly warnings: readonly Reason[];
  /** Of what is attached now. */
  readonly openings: readonly Reason[];
}

/** What the guards read. */
export type GuardReader = Pick<Reader, 'rules' | 'groupsInUse'>;

/** The groups whose rules decide whether a decision may be carried out. */
export const groupsToJudge = (live: Live, decision: Decision): readonly SecurityGroupId[] =>
  groupSet([...live.attached, ...(decision.status === 'drifted' ? decision.after : [])]);

/** A reader that has the rules of these groups already, and asks again only about others. */
export const knowing = async (reader: GuardReader, ids: readonly SecurityGroupId[]): Promise<GuardReader> => {
  const known = await reader.rules(ids);
  return {
    groupsInUse: (asked) => reader.groupsInUse(asked),
    rules: async (asked) => (without(asked, ids).length === 0 ? known : reader.rules(asked)),
  };
};

/** Reads the rules of the groups that are attached, and of those to be written, and asks the guards. */
export const guarded = async (
  reader: GuardReader,
  live: Live,
  decision: Decision,
  policy: Policy,
): Promise<Guarded> => {
  const attached = groupSet(live.attached);
  const after = decision.status === 'drifted' ? decision.after : attached;
  const rules = await reader.rules(groupsToJudge(live, decision));
  const lost = lostGroups(attached, after, rules);
  const members = lost.length > 0 ? await reader.groupsInUse(lost) : new Map();
  const surroundings: Surroundings = { rules, inUse: cutOffMembers(members, after, rules) };
  const openings = openNow(attached, surroundings, policy);
  return decision.status === 'drifted'
    ? { ...guard(decision, attached, surroundings, policy), openings }
    : { decision, warnings: [], openings };
};
