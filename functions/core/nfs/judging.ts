import { type Decision, refusal } from '../model/decision.ts';
import { groupSet, without } from '../model/group-set.ts';
import type { SecurityGroupId } from '../model/ids.ts';
import type { LiveState } from '../model/live-state.ts';
import { memoized } from '../model/memoized.ts';
import type { Policy } from '../model/policy.ts';
import type { Reason } from '../model/reason.ts';
import { NOWHERE, nfsCutOff, type Whereabouts, whereabouts } from './cut-off.ts';
import { guard, openNow } from './guard.ts';
import type { KnownClients } from './known-clients.ts';
import { nfsReach, type RulesOfGroups } from './reach.ts';

type Groups = readonly SecurityGroupId[];

/** A decision that the guards have seen: drift may have become a refusal. */
export interface Judged {
  readonly decision: Decision;
  /** About the groups that would be attached once the decision is carried out. */
  readonly warnings: readonly Reason[];
  /** About the groups that are attached now. */
  readonly openings: readonly Reason[];
}

/** The groups whose rules decide whether a decision may be carried out. */
export const groupsToJudge = ({ attached }: LiveState, decision: Decision): Groups =>
  groupSet([...attached, ...(decision.status === 'drifted' ? decision.after : [])]);

/** Everything that these ask for, each once. */
export const together = (all: readonly Whereabouts[]): Whereabouts => ({
  groups: groupSet(all.flatMap(({ groups }) => groups)),
  vpcs: [...new Set(all.flatMap(({ vpcs }) => vpcs))],
});

/**
 * The guards, given the inbound rules of every group that is attached or to be attached; a group that is absent counts as
 * open. `asks` says what to read for a decision, and `by` judges decisions by what was read. The same sets of groups and the
 * same changes recur in a survey, so each is worked out once.
 */
export const judging = (rules: RulesOfGroups, policy: Pick<Policy, 'safety'>) => {
  const reachOf = memoized(String, (groups: Groups) => nfsReach(groups, rules));
  const openingsOf = memoized(String, (groups: Groups) => openNow(reachOf(groups), policy));
  const changeOf = ({ mountTarget: { vpcId, families }, attached }: LiveState, after: Groups): string =>
    JSON.stringify([vpcId, families, groupSet(attached), after]);
  return {
    asks: (live: LiveState, decision: Decision): Whereabouts =>
      decision.status === 'drifted'
        ? whereabouts(reachOf(groupSet(live.attached)), reachOf(decision.after), live.mountTarget)
        : NOWHERE,
    by(clients: KnownClients) {
      const verdictOn = memoized(changeOf, (live: LiveState, groups: Groups) => {
        const attached = groupSet(live.attached);
        const [before, after] = [reachOf(attached), reachOf(groups)];
        const cutOff = nfsCutOff(before, after, live, clients);
        return guard({ before, after, added: without(groups, attached), cutOff }, policy);
      });
      return (live: LiveState, decision: Decision): Judged => {
        const openings = openingsOf(groupSet(live.attached));
        if (decision.status !== 'drifted') return { decision, warnings: [], openings };
        const { refusals, warnings } = verdictOn(live, decision.after);
        return { decision: refusal(decision.rule, refusals) ?? decision, warnings, openings };
      };
    },
  };
};
